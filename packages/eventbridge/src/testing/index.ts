export { eventBusContract, type EventBusUnderContract } from './event-bus-contract';
export { InMemoryEventBus, type PutEvent } from './in-memory-event-bus';
