import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeCloudTrailDay } from './cloudtrail-day';
import { writeCloudTrailDigests } from './cloudtrail-digests';

const SKIP = 'skip';
const probe = spawnSync('python3', ['-c', 'import awscli.customizations.cloudtrail.validation']);
const suite = probe.status === 0 ? describe : describe[SKIP];

suite("digests, held against the AWS command line's own validator (needs python3 with awscli)", () => {
  const options = { date: '2026-03-09', accounts: ['444455556666'], regions: ['eu-west-1', 'us-east-1'] };
  let directory = '';
  let logs: string[] = [];
  let digests: string[] = [];

  beforeEach(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'lakeward-validated-'));
    logs = await writeCloudTrailDay({ ...options, directory, events: 60, eventsPerFile: 10, gzip: true });
    const keys = path.join(directory, 'keys');
    digests = await writeCloudTrailDigests({ ...options, directory, keys, bucket: 'audit-logs' });
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** What it prints about the digests of the Region that is not the trail's home. */
  function validate(): string {
    const script = path.join(__dirname, 'testing/validate-logs.py');
    const keys = path.join(directory, 'keys');
    const args = [directory, keys, 'audit-logs', options.date, '444455556666', 'us-east-1', 'eu-west-1'];
    const { stdout, stderr } = spawnSync('python3', [script, ...args], { encoding: 'utf8' });
    return stdout + stderr;
  }

  test('are valid, and so are the log files that they list', () => {
    expect(validate()).toContain('25/25 digest files valid\n3/3 log files valid');
  });

  test('a changed log file is invalid', () => {
    const file = logs.find((log) => log.includes('us-east-1'))!;
    writeFileSync(file, gzipSync(gunzipSync(readFileSync(file)).toString().replace('Records', 'records')));
    expect(validate()).toMatch(/2\/3 log files valid, 1\/3 log files INVALID[\s\S]*hash value doesn't match/);
  });

  test('a changed digest is invalid', () => {
    const file = digests.filter((digest) => digest.includes('us-east-1'))[9]!;
    writeFileSync(
      file,
      gzipSync(gunzipSync(readFileSync(file)).toString().replace('444455556666', '444455556667')),
    );
    expect(validate()).toMatch(/1\/25 digest files INVALID[\s\S]*signature verification failed/);
  });
});
