import { eventSize, MAX_BYTES } from '../check-event';
import type { BusEvent } from '../event-bus';

/** Most events of one request ("Amazon EventBridge quotas"). */
const MAX_EVENTS = 10;

/** Positions of the events that go together: in order, as many as one request takes. */
export function eventBatches(events: readonly BusEvent[]): number[][] {
  const batches: number[][] = [];
  let bytes = 0;
  events.forEach((event, index) => {
    const size = eventSize(event);
    const batch = batches.at(-1);
    if (batch === undefined || batch.length === MAX_EVENTS || bytes + size >= MAX_BYTES) {
      batches.push([index]);
      bytes = size;
    } else {
      batch.push(index);
      bytes += size;
    }
  });
  return batches;
}
