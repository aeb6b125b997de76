import type { Notice, Notifier } from '../notifier';

/** A notifier to hold against the contract. */
export interface NotifierUnderContract {
  readonly notifier: Notifier;
  /** ARN of a topic that exists. */
  readonly topic: string;
  /** ARN of a topic that does not, in the same region and account. */
  readonly unknownTopic: string;
  /** What arrived at the topic so far, in any order. */
  received(): Promise<readonly Notice[]>;
  close?(): Promise<void>;
}

/** What a notifier may be unable to show, by the name used in {@link NotifierContractOptions.unsupported}. */
export type NotifierBehaviour = 'unknown-topic' | 'received-attributes';

export interface NotifierContractOptions {
  makeNotifier(): Promise<NotifierUnderContract>;
  /** Behaviour that cannot be shown, with the reason; its tests are counted as skipped. */
  readonly unsupported?: Partial<Record<NotifierBehaviour, string>>;
}

/** A skipped test is counted and shows its reason; it is never one that was forgotten. */
const SKIP = 'skip';

/** What every {@link Notifier} must do; `name` says which one it is. */
export function notifierContract(name: string, options: NotifierContractOptions): void {
  const check = (title: string, run: () => Promise<void>, needs?: NotifierBehaviour): void => {
    const reason = needs === undefined ? undefined : options.unsupported?.[needs];
    if (reason === undefined) test(title, run);
    else test[SKIP](`${title} (${reason})`, run);
  };

  describe(`notifier contract: ${name}`, () => {
    let subject: NotifierUnderContract;
    let notice: Notice;
    beforeEach(async () => {
      subject = await options.makeNotifier();
      notice = { topic: subject.topic, subject: 'Export verified', message: '{"rows": 7}' };
    });
    afterEach(async () => {
      await subject.close?.();
    });

    check('publishes and gives each message an id of its own', async () => {
      const ids = [await subject.notifier.publish(notice), await subject.notifier.publish(notice)];
      expect(ids[0]).toMatch(/\S/);
      expect(new Set(ids).size).toBe(2);
    });

    check('delivers subject and message as they were given', async () => {
      const odd = { ...notice, message: 'Größe: 7 MB\n"quoted", {"a": 1}\t\u{1f512}' };
      await subject.notifier.publish(notice);
      await subject.notifier.publish(odd);
      const received = await subject.received();
      expect(received).toHaveLength(2);
      expect(received).toEqual(expect.arrayContaining([notice, odd]));
    });

    check(
      'delivers the attributes',
      async () => {
        const attributes = { app: 'export', severity: 'warning' };
        await subject.notifier.publish({ ...notice, attributes });
        expect(await subject.received()).toEqual([{ ...notice, attributes }]);
      },
      'received-attributes',
    );

    check(
      'refuses a topic that is not there',
      async () => {
        await expect(
          subject.notifier.publish({ ...notice, topic: subject.unknownTopic }),
        ).rejects.toMatchObject({ code: 'SNS_TOPIC_NOT_FOUND', retryable: false });
      },
      'unknown-topic',
    );

    const invalid: readonly [string, Partial<Notice>][] = [
      ['a topic that is no ARN', { topic: 'alerts' }],
      ['an empty subject', { subject: '' }],
      ['a subject of 100 characters', { subject: 'x'.repeat(100) }],
      ['a subject with a line break', { subject: 'two\nlines' }],
      ['a subject outside ASCII', { subject: 'Größe' }],
      ['a subject that begins with a space', { subject: ' late' }],
      ['an empty message', { message: '' }],
      ['a message of 256 KiB and one byte', { message: 'x'.repeat(262_145) }],
      ['attributes that make it too large', { message: 'x'.repeat(262_140), attributes: { app: 'export' } }],
      ['an empty attribute', { attributes: { app: '' } }],
      ['an attribute with a reserved name', { attributes: { 'AWS.app': 'export' } }],
    ];
    for (const [what, change] of invalid) {
      check(`refuses ${what}`, async () => {
        await expect(subject.notifier.publish({ ...notice, ...change })).rejects.toMatchObject({
          code: 'SNS_INVALID_NOTICE',
          retryable: false,
        });
      });
    }

    check('takes a notice at its limits', async () => {
      await expect(
        subject.notifier.publish({ ...notice, subject: '~'.repeat(99), message: 'é'.repeat(131_072) }),
      ).resolves.toMatch(/\S/);
    });
  });
}
