import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PciReviewResult } from './commands/review-folder-day';

const root = path.resolve(__dirname, '../../..');
const work = mkdtempSync(path.join(tmpdir(), 'lakeward-pack-file-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const texts = {
  title: 'Trail stopped on a Sunday',
  why: 'Nobody works on Sundays.',
  action: 'Ask who it was.',
  falsePositives: 'None known.',
};
const good = {
  ...{ id: 'sunday', severity: 'high', requirements: { '4.0.1': ['10.2.1.6'] }, ...texts },
  predicate:
    "eventname = 'StopLogging' AND useridentity.type = 'IAMUser' AND coalesce(errormessage, '') <> '--;('",
};

/** Runs the command as a user does, over a log file with one event, with a pack of these rules. */
function lakeward(
  rules: unknown,
  change: object = {},
): { status: number | null; stdout: string; stderr: string } {
  const pack = { id: 'house-rules', standard: '4.0.1', version: '1.0.0', rules, ...change };
  writeFileSync(path.join(work, 'pack.json'), JSON.stringify(pack));
  const args = ['--logs', 'logs', '--date', '2026-03-08', '--pack-file', 'pack.json', '--json'];
  const command = [path.join(root, 'tools/cli/bin/lakeward.cjs'), 'pci', 'review', ...args];
  return spawnSync(process.execPath, command, { cwd: work, encoding: 'utf8' });
}

beforeAll(() => {
  mkdirSync(path.join(work, 'logs'));
  const Records = [
    {
      eventTime: '2026-03-08T11:00:00Z',
      eventName: 'StopLogging',
      eventID: 'e-1',
      userIdentity: { type: 'IAMUser' },
    },
  ];
  const name = '444455556666_CloudTrail_eu-west-1_20260308T1105Z_AAAAAAAAAAAAAAAA.json';
  writeFileSync(path.join(work, 'logs', name), JSON.stringify({ Records }));
});

test('a pack of one’s own is asked like any other, and is in the evidence with its hash', () => {
  const { status, stdout } = lakeward([good, { ...good, id: 'never', predicate: 'FALSE' }]);
  expect(status).toBe(0);
  const result = JSON.parse(stdout) as PciReviewResult;
  expect(result.pack).toBe('house-rules');
  expect(result.rules.map(({ id, count }) => [id, count])).toEqual([
    ['sunday', 1],
    ['never', 0],
  ]);
  expect(JSON.parse(readFileSync(result.evidence, 'utf8'))).toMatchObject({
    pack: { id: 'house-rules', version: '1.0.0', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
});

test.each<[string, object, string, string]>([
  ['does not parse', { predicate: "eventname LIKE LIKE 'x'" }, 'PCI_RULE_INVALID', 'rule "sunday": '],
  ['names a column that is not there', { predicate: "event_name = 'x'" }, 'PCI_RULE_INVALID', 'event_name'],
  [
    'names a field that is not there',
    { predicate: "useridentity.nickname = 'x'" },
    'PCI_RULE_INVALID',
    'nickname',
  ],
  [
    'compares text with a number',
    { predicate: 'eventname = 7' },
    'PCI_RULE_INVALID',
    'Cannot apply operator',
  ],
  [
    'reads another table',
    { predicate: 'EXISTS (SELECT 1 FROM other)' },
    'PCI_PACK_INVALID',
    'rules.0 ("sunday"): its condition reads a table',
  ],
  [
    'leaves its parentheses',
    { predicate: '1 = 1) OR (1 = 1' },
    'PCI_PACK_INVALID',
    'parentheses do not match',
  ],
  ['has a comment', { predicate: 'TRUE -- always' }, 'PCI_PACK_INVALID', 'has a comment'],
  ['is two statements', { predicate: 'TRUE; DROP TABLE t' }, 'PCI_PACK_INVALID', 'has a ";"'],
  ['has an unknown parameter', { predicate: 'eventname = :name' }, 'PCI_PACK_INVALID', 'parameter ":name"'],
  ['has no requirement', { requirements: {} }, 'PCI_PACK_INVALID', 'no requirement of "4.0.1"'],
  [
    'has an unknown severity',
    { severity: 'bad' },
    'PCI_PACK_INVALID',
    'rules.0.severity: expected one of critical',
  ],
  [
    'has a field that nobody knows',
    { samples: [] },
    'PCI_PACK_INVALID',
    'rules.0.samples: expected no such field',
  ],
])('a rule that %s is wrong usage, named with its place', (_, change, code, message) => {
  const { status, stdout, stderr } = lakeward([{ ...good, ...change }]);
  expect([status, stdout]).toEqual([2, '']);
  const { error } = JSON.parse(stderr) as { error: { code: string; message: string } };
  expect(error.code).toBe(code);
  expect(error.message).toContain(message);
});

test.each<[string, unknown, object, string]>([
  ['no rules', [], {}, 'rules: expected at least one rule'],
  ['two rules of one id', [good, good], {}, 'rules.1 ("sunday"): the id is taken by a rule before'],
  ['the id of a pack that comes with the app', [good], { id: 'pci-dss-4.0.1' }, 'comes with the app'],
])('a pack with %s is wrong usage', (_, rules, change, message) => {
  const { status, stderr } = lakeward(rules, change);
  expect(status).toBe(2);
  expect(stderr).toContain(message.replaceAll('"', '\\"'));
});
