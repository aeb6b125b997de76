import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DAY_MS } from '@lakeward/core';
import type { PciReviewResult } from './commands/review-folder-day';
import type { PciRangeResult } from './commands/pci-review-range';

const root = path.resolve(__dirname, '../../..');
const work = mkdtempSync(path.join(tmpdir(), 'lakeward-range-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const logs = path.join(work, 'logs');
const RULE = '10.2.6-audit-log-start-stop';

/** Runs the command as a user does, from a folder of its own. */
function lakeward(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const command = [path.join(root, 'tools/cli/bin/lakeward.cjs'), 'pci', 'review', '--logs', logs, ...args];
  return spawnSync(process.execPath, command, { cwd: work, encoding: 'utf8' });
}

const daysFromNow = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

beforeAll(() => {
  mkdirSync(logs);
  for (const [day, count] of [
    ['20260307', 1],
    ['20260309', 2],
  ] as const) {
    const Records = Array.from({ length: count }, (_, index) => ({
      eventTime: '2026-03-09T11:00:00Z',
      eventName: 'StopLogging',
      eventSource: 'cloudtrail.amazonaws.com',
      eventID: `${day}-${index}`,
      userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::444455556666:user/mira-${index}` },
    }));
    const name = `444455556666_CloudTrail_eu-west-1_${day}T1105Z_AAAAAAAAAAAAAAAA.json`;
    writeFileSync(path.join(logs, name), JSON.stringify({ Records }));
  }
});

describe('lakeward pci review --from --to', () => {
  test('reviews each day on its own, names the one that fails, and ends with 1', () => {
    const args = ['--from', '2026-03-07', '--to', '2026-03-09', '--lake', 'lake-json', '--json'];
    const { status, stdout } = lakeward(...args);
    expect(status).toBe(1);
    const result = JSON.parse(stdout) as PciRangeResult;
    expect(result).toMatchObject({ from: '2026-03-07', to: '2026-03-09', pack: 'pci-dss-3.2.1' });
    expect(result.days).toEqual([
      expect.objectContaining({ date: '2026-03-07', findings: 1, eventsRead: 1, status: 'unverified' }),
      {
        date: '2026-03-08',
        error: expect.objectContaining({ code: 'PCI_NO_LOG_FILES', remedy: expect.any(String) }),
      },
      expect.objectContaining({ date: '2026-03-09', findings: 2, eventsRead: 2 }),
    ]);
    const evidence = result.days.flatMap((day) => ('evidence' in day ? [day.evidence] : []));
    const sequences = evidence.map(
      (file) => (JSON.parse(readFileSync(file, 'utf8')) as { chain: { sequence: number } }).chain.sequence,
    );
    expect(sequences).toEqual([1, 2]);
  });

  test('prints a table for people', () => {
    const { stdout, stderr } = lakeward(
      '--from',
      '2026-03-07',
      '--to',
      '2026-03-08',
      '--lake',
      'lake-people',
    );
    expect(stdout).toContain('2026-03-07 to 2026-03-08  pci-dss-3.2.1  1 of 2 days reviewed');
    expect(stdout).toMatch(/^ +1 +0 +1 +2026-03-07 {2}unverified {2}\S+manifest\.json$/m);
    expect(stdout).toMatch(/^2026-03-08 {2}PCI_NO_LOG_FILES: /m);
    expect(stderr).toContain('2026-03-07: Asking the rules\n');
  });

  test.each([
    [['--from', '2026-03-09', '--to', '2026-03-07'], 'PCI_INVALID_RANGE'],
    [['--from', '2026-03-09'], 'USAGE'],
    [['--from', '2026-03-07', '--to', '2026-03-08', '--date', '2026-03-07'], 'USAGE'],
    [['--date', '2013-01-01'], 'PCI_DAY_OUTSIDE_RETENTION'],
  ])('%j is wrong usage', (args, code) => {
    const { status, stdout, stderr } = lakeward(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(code);
  });
});

describe('lakeward pci review --exceptions', () => {
  const file = (name: string, exceptions: readonly object[]): string => {
    writeFileSync(path.join(work, name), JSON.stringify({ exceptions }));
    return name;
  };
  const entry = {
    ...{ id: 'mira', rule: RULE, match: { userId: 'arn:aws:iam::444455556666:user/mira-1' } },
    ...{ owner: 'mira', reason: 'Drill.', approved: daysFromNow(0), expires: daysFromNow(30) },
  };

  test('counts what people accepted apart, and keeps the rest open', () => {
    const args = [
      '--date',
      '2026-03-09',
      '--lake',
      'lake-exceptions',
      '--exceptions',
      file('good.json', [entry]),
    ];
    const result = JSON.parse(lakeward(...args, '--json').stdout) as PciReviewResult;
    expect(result.rules.find(({ id }) => id === RULE)).toMatchObject({
      count: 1,
      excepted: 1,
      exceptions: [{ id: 'mira', count: 1 }],
    });
    expect(result.exceptions).toMatchObject([{ id: 'mira', owner: 'mira', state: 'active' }]);
    expect(lakeward(...args).stdout).toContain('1 more findings are excepted');
  });

  test.each([
    [
      'an entry that is wrong',
      [{ ...entry, rule: 'nope' }],
      'exceptions[0] ("mira"): no rule pack has a rule "nope"',
    ],
    ['a field that no finding has', [{ ...entry, match: { user: 'x' } }], 'findings have no field "user"'],
  ])('%s is wrong usage, with its place', (_, exceptions, message) => {
    const { status, stderr } = lakeward('--date', '2026-03-09', '--exceptions', file('bad.json', exceptions));
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  test('a file that is not there is wrong usage', () => {
    const { status, stderr } = lakeward('--date', '2026-03-09', '--exceptions', 'nowhere.json');
    expect(status).toBe(2);
    expect(stderr).toContain('PCI_EXCEPTIONS_NOT_FOUND');
  });
});
