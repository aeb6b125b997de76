/** An event for other programs: something has happened. */
export interface BusEvent {
  /** Who says so, such as `lakeward.pci-query-runner`; not `aws.`, which is reserved. */
  readonly source: string;
  /** What kind of thing happened; rules choose by it. */
  readonly type: string;
  /** The facts, as a JSON object. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** ARNs that the event is about. */
  readonly resources?: readonly string[];
}

/**
 * Puts events on a bus. Adapters: EventBridge (`@lakeward/eventbridge/aws`), a file of JSON lines (`@lakeward/embedded`), the
 * in-memory fake (`@lakeward/eventbridge/testing`); all pass the contract suite beside the fake.
 *
 * Errors thrown (AppError): `EVENTS_INVALID_EVENT` (before anything is sent), `EVENTS_ACCESS_DENIED`, `EVENTS_THROTTLED`
 * (retryable), `EVENTS_UNAVAILABLE` (retryable), `EVENTS_NOT_ACCEPTED`.
 */
export interface EventBus {
  /**
   * Puts the events on the bus, named or by ARN, and returns their ids in the same order. Delivery is at least once: after an
   * error, some of the events may be on the bus.
   */
  put(bus: string, events: readonly BusEvent[]): Promise<string[]>;
}
