import { eventBusContract } from './event-bus-contract';
import { InMemoryEventBus } from './in-memory-event-bus';

eventBusContract('in-memory fake', () => {
  const bus = new InMemoryEventBus();
  return Promise.resolve({ bus, received: () => Promise.resolve(bus.events) });
});
