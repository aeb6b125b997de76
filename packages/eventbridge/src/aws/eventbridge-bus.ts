import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { clientSettings, type AwsClientOptions } from '@lakeward/aws-client';
import { backoffDelay, systemClock, type AppError, type Clock } from '@lakeward/core';
import { checkEvents } from '../check-event';
import type { BusEvent, EventBus } from '../event-bus';
import { eventBatches } from './event-batches';
import { eventBridgeError, notAccepted } from './eventbridge-error';

/** Events are often the last thing a run does, so little time is left for them. */
const PATIENCE = { connectMs: 1_000, answerMs: 5_000, attempts: 4 };
/** Tries for events that the service took the request for, but not the event; the first included. */
const TRIES = 4;
const BACKOFF = { firstMs: 100, maxMs: 2_000 };

export interface EventBridgeBusOptions extends AwsClientOptions {
  /** Takes the place of a client made from the other options. */
  readonly client?: EventBridgeClient;
  readonly clock?: Clock;
}

/** The {@link EventBus} that puts events on buses of Amazon EventBridge. */
export function createEventBridgeBus({
  client,
  clock = systemClock,
  ...where
}: EventBridgeBusOptions = {}): EventBus {
  return new EventBridgeBus(client ?? new EventBridgeClient(clientSettings(where, PATIENCE)), clock);
}

class EventBridgeBus implements EventBus {
  readonly #client: EventBridgeClient;
  readonly #clock: Clock;

  constructor(client: EventBridgeClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  async put(bus: string, events: readonly BusEvent[]): Promise<string[]> {
    checkEvents(bus, events);
    const ids: string[] = [];
    for (const batch of eventBatches(events)) await this.#putBatch(bus, events, batch, ids);
    return ids;
  }

  /** A request is answered event by event: those that were not taken are sent again, alone. */
  async #putBatch(
    bus: string,
    events: readonly BusEvent[],
    batch: readonly number[],
    ids: string[],
  ): Promise<void> {
    let left = batch;
    for (let attempt = 0; ; attempt += 1) {
      const results = await this.#send(
        bus,
        left.flatMap((index) => events[index] ?? []),
      );
      const failures: AppError[] = [];
      left = left.filter((index, position) => {
        const { EventId: id, ErrorCode: code, ErrorMessage: message } = results[position] ?? {};
        if (code === undefined && id !== undefined) {
          ids[index] = id;
          return false;
        }
        failures.push(notAccepted(bus, code ?? 'InternalFailure', message ?? 'the answer has no event id'));
        return true;
      });
      if (failures.length === 0) return;
      const final =
        failures.find(({ retryable }) => !retryable) ?? (attempt + 1 === TRIES ? failures[0] : undefined);
      if (final !== undefined) throw final;
      await this.#clock.sleep(backoffDelay(BACKOFF, attempt));
    }
  }

  async #send(bus: string, events: readonly BusEvent[]): Promise<readonly PutEventsResultEntry[]> {
    const command = new PutEventsCommand({
      Entries: events.map(({ source, type, detail, resources }) => ({
        EventBusName: bus,
        Source: source,
        DetailType: type,
        Detail: JSON.stringify(detail),
        ...(resources === undefined ? {} : { Resources: [...resources] }),
      })),
    });
    try {
      return (await this.#client.send(command)).Entries ?? [];
    } catch (error) {
      throw eventBridgeError(error, bus);
    }
  }
}
