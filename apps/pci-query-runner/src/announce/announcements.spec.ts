import { checkEvents } from '@lakeward/eventbridge';
import { checkNotice } from '@lakeward/sns';
import { busEventsOf } from './bus-events';
import type { ExceptionState, Manifest, RuleResult } from '../evidence/manifest';
import { noticeOf } from './notice';
import { packOf } from '../packs/packs';
import { Deadline } from '@lakeward/core';
import { reviewDay } from '../review/review-day';
import { input, world } from '../testing/review-world';

const TOPIC = 'arn:aws:sns:eu-west-1:444455556666:notices';
const URI = 's3://evidence/e/manifest.json';

let reviewed: Manifest;
beforeAll(async () => {
  const dependencies = await world();
  reviewed = (await reviewDay(input, dependencies, { deadline: Deadline.none(dependencies.clock) })).manifest;
});

const changed = (change: Partial<Manifest>): Manifest => ({ ...reviewed, ...change });
const withCounts = (counts: Record<string, Partial<RuleResult>>): Manifest =>
  changed({ rules: reviewed.rules.map((rule) => ({ ...rule, ...counts[rule.id] })) });
const exception = (change: Partial<ExceptionState>): ExceptionState => ({
  ...{ id: 'drill', rule: '10.2.2-root', owner: 'mira@example.com', reason: 'r' },
  ...{ expires: '2026-12-31', state: 'active' },
  ...change,
});

describe('the notice', () => {
  test('says the answer first, then findings by severity and rule, then the evidence', () => {
    const manifest = withCounts({ '10.2.2-root': { count: 3, excepted: 2 } });
    const { subject, message, attributes } = noticeOf(manifest, URI, TOPIC);
    expect(subject).toBe('PCI review of 2026-03-09: unverified, 4 findings');
    expect(message.split('\n').slice(0, 5)).toEqual([
      '2026-03-09 was reviewed by pci-dss-3.2.1: unverified, 4 findings in 5 events of 2 files.',
      '  critical: 1',
      '  high: 3',
      '  excepted: 2',
      expect.stringMatching(/^ {2}10\.2\.2-root: 3 \(/),
    ]);
    expect(message.split('\n').at(-1)).toBe(`Evidence: ${URI}`);
    expect(attributes).toMatchObject({
      status: 'unverified',
      highestSeverity: 'critical',
      runKey: reviewed.runKey,
    });
  });

  test('names exceptions that expire within two weeks, and those that have', () => {
    const { message } = noticeOf(
      changed({
        exceptions: [
          exception({ id: 'far', expires: '2026-03-25' }),
          exception({ id: 'soon', expires: '2026-03-24' }),
          exception({ id: 'gone', expires: '2026-03-09', state: 'expired' }),
        ],
      }),
      URI,
      TOPIC,
    );
    expect(message).not.toContain('far');
    expect(message).toContain(
      'Exception soon for 10.2.2-root expires on 2026-03-24. Owner: mira@example.com',
    );
    expect(message).toContain(
      'Exception gone for 10.2.2-root expired on 2026-03-09: its findings are open again.',
    );
  });

  test('is one that SNS takes, however damaged the day', () => {
    const problems = Array.from({ length: 5_000 }, (_, index) => ({
      code: 'PCI_LOG_TRUNCATED',
      file: `s3://trail/${'x'.repeat(900)}/${index}`,
      message: 'The file ends before its content does.',
      losesEvents: true,
    }));
    const pack = packOf('pci-dss-4.0.1');
    const rules = pack.rules.map((rule) => ({ ...reviewed.rules[0]!, ...rule, count: 123_456_789 }));
    const notice = noticeOf(changed({ status: 'incomplete', problems, rules }), URI, TOPIC);
    expect(() => checkNotice(notice)).not.toThrow();
    expect(notice.message).toContain('4980 more problems are in the manifest.');
    expect(Buffer.byteLength(notice.message)).toBeLessThan(64_000);
  });
});

describe('the events', () => {
  test('say the state of the day and what is critical, by counts and places alone', () => {
    const events = busEventsOf(reviewed, URI);
    const run = { runKey: reviewed.runKey, date: '2026-03-09', pack: 'pci-dss-3.2.1', manifest: URI };
    expect(events).toEqual([
      {
        source: 'lakeward.pci-query-runner',
        type: 'PCI Day Reviewed',
        detail: {
          ...run,
          status: 'unverified',
          events: 5,
          findings: { critical: 1, high: 0, medium: 0, low: 0, info: 0 },
          excepted: 0,
          problems: [],
        },
      },
      {
        source: 'lakeward.pci-query-runner',
        type: 'PCI Critical Findings',
        detail: {
          ...run,
          rule: '10.2.6-audit-log-start-stop',
          title: expect.any(String),
          requirements: expect.objectContaining({ '3.2.1': ['10.2.6'] }),
          count: 1,
        },
      },
    ]);
    expect(JSON.stringify(events)).not.toContain('mira');
    expect(() => checkEvents('lake', events)).not.toThrow();
  });

  test('a rule whose findings are all excepted is no critical finding', () => {
    const manifest = withCounts({ '10.2.6-audit-log-start-stop': { count: 0, excepted: 1 } });
    expect(busEventsOf(manifest, URI)).toHaveLength(1);
    expect(busEventsOf(manifest, URI)[0]?.detail).toMatchObject({ excepted: 1 });
  });
});
