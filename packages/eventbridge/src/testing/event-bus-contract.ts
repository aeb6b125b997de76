import type { BusEvent, EventBus } from '../event-bus';

/** A bus to hold against the contract. */
export interface EventBusUnderContract {
  readonly bus: EventBus;
  /** What arrived so far, in any order. */
  received(): Promise<readonly (BusEvent & { readonly bus: string })[]>;
  close?(): Promise<void>;
}

/** What every {@link EventBus} must do; `name` says which one it is. */
export function eventBusContract(name: string, makeBus: () => Promise<EventBusUnderContract>): void {
  describe(`event bus contract: ${name}`, () => {
    let subject: EventBusUnderContract;
    const event: BusEvent = { source: 'lakeward.test', type: 'Something Happened', detail: { rows: 7 } };
    beforeEach(async () => {
      subject = await makeBus();
    });
    afterEach(async () => {
      await subject.close?.();
    });

    test('gives each event an id of its own', async () => {
      const ids = await subject.bus.put('lake', [event, event]);
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(2);
      for (const id of ids) expect(id).toMatch(/^\S{8,64}$/);
    });

    test('delivers what it was given', async () => {
      const odd: BusEvent = {
        source: 'lakeward.test',
        type: 'Größe',
        detail: { text: 'Größe "7"\n\u{1f512}', list: [1, null, { a: true }] },
        resources: ['arn:aws:s3:::lake'],
      };
      await subject.bus.put('lake', [event, odd]);
      const received = await subject.received();
      expect(received).toHaveLength(2);
      expect(received).toEqual(
        expect.arrayContaining([
          { bus: 'lake', ...event },
          { bus: 'lake', ...odd },
        ]),
      );
    });

    test('takes more events than one request does, and answers in their order', async () => {
      const events = Array.from({ length: 37 }, (_, n) => ({
        ...event,
        detail: { n, text: 'x'.repeat(9_000) },
      }));
      expect(new Set(await subject.bus.put('lake', events)).size).toBe(37);
      const numbers = (await subject.received()).map(({ detail }) => detail['n']);
      expect(numbers.sort((a, b) => Number(a) - Number(b))).toEqual(events.map(({ detail: { n } }) => n));
    });

    test('nothing is nothing', async () => {
      expect(await subject.bus.put('lake', [])).toEqual([]);
      expect(await subject.received()).toEqual([]);
    });

    const invalid: readonly [string, string, Partial<BusEvent>][] = [
      ['a bus without a name', '', {}],
      ['a bus whose name has spaces', 'my bus', {}],
      ['an empty source', 'lake', { source: '' }],
      ["a source of AWS's own", 'lake', { source: 'aws.s3' }],
      ['a source of 257 characters', 'lake', { source: 'x'.repeat(257) }],
      ['an empty type', 'lake', { type: '' }],
      ['a type of 129 characters', 'lake', { type: 'x'.repeat(129) }],
      ['an event of 256 KiB', 'lake', { detail: { text: 'é'.repeat(131_072) } }],
    ];
    test.each(invalid)('refuses %s, and sends none of the others', async (_, bus, change) => {
      await expect(subject.bus.put(bus, [event, { ...event, ...change }])).rejects.toMatchObject({
        code: 'EVENTS_INVALID_EVENT',
        retryable: false,
      });
      expect(await subject.received()).toEqual([]);
    });

    test('takes a bus by its ARN', async () => {
      const arn = 'arn:aws:events:eu-west-1:444455556666:event-bus/lake';
      expect(await subject.bus.put(arn, [event])).toHaveLength(1);
    });
  });
}
