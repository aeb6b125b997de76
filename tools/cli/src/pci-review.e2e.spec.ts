import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeCloudTrailDay } from '@lakeward/sample-data';
import type { PciReviewResult } from './commands/review-folder-day';

const root = path.resolve(__dirname, '../../..');
const STRATUS = path.resolve(root, '../shared/data/cloudtrail-stratus');
const work = mkdtempSync(path.join(tmpdir(), 'lakeward-cli-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Runs the command as a user does, from a folder of its own. */
function lakeward(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'tools/cli/bin/lakeward.cjs'), ...args],
    {
      cwd: work,
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

let lakes = 0;
function review(logs: string, date: string, ...more: string[]): PciReviewResult {
  lakes += 1;
  const { status, stdout, stderr } = lakeward(
    ...['pci', 'review', '--logs', logs, '--date', date, '--lake', `lake-${lakes}`, '--json', ...more],
  );
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout) as PciReviewResult;
}

const countsOf = ({ rules }: PciReviewResult): Record<string, number> =>
  Object.fromEntries(rules.map(({ id, count }) => [id, count]));

const named = ({ problems }: PciReviewResult): [string, string, boolean][] =>
  problems
    .map(
      ({ code, file = '', losesEvents }) =>
        [code, path.basename(file), losesEvents] as [string, string, boolean],
    )
    .sort();

describe('lakeward pci review', () => {
  const logs = path.join(work, 'sample');
  const day = '2026-03-09';
  let files: string[] = [];

  beforeAll(async () => {
    mkdirSync(logs);
    const accounts = ['444455556666', '777788889999'];
    files = await writeCloudTrailDay({
      directory: logs,
      date: day,
      accounts,
      regions: ['eu-west-1'],
      events: 30_000,
      eventsPerFile: 5_000,
      gzip: true,
    });
  });

  test('prints the result as JSON: date, pack, status, files, events, bytes, every rule, evidence', () => {
    const result = review(logs, day, '--guard', 'audit-logs');
    expect(result).toMatchObject({
      date: day,
      pack: 'pci-dss-3.2.1',
      status: 'unverified',
      filesRead: 6,
      eventsRead: 30_000,
      bytesScanned: files.reduce((sum, file) => sum + readFileSync(file).length, 0),
      problems: [],
    });
    const records = files.flatMap((file) => recordsOf(file));
    expect(countsOf(result)['10.2.4-failed-logon']).toBe(
      records.filter(
        (record) => (record.responseElements as { ConsoleLogin?: string } | null)?.ConsoleLogin === 'Failure',
      ).length,
    );
    expect(countsOf(result)['10.2.1-10.2.3-log-access']).toBe(
      records.filter(
        (record) =>
          record.eventName === 'GetObject' &&
          (record.requestParameters as { bucketName?: string }).bucketName === 'audit-logs',
      ).length,
    );
    const manifest = JSON.parse(readFileSync(result.evidence, 'utf8')) as {
      eventsRead: number;
      rules: unknown[];
    };
    expect(manifest.eventsRead).toBe(30_000);
    expect(manifest.rules).toEqual(result.rules);
  });

  test('prints a summary for people on stdout, progress on stderr without colours or rewriting', () => {
    const { status, stdout, stderr } = lakeward(
      'pci',
      'review',
      '--logs',
      logs,
      '--date',
      day,
      '--lake',
      'lake-people',
    );
    expect(status).toBe(0);
    expect(stdout).toContain('30,000 events in 6 files');
    expect(stdout).toMatch(/Evidence: .*manifest\.json\n$/);
    expect(stderr).toBe('Reading log files\nAsking the rules\nWriting evidence\n');
    expect(stdout + stderr).not.toContain('\u001b');
  });

  test('leaves the folder of logs as it was', () => {
    const before = listing(logs);
    review(logs, day);
    expect(listing(logs)).toEqual(before);
  });

  test('--fail-on-findings ends with 3, and only when there are findings', () => {
    const base = ['pci', 'review', '--date', day, '--lake', 'lake-exit', '--fail-on-findings', '--logs'];
    expect(lakeward(...base, logs).status).toBe(3);
    const quiet = path.join(work, 'quiet');
    mkdirSync(quiet);
    writeFileSync(
      path.join(quiet, '444455556666_CloudTrail_eu-west-1_20260309T1005Z_Quiet00000000001.json'),
      '{"Records":[]}',
    );
    expect(lakeward(...base, quiet).status).toBe(0);
  });

  test.each<[string, string[], string]>([
    ['no options', ['pci', 'review'], "required option '--logs <dir>'"],
    [
      'an unknown option',
      ['pci', 'review', '--logs', logs, '--date', day, '--nope'],
      "unknown option '--nope'",
    ],
    ['an unknown command', ['pci', 'audit'], 'unknown command'],
    ['a date that is none', ['pci', 'review', '--logs', logs, '--date', '2026-02-30'], 'INVALID_DATE'],
    ['a day that is not over', ['pci', 'review', '--logs', logs, '--date', '2999-01-01'], 'PCI_'],
    ['an unknown pack', ['pci', 'review', '--logs', logs, '--date', day, '--pack', 'x'], 'PCI_UNKNOWN_PACK'],
    [
      'a folder that is not there',
      ['pci', 'review', '--logs', 'nowhere', '--date', day],
      'PCI_LOG_FOLDER_NOT_FOUND',
    ],
  ])('%s is an error that says what to do', (_, args, message) => {
    const { status, stdout, stderr } = lakeward(...args);
    expect([status === 0, stdout]).toEqual([false, '']);
    expect(stderr).toContain(message);
  });

  test('wrong usage ends with 2, a day without logs with 1, the error is JSON where JSON was asked for', () => {
    expect(lakeward('pci', 'review', '--logs', logs, '--date', 'today').status).toBe(2);
    const { status, stderr } = lakeward('pci', 'review', '--logs', logs, '--date', '2026-03-08', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: 'PCI_NO_LOG_FILES',
        message: expect.stringContaining('2026-03-08'),
        remedy: expect.any(String),
      },
    });
  });

  test('help names the commands, their options and the exit codes', () => {
    expect(lakeward('--help').stdout).toMatch(/pci[\s\S]*demo[\s\S]*Exit codes: 0 done/);
    expect(lakeward('pci', 'review', '--help').stdout).toContain('--fail-on-findings');
  });
});

const stratus = existsSync(STRATUS) ? describe : describe.skip;

stratus('on the recorded attack simulation (../shared/data/cloudtrail-stratus)', () => {
  const date = '2023-07-10';
  const names = existsSync(STRATUS) ? readdirSync(STRATUS).filter((name) => name.endsWith('.json')) : [];
  let expected: { files: number; events: number; rules: Record<string, number> };

  beforeAll(() => {
    const python = spawnSync('python3', [path.join(__dirname, 'testing/count-events.py'), STRATUS], {
      encoding: 'utf8',
    });
    expected = JSON.parse(python.stdout) as typeof expected;
  });

  test('reads 55 files and 2,900 events and finds what an independent count finds', () => {
    const result = review(STRATUS, date);
    expect([expected.files, expected.events]).toEqual([55, 2_900]);
    expect([result.filesRead, result.eventsRead]).toEqual([55, 2_900]);
    expect(countsOf(result)).toEqual(expected.rules);
    expect(result).toMatchObject({ date, pack: 'pci-dss-3.2.1', status: 'unverified', problems: [] });
    expect(result.bytesScanned).toBe(
      names.reduce((sum, name) => sum + readFileSync(path.join(STRATUS, name)).length, 0),
    );
  });

  test("gives the same totals gzipped in CloudTrail's layout, over two accounts and two Regions", () => {
    const layout = path.join(work, 'layout');
    names.forEach((name, index) => {
      const account = ['111122223333', '444455556666'][index % 2]!;
      const region = ['us-east-1', 'eu-central-1'][Math.trunc(index / 2) % 2]!;
      const folder = path.join(layout, 'trail/AWSLogs', account, 'CloudTrail', region, '2023/07/10');
      mkdirSync(folder, { recursive: true });
      const renamed = name.replace(/^\d{12}_CloudTrail_us-east-1/, `${account}_CloudTrail_${region}`);
      writeFileSync(path.join(folder, `${renamed}.gz`), gzipSync(readFileSync(path.join(STRATUS, name))));
    });
    const result = review(layout, date);
    expect([result.filesRead, result.eventsRead]).toEqual([55, 2_900]);
    expect(countsOf(result)).toEqual(expected.rules);
    expect(result.status).toBe('unverified');
  });

  test('names a truncated, a foreign, an empty and a duplicate file; the rest of the day is reviewed', () => {
    const logs = path.join(work, 'damaged');
    cpSync(STRATUS, logs, { recursive: true });
    const name = (unique: string): string =>
      path.join(logs, `218007301253_CloudTrail_us-east-1_20230710T1300Z_${unique}.json`);
    cpSync(path.join(STRATUS, names[3]!), name('Truncated0000001'));
    truncateSync(name('Truncated0000001'), 20_000);
    writeFileSync(name('Empty00000000001'), '');
    writeFileSync(path.join(logs, 'package.json'), '{"name":"not a log"}');
    cpSync(path.join(STRATUS, names[4]!), name('Duplicate0000001'));

    const result = review(logs, date);
    expect(named(result)).toEqual([
      ['PCI_LOG_DUPLICATE', path.basename(name('Duplicate0000001')), false],
      ['PCI_LOG_EMPTY', path.basename(name('Empty00000000001')), true],
      ['PCI_LOG_NOT_CLOUDTRAIL', 'package.json', false],
      ['PCI_LOG_TRUNCATED', path.basename(name('Truncated0000001')), true],
    ]);
    expect([result.filesRead, result.eventsRead, result.status]).toEqual([55, 2_900, 'incomplete']);
    expect(countsOf(result)).toEqual(expected.rules);
  });

  test.each([
    ['a duplicate delivery', 'duplicate', 'unverified'],
    ['a document of somebody else', 'foreign', 'unverified'],
    ['a log file cut short', 'truncated', 'incomplete'],
  ])('%s alone leaves the day %s', (_, kind, status) => {
    const logs = path.join(work, `only-${kind}`);
    cpSync(STRATUS, logs, { recursive: true });
    if (kind === 'duplicate') cpSync(path.join(STRATUS, names[0]!), path.join(logs, 'copy.json'));
    if (kind === 'foreign') writeFileSync(path.join(logs, 'notes.json'), '[]');
    if (kind === 'truncated') truncateSync(path.join(logs, names[0]!), 1_000);
    const result = review(logs, date);
    expect(result.status).toBe(status);
    expect(result.problems).toHaveLength(1);
    if (kind !== 'truncated') expect(countsOf(result)).toEqual(expected.rules);
  });
});

interface SampleRecord {
  readonly eventName: string;
  readonly requestParameters: unknown;
  readonly responseElements: unknown;
}

function recordsOf(file: string): SampleRecord[] {
  return (JSON.parse(gunzipSync(readFileSync(file)).toString()) as { Records: SampleRecord[] }).Records;
}

function listing(directory: string): string[] {
  return readdirSync(directory, { recursive: true }).map(String).sort();
}
