import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeCloudTrailDay } from './cloudtrail-day';

const directories: string[] = [];
const temporary = (): string => {
  const directory = mkdtempSync(path.join(tmpdir(), 'lakeward-sample-'));
  directories.push(directory);
  return directory;
};
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

const options = {
  date: '2026-03-09',
  accounts: ['444455556666', '777788889999'],
  regions: ['eu-west-1', 'us-east-1'],
  events: 2_050,
  eventsPerFile: 500,
  gzip: true,
};

const recordsOf = (file: string): Record<string, unknown>[] =>
  (JSON.parse(gunzipSync(readFileSync(file)).toString()) as { Records: Record<string, unknown>[] }).Records;

describe('writeCloudTrailDay', () => {
  test('writes every event once, in the layout, within the day', async () => {
    const directory = temporary();
    const files = await writeCloudTrailDay({ ...options, directory });
    const records = files.flatMap(recordsOf);
    expect(files).toHaveLength(5);
    expect(records).toHaveLength(2_050);
    expect(new Set(records.map((record) => record['eventID'])).size).toBe(2_050);
    expect(records.every((record) => String(record['eventTime']).startsWith('2026-03-09T'))).toBe(true);
    expect(path.relative(directory, files[3]!)).toMatch(
      /^AWSLogs\/777788889999\/CloudTrail\/us-east-1\/2026\/03\/09\/777788889999_CloudTrail_us-east-1_20260309T\d{4}Z_Sample0000000003\.json\.gz$/,
    );
  });

  test('the same options write the same bytes, another seed others', async () => {
    const digest = async (seed: number): Promise<string> =>
      (await writeCloudTrailDay({ ...options, seed, directory: temporary() }))
        .map((file) => readFileSync(file).toString('base64'))
        .join();
    expect(await digest(7)).toBe(await digest(7));
    expect(await digest(7)).not.toBe(await digest(8));
  });
});
