import { checkEvents } from '../check-event';
import type { BusEvent, EventBus } from '../event-bus';

/** An event and the bus it went to. */
export interface PutEvent extends BusEvent {
  readonly bus: string;
}

/** An {@link EventBus} that keeps what it was given. */
export class InMemoryEventBus implements EventBus {
  /** Everything put, in order. */
  readonly events: PutEvent[] = [];

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async put(bus: string, events: readonly BusEvent[]): Promise<string[]> {
    checkEvents(bus, events);
    return events.map((event) => {
      this.events.push({ bus, ...event });
      return `00000000-0000-4000-8000-${String(this.events.length).padStart(12, '0')}`;
    });
  }
}
