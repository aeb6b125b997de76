export { FileEventBus, type FileEventBusOptions, type RecordedEvent } from './file-event-bus';
