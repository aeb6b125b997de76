import { reviewLake, type ReviewedLake } from '../testing/embedded-lake';

/** One rule of the pack: trails started or stopped. */
const RULE = '10.2.6-audit-log-start-stop';
const MIRA = 'arn:aws:iam::444455556666:user/ops/mira';
const DEPLOY = "arn:aws:sts::444455556666:assumed-role/Deploy_o'brien";

const event = (id: string | null, eventName: string, arn: string, time: string) => ({
  eventVersion: '1.11',
  ...(id === null ? {} : { eventID: id }),
  eventTime: `2026-03-09T${time}Z`,
  eventSource: 'cloudtrail.amazonaws.com',
  eventName,
  awsRegion: 'eu-west-1',
  recipientAccountId: '444455556666',
  userIdentity: { type: arn === MIRA ? 'IAMUser' : 'AssumedRole', arn },
});

const Records = [
  event('a', 'StopLogging', MIRA, '10:05:00'),
  event('b', 'StopLogging', MIRA, '10:40:00'),
  event('b', 'StopLogging', MIRA, '10:40:00'),
  event('c', 'StopLogging', `${DEPLOY}/run-1`, '11:00:00'),
  event('c', 'StopLogging', `${DEPLOY}/run-1`, '11:00:00'),
  event('d', 'StartLogging', `${DEPLOY}/run-2`, '11:30:00'),
  event('e', 'StartLogging', DEPLOY.replace('_', 'x'), '11:45:00'),
  event(null, 'StopLogging', MIRA, '12:00:00'),
  event('f', 'DescribeTrails', MIRA, '12:10:00'),
  { ...event('g', 'DescribeTrails', MIRA, ''), eventTime: 'yesterday' },
];

const base = {
  rule: RULE,
  owner: 'mira',
  reason: 'Releases.',
  approved: '2026-01-01',
  expires: '2026-12-31',
};
const EXCEPTIONS = [
  // "_" and the quote are text, the star at the end is not.
  { ...base, id: 'releases', match: { userId: `${DEPLOY}/*` } },
  // What the first one takes is not there for the second.
  { ...base, id: 'late', match: { userId: `${DEPLOY}*`, eventName: 'StartLogging' } },
  { ...base, id: 'in-two-fields', match: { userId: MIRA, eventName: 'StartLogging' } },
  { ...base, id: 'expired', match: { userId: MIRA }, expires: '2026-03-01' },
  { ...base, id: 'no-star-inside', match: { userId: 'arn:aws:iam::*:user/ops/mira' } },
];

const review = (exceptions?: readonly object[]): Promise<ReviewedLake> =>
  reviewLake({
    files: {
      'AWSLogs/444455556666/CloudTrail/eu-west-1/2026/03/09/444455556666_CloudTrail_eu-west-1_20260309T1215Z_AAAAAAAAAAAAAAAA.json':
        JSON.stringify({ Records }),
    },
    pack: 'pci-dss-3.2.1',
    date: '2026-03-09',
    ...(exceptions === undefined ? {} : { exceptions: JSON.stringify({ exceptions }) }),
  });

const ruleOf = ({ manifest }: ReviewedLake) => manifest.rules.find(({ id }) => id === RULE)!;

describe('the statement, on the embedded engine', () => {
  test('counts findings once, by rule and by hour, and all events by hour', async () => {
    const reviewed = await review();
    expect(reviewed.manifest.eventHours).toEqual({
      '2026-03-09T10': 3,
      '2026-03-09T11': 4,
      '2026-03-09T12': 2,
      unknown: 1,
    });
    expect(ruleOf(reviewed)).toMatchObject({
      count: 6,
      listed: 6,
      excepted: 0,
      exceptions: [],
      hours: { '2026-03-09T10': 3, '2026-03-09T11': 4, '2026-03-09T12': 1 },
    });
    expect(reviewed.manifest).toMatchObject({ exceptions: [], exceptionsFile: null });
  });

  test('sets apart what exceptions take, exactly, each finding by the first that fits; expired ones take none', async () => {
    const reviewed = await review(EXCEPTIONS);
    expect(ruleOf(reviewed)).toMatchObject({
      count: 4,
      listed: 4,
      excepted: 2,
      exceptions: [{ id: 'releases', count: 2 }],
    });
    expect(ruleOf(reviewed).hours).toEqual({ '2026-03-09T10': 3, '2026-03-09T11': 1, '2026-03-09T12': 1 });
    expect(reviewed.findings.map((finding) => finding['event_id'])).toEqual(['a', 'b', 'e', null]);
    expect(reviewed.manifest.exceptions.map(({ id, state }) => [id, state])).toEqual([
      ['releases', 'active'],
      ['late', 'active'],
      ['in-two-fields', 'active'],
      ['expired', 'expired'],
      ['no-star-inside', 'active'],
    ]);
    expect(reviewed.manifest.eventsRead).toBe(10);
  });

  test('the order of the exceptions decides, and another file is another run', async () => {
    const [releases, late] = EXCEPTIONS;
    const [one, other] = [await review([releases!, late!]), await review([late!, releases!])];
    expect(ruleOf(other).exceptions).toEqual([
      { id: 'late', count: 1 },
      { id: 'releases', count: 1 },
    ]);
    expect(ruleOf(one).excepted).toBe(ruleOf(other).excepted);
    expect(one.manifest.runKey).not.toBe(other.manifest.runKey);
    expect(one.manifest.exceptionsFile?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
