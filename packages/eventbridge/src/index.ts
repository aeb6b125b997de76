export { checkEvents, eventSize, MAX_BYTES } from './check-event';
export type { BusEvent, EventBus } from './event-bus';
