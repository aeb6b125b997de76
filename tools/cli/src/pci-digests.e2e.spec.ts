import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeCloudTrailDay, writeCloudTrailDigests } from '@lakeward/sample-data';
import type { PciReviewResult } from './commands/review-folder-day';

const root = path.resolve(__dirname, '../../..');
const work = mkdtempSync(path.join(tmpdir(), 'lakeward-cli-digests-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const day = '2026-03-09';
const whole = path.join(work, 'whole');
const keys = path.join(work, 'keys');
let logs: string[] = [];
let digests: string[] = [];

beforeAll(async () => {
  mkdirSync(whole);
  const trail = { date: day, accounts: ['444455556666'], regions: ['eu-west-1', 'us-east-1'] };
  const size = { events: 400, eventsPerFile: 50, gzip: true };
  logs = await writeCloudTrailDay({ ...trail, ...size, directory: whole });
  digests = await writeCloudTrailDigests({ ...trail, directory: whole, keys, bucket: 'audit-logs' });
});

let count = 0;
/** Reviews a copy of the folder after a change, as a user does. */
function review(change: (copyOf: (file: string) => string) => void, ...more: string[]): PciReviewResult {
  count += 1;
  const copy = path.join(work, `copy-${count}`);
  cpSync(whole, copy, { recursive: true });
  change((file) => path.join(copy, path.relative(whole, file)));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...[path.join(root, 'tools/cli/bin/lakeward.cjs'), 'pci', 'review', '--json', '--logs', copy],
      ...['--date', day, '--lake', path.join(work, `lake-${count}`), ...more],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout) as PciReviewResult;
}

const named = ({ problems }: PciReviewResult): string[][] =>
  problems.map(({ code, file = '' }) => [code, path.basename(file)]).sort();

/** The digest of a Region and hour of its end. */
const digestOf = (region: string, hour: string): string =>
  digests.find(
    (file) =>
      path.basename(file).includes(`_${region}_`) &&
      file.includes(`T${hour}1431Z`) &&
      file.includes('20260309T'),
  )!;

describe('lakeward pci review with digests', () => {
  test('is complete where nothing was changed, and tells where the files had been delivered', () => {
    expect(review(() => undefined, '--digest-keys', keys)).toMatchObject({
      status: 'complete',
      digests: 'verified',
      deliveredTo: ['s3://audit-logs/AWSLogs/'],
      filesRead: 8,
      eventsRead: 400,
      problems: [],
    });
  });

  test('is complete over files that lie flat, under one file of keys', () => {
    const flat = path.join(work, 'flat');
    mkdirSync(flat);
    for (const file of [...logs, ...digests]) cpSync(file, path.join(flat, path.basename(file)));
    const all = readdirSync(keys).flatMap(
      (name) =>
        (JSON.parse(readFileSync(path.join(keys, name), 'utf8')) as { PublicKeyList: unknown[] })
          .PublicKeyList,
    );
    const one = path.join(work, 'keys.json');
    writeFileSync(one, JSON.stringify({ PublicKeyList: all }));
    const result = review(() => undefined, '--digest-keys', one, '--logs', flat);
    expect(result).toMatchObject({ status: 'complete', filesRead: 8, problems: [] });
  });

  test('without keys it is unverified and says what to give', () => {
    expect(review(() => undefined)).toMatchObject({
      status: 'unverified',
      digests: 'keys-missing',
      problems: [{ code: 'PCI_DIGEST_KEYS_NOT_GIVEN', losesEvents: false }],
    });
  });

  test('a log file that was changed, one that was deleted and one that was added are named by their paths', () => {
    const added = logs[4]!.replace(/_[^_]+\.json\.gz$/, '_Planted000000001.json.gz');
    const result = review(
      (copyOf) => {
        const content = gunzipSync(readFileSync(copyOf(logs[0]!))).toString();
        writeFileSync(copyOf(logs[0]!), gzipSync(content.replace('"eventName":"', '"eventName":"X')));
        rmSync(copyOf(logs[3]!));
        writeFileSync(
          copyOf(added),
          gzipSync('{"Records":[{"eventTime":"2026-03-09T12:00:00Z","eventName":"X"}]}'),
        );
      },
      '--digest-keys',
      keys,
    );
    expect(result.status).toBe('incomplete');
    expect(named(result)).toEqual([
      ['PCI_LOG_ALTERED', path.basename(logs[0]!)],
      ['PCI_LOG_MISSING', path.basename(logs[3]!)],
      ['PCI_LOG_UNLISTED', path.basename(added)],
    ]);
    expect(result.problems.find(({ code }) => code === 'PCI_LOG_ALTERED')?.file).toMatch(
      /^\/.*copy-\d+\/AWSLogs\//,
    );
  });

  test('a digest that was deleted and one that was changed leave gaps', () => {
    const deleted = digestOf('eu-west-1', '11');
    const changed = digestOf('us-east-1', '07');
    const result = review(
      (copyOf) => {
        rmSync(copyOf(deleted));
        const content = gunzipSync(readFileSync(copyOf(changed))).toString();
        writeFileSync(copyOf(changed), gzipSync(content.replace('"SHA-256"', '"SHA-256" ')));
      },
      '--digest-keys',
      keys,
    );
    expect(result).toMatchObject({ status: 'incomplete', digests: 'broken', filesRead: 8 });
    expect(named(result)).toEqual([
      ['PCI_DELIVERY_GAP', ''],
      ['PCI_DELIVERY_GAP', ''],
      // The signature of the deleted one's predecessor went with it.
      ['PCI_DIGEST_LINK_BROKEN', path.basename(changed)],
      ['PCI_DIGEST_MISSING', path.basename(deleted)],
      ['PCI_DIGEST_SIGNATURE_MISSING', path.basename(digestOf('eu-west-1', '10'))],
      ['PCI_DIGEST_SIGNATURE_WRONG', path.basename(changed)],
    ]);
  });

  test('tells people what is proven, and that digests are checked', () => {
    const args = ['pci', 'review', '--logs', whole, '--date', day, '--lake', path.join(work, 'lake-people')];
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'tools/cli/bin/lakeward.cjs'), ...args, '--digest-keys', keys],
      { encoding: 'utf8' },
    );
    expect(stdout).toMatch(/^2026-03-09 {2}pci-dss-3\.2\.1 {2}\d+ findings {2}complete\n/);
    expect(stdout).toContain(
      'signed CloudTrail digests prove\nas CloudTrail delivered them to s3://audit-logs/AWSLogs/\n',
    );
    expect(stderr).toBe('Reading log files\nChecking digests\nAsking the rules\nWriting evidence\n');
  });

  test('keys that are none are an error that says what to give', () => {
    const none = path.join(work, 'none.json');
    writeFileSync(none, '{}');
    expect(() => review(() => undefined, '--digest-keys', none)).toThrow(
      /exit 1: .*CLOUDTRAIL_KEYS_UNREADABLE/s,
    );
  });
});
