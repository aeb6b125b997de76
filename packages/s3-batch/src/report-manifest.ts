import { createHash } from 'node:crypto';
import { parseInput } from '@lakeward/config';
import type { ObjectRef } from '@lakeward/s3';
import * as v from 'valibot';
import { batchFileError } from './batch-errors';
import type { JobId, JobReport } from './batch-jobs';

/** One file of results. */
export interface ReportResult {
  readonly status: 'succeeded' | 'failed';
  readonly location: ObjectRef;
  /** In hexadecimal. */
  readonly md5: string;
}

/** What a report consists of. */
export interface ReportManifest {
  readonly createdAt: Date;
  readonly results: readonly ReportResult[];
}

/** What AWS says the columns are; the lines have status and error code the other way round. */
const reportSchema = 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage';

/** Where the report of a job lies, all below `<prefix>/job-<id>/`. Source: "Examples: S3 Batch Operations completion reports". */
export function reportLocation(
  { bucket, prefix }: Pick<JobReport, 'bucket' | 'prefix'>,
  id: JobId,
): {
  readonly manifest: ObjectRef;
  readonly checksum: ObjectRef;
  readonly result: (name: string) => ObjectRef;
} {
  // A prefix that ends in a slash gets a second one, as on S3 (seen, not promised).
  const folder = `${prefix === undefined || prefix === '' ? '' : `${prefix}/`}job-${id}/`;
  return {
    manifest: { bucket, key: `${folder}manifest.json` },
    checksum: { bucket, key: `${folder}manifest.json.md5` },
    result: (name) => ({ bucket, key: `${folder}results/${name}.csv` }),
  };
}

/** The job whose report the key is a manifest of, or undefined for any other object. */
export function jobOfReportManifest(key: string): JobId | undefined {
  return /(?:^|\/)job-([^/]{5,36})\/manifest\.json$/.exec(key)?.[1];
}

/** The `manifest.json` of a report, and its checksum file. */
export function formatReportManifest({ createdAt, results }: ReportManifest): {
  readonly text: string;
  readonly md5: string;
} {
  const text = JSON.stringify({
    Format: 'Report_CSV_20180820',
    ReportCreationDate: createdAt.toISOString(),
    Results: results.map(({ status, location, md5 }) => ({
      TaskExecutionStatus: status,
      Bucket: location.bucket,
      MD5Checksum: md5,
      Key: location.key,
    })),
    ReportSchema: reportSchema,
  });
  return { text, md5: createHash('md5').update(text).digest('hex') };
}

const schema = v.object({
  Format: v.literal('Report_CSV_20180820'),
  ReportCreationDate: v.pipe(v.string(), v.isoTimestamp()),
  Results: v.array(
    v.object({
      TaskExecutionStatus: v.picklist(['succeeded', 'failed']),
      Bucket: v.string(),
      MD5Checksum: v.string(),
      Key: v.string(),
    }),
  ),
});

/** Reads a report's `manifest.json`; throws `S3_BATCH_INVALID_FILE`, naming `place`. */
export function parseReportManifest(text: string, place: string): ReportManifest {
  try {
    const { ReportCreationDate, Results } = parseInput(schema, JSON.parse(text), place);
    return {
      // AWS writes up to nine digits of a second; dates here have three.
      createdAt: new Date(ReportCreationDate.replace(/(\.\d{3})\d+/, '$1')),
      results: Results.map(({ TaskExecutionStatus, Bucket, MD5Checksum, Key }) => ({
        status: TaskExecutionStatus,
        location: { bucket: Bucket, key: Key },
        md5: MD5Checksum.toLowerCase(),
      })),
    };
  } catch (error) {
    throw batchFileError(place, 'it is not the manifest of a completion report', error);
  }
}
