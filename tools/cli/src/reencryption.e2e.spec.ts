import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ReencryptionPlanResult } from './commands/reencryption-plan';

const root = path.resolve(__dirname, '../../..');
const work = mkdtempSync(path.join(tmpdir(), 'lakeward-cli-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const KEY = 'arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const lake = path.join(work, 'lake');

/** Runs the command as a user does. */
function lakeward(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const command = path.join(root, 'tools/cli/bin/lakeward.cjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'reencryption', ...args], {
    cwd: work,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function answer(...args: string[]): unknown {
  const { status, stdout, stderr } = lakeward(...args, '--json');
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout) as unknown;
}

function write(file: string, body: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, body);
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** A delivery with these rows of key and encryption, below a folder; answers the path of its manifest. */
function deliver(below: string, snapshot: string, rows: [key: string, encryption: string][]): string {
  const file = `inv/photos/daily/data/${snapshot}.csv.gz`;
  const data = gzipSync(
    rows.map(([key, encryption]) => `"photos","${key}","4","STANDARD","${encryption}"\n`).join(''),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      sourceBucket: 'photos',
      destinationBucket: 'arn:aws:s3:::inventories',
      version: '2016-11-30',
      creationTimestamp: String(Date.parse(snapshot.replace(/T(\d{2})-(\d{2})Z/, 'T$1:$2:00Z'))),
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, Size, StorageClass, EncryptionStatus',
      files: [{ key: file, size: data.length, MD5checksum: md5(data) }],
    }),
  );
  write(path.join(below, file), data);
  const folder = path.join(below, 'inv/photos/daily', snapshot);
  write(path.join(folder, 'manifest.json'), manifest);
  write(path.join(folder, 'manifest.checksum'), `${md5(manifest)}\n`);
  return path.join(folder, 'manifest.json');
}

const plan = (...args: string[]): ReencryptionPlanResult =>
  answer('plan', '--target', 'sse-kms', '--key', KEY, '--lake', lake, ...args) as ReencryptionPlanResult;

describe('lakeward reencryption', () => {
  const objects = path.join(lake, 's3/photos');

  test('plans an inventory that somebody else put into the lake, by its s3 URI', () => {
    write(path.join(objects, 'a b.jpg'), 'data');
    write(path.join(objects, 'c+d.jpg'), 'data');
    deliver(path.join(lake, 's3/inventories'), '2026-01-06T01-00Z', [
      ['a+b.jpg', 'SSE-S3'],
      ['c%2Bd.jpg', 'SSE-S3'],
      ['gone.jpg', 'SSE-C'],
    ]);
    const result = plan('--manifest', 's3://inventories/inv/photos/daily/2026-01-06T01-00Z/manifest.json');
    expect(result).toMatchObject({
      objects: 3,
      bytes: 12,
      remedies: {
        compliant: { objects: 0, bytes: 0, reasons: {} },
        update: { objects: 2, bytes: 8, reasons: { 'sse-s3': { objects: 2, bytes: 8 } } },
        impossible: { objects: 1, bytes: 4, reasons: { 'sse-c': { objects: 1, bytes: 4 } } },
      },
      forecast: { objects: 2, bytesMoved: 0, jobs: 1, requests: 2 },
      manifests: [{ remedy: 'update', objects: 2 }],
    });
    const [manifest] = result.manifests;
    expect(manifest?.uri).toMatch(/^s3:\/\/.*\/update\.csv$/);
    expect(readFileSync(manifest!.path, 'utf8')).toBe('photos,a%20b.jpg\nphotos,c%2Bd.jpg\n');
  });

  test('carries the plan out, and proves it by the next inventory', () => {
    const before = answer('status', '--bucket', 'photos', '--lake', lake);
    expect(before).toMatchObject({ state: 'planned' });
    const after = answer('approve', '--bucket', 'photos', '--lake', lake);
    expect(after).toMatchObject({ state: 'awaiting-proof' });
    const outside = deliver(path.join(work, 'download'), '2099-01-07T01-00Z', [
      ['a+b.jpg', 'SSE-KMS'],
      ['c%2Bd.jpg', 'SSE-S3'],
      ['new.jpg', 'SSE-S3'],
    ]);
    plan('--manifest', outside);
    const proven = answer('prove', '--bucket', 'photos', '--lake', lake);
    expect(proven).toMatchObject({
      outcome: 'proven',
      proof: {
        state: 'partly-proven',
        fixed: { objects: 1 },
        open: { objects: 1 },
        new: { objects: 1 },
        gone: { objects: 0 },
      },
    });
  });

  test('writes the report of the run, of what is there and nothing else', () => {
    const written = answer('report', '--bucket', 'photos', '--lake', lake) as { page: string; data: string };
    expect(written).toMatchObject({
      verdict: {
        state: 'bad',
        word: 'open',
        sentence: '2 versions in 1 bucket are still not encrypted as wanted',
      },
      page: expect.stringMatching(/report\.html$/),
    });
    expect(readFileSync(written.page, 'utf8')).toContain('<title>Re-encryption of 1 bucket: open</title>');
    expect(JSON.parse(readFileSync(written.data, 'utf8'))).toMatchObject({
      buckets: [
        { bucket: 'photos', snapshot: '2026-01-06T01-00Z', after: { snapshot: '2099-01-07T01-00Z' } },
      ],
    });
  });

  test('says of a bucket whose job came to nothing that somebody has to look at it, and what comes next', () => {
    const other = path.join(work, 'other-lake');
    write(path.join(other, 's3/photos/a b.jpg'), 'data');
    deliver(path.join(other, 's3/inventories'), '2026-01-06T01-00Z', [['a+b.jpg', 'SSE-S3']]);
    const { manifests } = answer(
      'plan',
      '--target',
      'sse-kms',
      '--key',
      KEY,
      '--lake',
      other,
      '--manifest',
      's3://inventories/inv/photos/daily/2026-01-06T01-00Z/manifest.json',
    ) as ReencryptionPlanResult;
    // Somebody adds an object to what was planned.
    writeFileSync(manifests[0]!.path, 'photos,a%20b.jpg\nphotos,secret.jpg\n');
    const after = answer('approve', '--bucket', 'photos', '--lake', other);
    const item = { state: 'bad', word: 'job failed', title: 'Job update failed', figure: '1 job' };
    expect(after).toMatchObject({ state: 'needs-attention', needsPerson: [item, { word: 'unproven' }] });
    const { stdout } = lakeward('status', '--bucket', 'photos', '--lake', other);
    expect(stdout).toMatch(
      /^photos {2}2026-01-06T01-00Z {2}needs-attention: jobs are over, and somebody has to look at them\n/,
    );
    expect(stdout).toMatch(/^- Job update failed \(1 job\)\n {2}.*\n {2}\$ aws s3control describe-job/m);
  });

  test('shows what a guard would change, and changes exactly that', () => {
    const guard = [
      'guard',
      '--bucket',
      'photos',
      '--guard',
      'deny-version-reads',
      '--key',
      KEY,
      '--lake',
      lake,
    ];
    const shown = answer(...guard) as { outcome: string; revision: string };
    expect(shown).toMatchObject({ outcome: 'diff', revision: 'none', blockers: [] });
    expect(answer(...guard, '--apply', shown.revision)).toMatchObject({ outcome: 'applied' });
    expect(answer(...guard, '--apply', shown.revision)).toMatchObject({ outcome: 'unchanged' });
  });

  test('says what is wrong, and what to do about it', () => {
    const { status, stdout, stderr } = lakeward(
      'plan',
      '--manifest',
      'nowhere.json',
      '--target',
      'sse-s3',
      '--json',
    );
    expect([status, stdout]).toEqual([1, '']);
    expect(JSON.parse(stderr.slice(stderr.indexOf('{')))).toMatchObject({
      error: { code: 'REENC_MANIFEST_NOT_FOUND' },
    });
  });
});
