import { createHash } from 'node:crypto';
import {
  formatReportManifest,
  jobOfReportManifest,
  parseReportManifest,
  reportLocation,
  type ReportManifest,
} from './report-manifest';

const id = 'f3cc4f60-0000-4000-8000-000000000001';
const manifest: ReportManifest = {
  createdAt: new Date('2026-11-05T17:48:39.725Z'),
  results: [
    {
      status: 'succeeded',
      location: { bucket: 'reports', key: `p/job-${id}/results/a.csv` },
      md5: 'ab'.repeat(16),
    },
    {
      status: 'failed',
      location: { bucket: 'reports', key: `p/job-${id}/results/b.csv` },
      md5: 'cd'.repeat(16),
    },
  ],
};

describe('the manifest of a completion report', () => {
  test('lies where S3 Batch puts it', () => {
    const { manifest: at, checksum, result } = reportLocation({ bucket: 'reports', prefix: 'a/b' }, id);
    expect([at, checksum, result('f00')]).toEqual([
      { bucket: 'reports', key: `a/b/job-${id}/manifest.json` },
      { bucket: 'reports', key: `a/b/job-${id}/manifest.json.md5` },
      { bucket: 'reports', key: `a/b/job-${id}/results/f00.csv` },
    ]);
    expect(reportLocation({ bucket: 'reports' }, id).manifest.key).toBe(`job-${id}/manifest.json`);
    expect(reportLocation({ bucket: 'reports', prefix: 'p/' }, id).manifest.key).toBe(
      `p//job-${id}/manifest.json`,
    );
  });

  test.each([
    [`job-${id}/manifest.json`, id],
    [`a/b//job-${id}/manifest.json`, id],
    [`a/job-${id}/manifest.json.md5`, undefined],
    [`a/job-${id}/results/x.csv`, undefined],
    ['inventory/bkt/id/2026-11-06T01-00Z/manifest.json', undefined],
  ])('%s belongs to job %s', (key, job) => {
    expect(jobOfReportManifest(key)).toBe(job);
  });

  test('comes back from its text', () => {
    const { text, md5 } = formatReportManifest(manifest);
    expect(md5).toBe(createHash('md5').update(text).digest('hex'));
    expect(parseReportManifest(text, 'x')).toEqual(manifest);
    expect(JSON.parse(text)).toEqual({
      Format: 'Report_CSV_20180820',
      ReportCreationDate: '2026-11-05T17:48:39.725Z',
      Results: [
        {
          TaskExecutionStatus: 'succeeded',
          Bucket: 'reports',
          MD5Checksum: 'ab'.repeat(16),
          Key: `p/job-${id}/results/a.csv`,
        },
        {
          TaskExecutionStatus: 'failed',
          Bucket: 'reports',
          MD5Checksum: 'cd'.repeat(16),
          Key: `p/job-${id}/results/b.csv`,
        },
      ],
      ReportSchema: 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage',
    });
  });

  test('may tell nanoseconds, and no results', () => {
    const text =
      '{"Format":"Report_CSV_20180820","ReportCreationDate":"2026-11-05T17:48:39.725123456Z","Results":[]}';
    expect(parseReportManifest(text, 'x')).toEqual({ createdAt: manifest.createdAt, results: [] });
  });

  test.each(['', '{', '{"Format":"Report_CSV_20990101","Results":[]}', '[]'])('%j is none', (text) => {
    expect(() => parseReportManifest(text, 's3://reports/x')).toThrow(
      expect.objectContaining({
        code: 'S3_BATCH_INVALID_FILE',
        message: 's3://reports/x: it is not the manifest of a completion report.',
      }),
    );
  });
});
