import {
  EventBridgeClient,
  InternalException,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { ManualClock } from '@lakeward/core';
import { mockClient } from 'aws-sdk-client-mock';
import type { BusEvent } from '../event-bus';
import { eventBusContract } from '../testing';
import { createEventBridgeBus } from './eventbridge-bus';

const events = mockClient(EventBridgeClient);
const clock = new ManualClock('2026-03-10T01:00:00Z');
const bus = createEventBridgeBus({ client: new EventBridgeClient({ region: 'eu-west-1' }), clock });
const event: BusEvent = { source: 'lakeward.test', type: 'Something Happened', detail: { rows: 7 } };

beforeEach(() => events.reset());

/** A service that refuses what the real one does, and takes every third event at the second try only. */
function service(): { accepted: PutEventsRequestEntry[] } {
  const state = { accepted: [] as PutEventsRequestEntry[] };
  const refused = new Set<string>();
  let count = 0;
  events
    .on(PutEventsCommand)
    .callsFake(({ Entries: entries = [] }: { Entries?: PutEventsRequestEntry[] }) => {
      expect(entries.length).toBeGreaterThan(0);
      expect(entries.length).toBeLessThanOrEqual(10);
      expect(Buffer.byteLength(entries.map(({ Detail }) => Detail).join(''))).toBeLessThan(262_144);
      const results = entries.map((entry): PutEventsResultEntry => {
        count += 1;
        const name = entry.Detail ?? '';
        if (count % 3 === 0 && !refused.has(name)) {
          refused.add(name);
          return { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
        }
        state.accepted.push(entry);
        return { EventId: `accepted-${state.accepted.length}` };
      });
      return { Entries: results, FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode).length };
    });
  return state;
}

eventBusContract('EventBridge adapter over a stub of the service', () => {
  const { accepted } = service();
  return Promise.resolve({
    bus,
    received: () =>
      Promise.resolve(
        accepted.map(({ EventBusName, Source, DetailType, Detail, Resources }) => ({
          bus: EventBusName ?? '',
          source: Source ?? '',
          type: DetailType ?? '',
          detail: JSON.parse(Detail ?? '') as BusEvent['detail'],
          ...(Resources === undefined ? {} : { resources: Resources }),
        })),
      ),
  });
});

describe('createEventBridgeBus', () => {
  test('sends again only what was not taken, after a pause, and keeps the order of the ids', async () => {
    const started = clock.now().getTime();
    events
      .on(PutEventsCommand)
      .resolvesOnce({ Entries: [{ EventId: 'a' }, { ErrorCode: 'InternalFailure' }, { EventId: 'c' }] })
      .resolvesOnce({ Entries: [{ ErrorCode: 'ThrottlingException' }] })
      .resolvesOnce({ Entries: [{ EventId: 'b' }] });
    const three = [0, 1, 2].map((n) => ({ ...event, detail: { n } }));
    expect(await bus.put('lake', three)).toEqual(['a', 'b', 'c']);
    const sent = events
      .commandCalls(PutEventsCommand)
      .map((call) => call.args[0].input.Entries?.map(({ Detail }) => Detail));
    expect(sent).toEqual([['{"n":0}', '{"n":1}', '{"n":2}'], ['{"n":1}'], ['{"n":1}']]);
    expect(clock.now().getTime() - started).toBe(100 + 200);
  });

  test.each([
    ['ThrottlingException', 'EVENTS_THROTTLED', true, 4],
    ['InternalFailure', 'EVENTS_UNAVAILABLE', true, 4],
    ['NotAuthorizedForSourceException', 'EVENTS_ACCESS_DENIED', false, 1],
    ['MalformedDetail', 'EVENTS_NOT_ACCEPTED', false, 1],
  ])('an event that stays refused with %s is %s', async (ErrorCode, code, retryable, tries) => {
    events.on(PutEventsCommand).resolves({ Entries: [{ ErrorCode, ErrorMessage: 'why' }] });
    await expect(bus.put('lake', [event])).rejects.toMatchObject({
      code,
      retryable,
      message: `EventBridge: bus lake did not take an event: ${ErrorCode}: why`,
    });
    expect(events.commandCalls(PutEventsCommand)).toHaveLength(tries);
  });

  test('an answer without an entry is not taken for success', async () => {
    events.on(PutEventsCommand).resolves({});
    await expect(bus.put('lake', [event])).rejects.toMatchObject({ code: 'EVENTS_UNAVAILABLE' });
  });

  test.each([
    [new InternalException({ message: 'boom', $metadata: {} }), 'EVENTS_UNAVAILABLE', true],
    [
      Object.assign(new Error('no'), { name: 'AccessDeniedException', $fault: 'client' }),
      'EVENTS_ACCESS_DENIED',
      false,
    ],
    [
      Object.assign(new Error('slow'), { name: 'ThrottlingException', $fault: 'client' }),
      'EVENTS_THROTTLED',
      true,
    ],
    [new TypeError('x is undefined'), 'UNEXPECTED_ERROR', false],
  ])('translates %s', async (thrown, code, retryable) => {
    events.on(PutEventsCommand).rejects(thrown);
    await expect(bus.put('lake', [event])).rejects.toMatchObject({ code, retryable });
  });
});
