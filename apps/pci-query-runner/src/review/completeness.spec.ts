import { UtcDay } from '@lakeward/core';
import { judgeCompleteness, statusOf, type Delivery } from './completeness';
import type { DayFile } from '../logs/day-files';
import type { CellDigests } from '../digests/check-cell';
import { at } from '../testing/digest-world';

const day = UtcDay.parse('2026-03-09');
const cellOf = (change: Partial<CellDigests> = {}): CellDigests => ({
  account: '444455556666',
  region: 'eu-west-1',
  found: 24,
  trails: [{ trail: 'audit of eu-west-1', covered: [spanOf('08T23:00', '10T01:00')] }],
  unlisted: [],
  problems: [],
  movedFrom: [],
  ...change,
});
const spanOf = (from: string, to: string) => ({ from: at(from).getTime(), to: at(to).getTime() });
const fileOf = (name: string, change: Partial<DayFile> = {}): DayFile => ({
  file: `s3://trail/AWSLogs/444455556666/CloudTrail/eu-west-1/2026/03/09/${name}`,
  account: '444455556666',
  region: 'eu-west-1',
  size: 10,
  sha256: name,
  events: 4,
  ...change,
});
const named = (time: string): string =>
  `444455556666_CloudTrail_eu-west-1_20260309T${time}Z_AAAAAAAAAAAAAAAA.json.gz`;
const judge = (change: Partial<Delivery> & { cells?: CellDigests[] } = {}) => {
  const { cells = [cellOf()], ...rest } = change;
  return judgeCompleteness({
    day,
    files: [],
    digests: { keysGiven: true, ended: false, cells },
    isCopy: false,
    ...rest,
  });
};
const codes = ({ problems }: ReturnType<typeof judge>): string[] => problems.map(({ code }) => code);

describe('judgeCompleteness', () => {
  test('counts files by the hour in their names and events of files that are read', () => {
    const { completeness } = judge({
      files: [
        fileOf(named('0005')),
        fileOf(named('2359')),
        fileOf(named('2358'), { problem: 'PCI_LOG_DUPLICATE' }),
        fileOf(named('1000'), { problem: 'PCI_LOG_TRUNCATED', events: 0 }),
        fileOf('renamed.json'),
        fileOf(named('0006'), { account: '777788889999' }),
      ],
    });
    expect(completeness.cells).toEqual([
      {
        account: '444455556666',
        region: 'eu-west-1',
        files: 5,
        events: 12,
        hours: Array.from({ length: 24 }, (_, hour) => ({ 0: 1, 10: 1, 23: 2 })[hour] ?? 0),
        covered: [{ from: '2026-03-09T00:00:00.000Z', to: '2026-03-10T00:00:00.000Z' }],
        gaps: [],
        problems: ['PCI_LOG_DUPLICATE', 'PCI_LOG_TRUNCATED'],
      },
    ]);
  });

  test('what any of several trails lacks is a gap, and the message names them', () => {
    const trails = [
      { trail: 'audit of eu-west-1', covered: [spanOf('00:00', '10:00'), spanOf('12:00', '10T00:00')] },
      { trail: 'data of us-east-1', covered: [spanOf('00:00', '11:00'), spanOf('13:00', '23:00')] },
    ];
    const judgement = judge({ cells: [cellOf({ trails })] });
    expect(judgement.completeness.cells[0]?.gaps).toEqual([
      { from: '2026-03-09T10:00:00.000Z', to: '2026-03-09T13:00:00.000Z' },
      { from: '2026-03-09T23:00:00.000Z', to: '2026-03-10T00:00:00.000Z' },
    ]);
    const [first, second] = judgement.problems.map(({ message }) => message);
    expect(first).toContain(
      'digest of trail audit of eu-west-1 and trail data of us-east-1 covers 10:00:00 to 13:00:00 UTC',
    );
    expect(first).not.toContain('come up to two hours');
    expect(second).toContain('of trail data of us-east-1 covers 23:00:00 to 24:00:00 UTC');
    expect(second).toContain('The last digests of a day come up to two hours after it.');
  });

  test('an unlisted file is named where its minute is covered, counted where it is not', () => {
    const trails = [
      { trail: 'audit of eu-west-1', covered: [spanOf('00:00', '10:00:30'), spanOf('11:00', '10T00:00')] },
    ];
    const unlisted = ['0959', '1000', '1059', '1100', '2359'].map((time) => fileOf(named(time)));
    const judgement = judge({ cells: [cellOf({ trails, unlisted: [...unlisted, fileOf('renamed.json')] })] });
    expect(judgement.problems[0]?.message).toContain('3 files that were delivered then are unproven');
    expect(judgement.problems.slice(1).map(({ file }) => file?.slice(-34))).toEqual(
      ['0959', '1100', '2359'].map((time) => named(time).slice(-34)),
    );
  });

  test('a copy is said to be one unless it is known to be', () => {
    const cells = [
      cellOf({ movedFrom: ['s3://a/AWSLogs/'] }),
      cellOf({ region: 'us-east-1', movedFrom: ['s3://a/AWSLogs/'] }),
    ];
    expect(codes(judge({ cells }))).toEqual(['PCI_LOGS_MOVED']);
    const known = judge({ cells, isCopy: true });
    expect(codes(known)).toEqual([]);
    expect(known.completeness.movedFrom).toEqual(['s3://a/AWSLogs/']);
  });

  test('the same problem in several cells is told once, and kept in each', () => {
    const problem = { code: 'PCI_DIGEST_KEYS_UNAVAILABLE', message: 'x', losesEvents: true };
    const cells = [cellOf({ problems: [problem] }), cellOf({ account: '777788889999', problems: [problem] })];
    const judgement = judge({ cells });
    expect(codes(judgement)).toEqual(['PCI_DIGEST_KEYS_UNAVAILABLE']);
    expect(judgement.completeness.cells.map(({ problems }) => problems)).toEqual([
      ['PCI_DIGEST_KEYS_UNAVAILABLE'],
      ['PCI_DIGEST_KEYS_UNAVAILABLE'],
    ]);
  });
});

describe('statusOf', () => {
  const completenessWith = (digests: 'verified' | 'broken' | 'absent' | 'keys-missing') => ({
    digests,
    cells: [],
  });
  const harmless = { code: 'PCI_LOG_DUPLICATE', message: 'x', losesEvents: false };
  const harmful = { code: 'PCI_LOG_TRUNCATED', message: 'x', losesEvents: true };

  test.each([
    ['verified', [], 'complete'],
    ['verified', [harmless], 'complete'],
    ['verified', [harmless, harmful], 'incomplete'],
    ['absent', [], 'unverified'],
    ['absent', [harmful], 'incomplete'],
    ['keys-missing', [harmless], 'unverified'],
    ['broken', [], 'unverified'],
  ] as const)('%s digests with problems %j: %s', (digests, problems, status) => {
    expect(statusOf(completenessWith(digests), problems)).toBe(status);
  });
});
