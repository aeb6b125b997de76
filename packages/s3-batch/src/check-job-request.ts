import { isBucketName } from '@lakeward/s3';
import { invalidJob } from './batch-errors';
import type { CreateJobRequest, JobManifest, JobReport } from './batch-jobs';
import type { JobOperation, LambdaInvoke, S3PutObjectCopy } from './job-operation';

// What S3 Batch refuses whatever its buckets hold: checked before a request is sent, so that every adapter refuses the same.
// Limits are from "CreateJob" and the pages of the operations, S3 API reference.

const maxPriority = 2_147_483_647;
const roleArn = /^arn:[a-z-]+:iam::\d{12}:role\/.{1,1990}$/;
const keyArn = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;
const functionArn = /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/;

/** Throws `S3_BATCH_INVALID_REQUEST` for a job that S3 Batch would not take. */
export function checkJobRequest(request: CreateJobRequest): void {
  const { token, operation, manifest, report, description, tags = {} } = request;
  if (token === '' || token.length > 64) {
    throw invalidJob(
      'The token of a job has not 1 to 64 characters.',
      'Use a hash of what makes up the job.',
    );
  }
  if (!roleArn.test(request.roleArn)) {
    throw invalidJob(
      `"${request.roleArn}" is not the ARN of a role.`,
      'Give arn:aws:iam::<account>:role/<name>.',
    );
  }
  if (description !== undefined && (description === '' || description.length > 256)) {
    throw invalidJob('The description of a job has not 1 to 256 characters.', 'Shorten it, or leave it out.');
  }
  const entries = Object.entries(tags);
  if (
    entries.length > 50 ||
    entries.some(([name, value]) => name === '' || name.length > 128 || value.length > 256)
  ) {
    throw invalidJob(
      'The tags of a job are not valid.',
      'At most 50; names of 1 to 128 and values of up to 256 characters.',
    );
  }
  checkPriority(request.priority);
  checkManifest(manifest);
  if (report !== undefined) checkReport(report);
  checkOperation(operation);
}

/** Throws `S3_BATCH_INVALID_REQUEST` for a number that is no priority. */
export function checkPriority(priority: number): void {
  if (Number.isSafeInteger(priority) && priority >= 0 && priority <= maxPriority) return;
  throw invalidJob(`${priority} is not a priority of a job.`, `Use a whole number from 0 to ${maxPriority}.`);
}

/** Throws `S3_BATCH_INVALID_REQUEST` for a reason that is too long. */
export function checkStatusReason(reason: string | undefined): void {
  if (reason === undefined || (reason !== '' && reason.length <= 256)) return;
  throw invalidJob('The reason has not 1 to 256 characters.', 'Shorten it, or leave it out.');
}

function checkManifest({ location, etag, format }: JobManifest): void {
  const place = `The manifest s3://${location.bucket}/${location.key}`;
  if (!isBucketName(location.bucket) || location.key === '' || etag === '') {
    throw invalidJob(`${place} is not an object with an ETag.`, 'Give bucket, key and ETag of the list.');
  }
  if (format.name === 'S3InventoryReport_CSV_20161130') return;
  const { fields } = format;
  const once = (['Bucket', 'Key', 'VersionId'] as const).every(
    (name) => fields.filter((field) => field === name).length <= 1,
  );
  if (!fields.includes('Bucket') || !fields.includes('Key') || !once) {
    throw invalidJob(
      `${place} has the fields "${fields.join(', ')}".`,
      'Name Bucket and Key once, VersionId where the list has version ids, and Ignore for other columns.',
    );
  }
}

function checkReport({ bucket, prefix = '' }: JobReport): void {
  if (isBucketName(bucket) && prefix.length <= 512) return;
  throw invalidJob(
    `The report cannot be put to "${bucket}" below "${prefix}".`,
    'Give the name of a bucket, and a prefix of at most 512 characters.',
  );
}

function checkOperation(operation: JobOperation): void {
  switch (operation.name) {
    case 'S3UpdateObjectEncryption':
      if (keyArn.test(operation.keyArn)) return;
      throw invalidJob(
        `"${operation.keyArn}" is not the full ARN of a KMS key.`,
        'Give arn:aws:kms:<region>:<account>:key/<id>: S3 takes neither an alias nor an id here.',
      );
    case 'S3PutObjectCopy':
      checkCopyOperation(operation);
      return;
    case 'LambdaInvoke':
      checkInvocation(operation);
      return;
    case 'S3InitiateRestoreObject': {
      const { expirationInDays: days } = operation;
      if (days === undefined || (Number.isSafeInteger(days) && days >= 1)) return;
      throw invalidJob(`A copy cannot be restored for ${days} days.`, 'Give at least one whole day.');
    }
  }
}

function checkCopyOperation(operation: S3PutObjectCopy): void {
  const { targetBucket, targetKeyPrefix = '', cannedAcl, grants, newTags = {} } = operation;
  if (!isBucketName(targetBucket) || Buffer.byteLength(targetKeyPrefix) > 1_024) {
    throw invalidJob(
      `"${targetBucket}" is not a bucket to copy to.`,
      'Give the name of a bucket, not an ARN.',
    );
  }
  if (cannedAcl !== undefined && grants !== undefined) {
    throw invalidJob('A copy is given an access control list by name and by grants.', 'Give one of the two.');
  }
  if (Object.keys(newTags).length > 10) {
    throw invalidJob('A copy is given more than 10 tags.', 'S3 keeps at most 10 tags of an object.');
  }
}

function checkInvocation({
  functionArn: arn,
  invocationSchemaVersion,
  userArguments = {},
}: LambdaInvoke): void {
  if (!functionArn.test(arn)) {
    throw invalidJob(
      `"${arn}" is not the ARN of a function.`,
      'Give it in full, with a version or alias if need be.',
    );
  }
  const entries = Object.entries(userArguments);
  if (entries.length > 0 && invocationSchemaVersion !== '2.0') {
    throw invalidJob('User arguments are sent by invocation schema 2.0 only.', 'Ask for schema 2.0.');
  }
  if (
    entries.length > 10 ||
    entries.some(([name, value]) => name === '' || name.length > 64 || value.length > 1_024)
  ) {
    throw invalidJob(
      'The user arguments are not valid.',
      'At most 10; names of 1 to 64 and values of up to 1,024 characters.',
    );
  }
}
