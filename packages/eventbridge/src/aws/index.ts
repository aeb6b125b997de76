export { createEventBridgeBus, type EventBridgeBusOptions } from './eventbridge-bus';
