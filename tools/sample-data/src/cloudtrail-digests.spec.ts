import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeCloudTrailDay } from './cloudtrail-day';
import { writeCloudTrailDigests } from './cloudtrail-digests';

const directories: string[] = [];
const temporary = (): string => {
  const directory = mkdtempSync(path.join(tmpdir(), 'lakeward-digests-'));
  directories.push(directory);
  return directory;
};
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

const options = {
  date: '2026-03-09',
  accounts: ['444455556666', '777788889999'],
  regions: ['eu-west-1', 'us-east-1'],
};

async function sample(seed: number): Promise<{ directory: string; logs: string[]; digests: string[] }> {
  const directory = temporary();
  const logs = await writeCloudTrailDay({
    ...options,
    directory,
    events: 120,
    eventsPerFile: 10,
    gzip: true,
    seed,
  });
  const keys = path.join(directory, 'keys');
  const digests = await writeCloudTrailDigests({ ...options, directory, keys, bucket: 'audit-logs', seed });
  return { directory, logs, digests };
}

interface Digest {
  readonly digestStartTime: string;
  readonly digestEndTime: string;
  readonly logFiles: readonly { readonly s3Object: string; readonly hashValue: string }[];
}
const read = (file: string): Digest => JSON.parse(gunzipSync(readFileSync(file)).toString()) as Digest;

describe('writeCloudTrailDigests', () => {
  test('lists every log file once, in the hour of its delivery, with the hash of its content', async () => {
    const { directory, logs, digests } = await sample(3);
    const listed = digests.flatMap((file) => read(file).logFiles);
    expect(listed.map(({ s3Object }) => path.join(directory, s3Object)).sort()).toEqual([...logs].sort());
    for (const { s3Object, hashValue } of listed) {
      const content = gunzipSync(readFileSync(path.join(directory, s3Object)));
      expect(createHash('sha256').update(content).digest('hex')).toBe(hashValue);
    }
  });

  test('covers the day and an hour after it without a gap, for each account and Region', async () => {
    const { digests } = await sample(3);
    expect(digests).toHaveLength(4 * 26);
    const one = digests
      .filter((file) => file.includes('444455556666_CloudTrail-Digest_us-east-1_audit_eu-west-1_'))
      .map(read);
    expect(one[0]?.digestStartTime).toBe('2026-03-08T23:14:31Z');
    expect(one.at(-1)?.digestEndTime).toBe('2026-03-10T01:14:31Z');
    one.slice(1).forEach((digest, index) => expect(digest.digestStartTime).toBe(one[index]?.digestEndTime));
  });

  test('the same options write the same bytes, keys included', async () => {
    const bytes = async (seed: number): Promise<string> => {
      const { directory, digests } = await sample(seed);
      const keys = readdirSync(path.join(directory, 'keys')).sort();
      expect(keys).toEqual(['eu-west-1.json', 'us-east-1.json']);
      return [...digests, ...keys.map((name) => path.join(directory, 'keys', name))]
        .map((file) => readFileSync(file).toString('base64'))
        .join();
    };
    const first = await bytes(7);
    expect(await bytes(7)).toBe(first);
    expect(await bytes(8)).not.toBe(first);
  });
});
