import type {
  JobDescriptor,
  JobListDescriptor,
  JobManifest as WireManifest,
  JobProgressSummary,
  JobReport as WireReport,
} from '@aws-sdk/client-s3-control';
import { invalidJob } from '../batch-errors';
import type { Job, JobManifest, JobProgress, JobReport, JobSummary } from '../batch-jobs';
import { definedOnly } from './defined-only';
import { operationOf } from './operation-mapping';

const arnPrefix = 'arn:aws:s3:::';

/** The manifest as S3 Batch takes it. */
export function wireManifest({ location, etag, versionId, format }: JobManifest): WireManifest {
  return {
    Spec: {
      Format: format.name,
      ...('fields' in format ? { Fields: [...format.fields] } : {}),
    },
    Location: {
      ObjectArn: `${arnPrefix}${location.bucket}/${location.key}`,
      ETag: etag,
      ...definedOnly({ ObjectVersionId: versionId }),
    },
  };
}

/** The report as S3 Batch takes it. */
export function wireReport(report: JobReport | undefined): WireReport {
  if (report === undefined) return { Enabled: false };
  return {
    Enabled: true,
    Bucket: `${arnPrefix}${report.bucket}`,
    Format: 'Report_CSV_20180820',
    ReportScope: report.scope,
    ...definedOnly({ Prefix: report.prefix, ExpectedBucketOwner: report.expectedBucketOwner }),
  };
}

/** What S3 Batch says of a job; throws `S3_BATCH_INVALID_REQUEST` for one that was made by other means than these. */
export function jobOf(id: string, wire: JobDescriptor): Job {
  const operation = operationOf(wire.Operation);
  const manifest = manifestOf(wire.Manifest);
  if (operation === undefined || manifest === undefined) {
    throw invalidJob(
      `S3 Batch job ${id} has an operation or a manifest that only other programs give.`,
      'Ask the program that made it.',
    );
  }
  return {
    id,
    arn: wire.JobArn ?? '',
    status: wire.Status ?? 'New',
    operation,
    manifest,
    priority: wire.Priority ?? 0,
    roleArn: wire.RoleArn ?? '',
    confirmationRequired: wire.ConfirmationRequired === true,
    createdAt: wire.CreationTime ?? new Date(0),
    failures: (wire.FailureReasons ?? []).map(({ FailureCode = '', FailureReason = '' }) => ({
      code: FailureCode,
      reason: FailureReason,
    })),
    progress: progressOf(wire.ProgressSummary),
    ...definedOnly({
      report: reportOf(wire.Report),
      description: wire.Description,
      endedAt: wire.TerminationDate,
      suspendedAt: wire.SuspendedDate,
      suspendedCause: wire.SuspendedCause,
      statusUpdateReason: wire.StatusUpdateReason,
    }),
  };
}

/** One line of a list. */
export function summaryOf(wire: JobListDescriptor): JobSummary {
  return {
    id: wire.JobId ?? '',
    operation: wire.Operation ?? '',
    status: wire.Status ?? 'New',
    priority: wire.Priority ?? 0,
    createdAt: wire.CreationTime ?? new Date(0),
    progress: progressOf(wire.ProgressSummary),
    ...definedOnly({ description: wire.Description, endedAt: wire.TerminationDate }),
  };
}

function manifestOf(wire: WireManifest | undefined): JobManifest | undefined {
  const { ObjectArn = '', ETag = '', ObjectVersionId } = wire?.Location ?? {};
  const [, bucket, key] = /^arn:[^:]*:s3:::([^/]+)\/(.+)$/s.exec(ObjectArn) ?? [];
  const format = wire?.Spec?.Format;
  if (bucket === undefined || key === undefined || format === undefined) return undefined;
  return {
    location: { bucket, key },
    etag: ETag.replace(/^"(.*)"$/, '$1'),
    ...definedOnly({ versionId: ObjectVersionId }),
    format:
      format === 'S3BatchOperations_CSV_20180820'
        ? { name: format, fields: wire?.Spec?.Fields ?? [] }
        : { name: format },
  };
}

function reportOf(wire: WireReport | undefined): JobReport | undefined {
  if (wire?.Enabled !== true || wire.Bucket === undefined) return undefined;
  return {
    bucket: wire.Bucket.replace(/^arn:[^:]*:s3:::/, ''),
    scope: wire.ReportScope ?? 'AllTasks',
    ...definedOnly({
      prefix: wire.Prefix === '' ? undefined : wire.Prefix,
      expectedBucketOwner: wire.ExpectedBucketOwner,
    }),
  };
}

function progressOf(wire: JobProgressSummary | undefined): JobProgress {
  return {
    total: wire?.TotalNumberOfTasks ?? 0,
    succeeded: wire?.NumberOfTasksSucceeded ?? 0,
    failed: wire?.NumberOfTasksFailed ?? 0,
    activeSeconds: wire?.Timers?.ElapsedTimeInActiveSeconds ?? 0,
  };
}
