import { AppError } from '@lakeward/core';
import type { PartitionError } from '@lakeward/glue';

/** The catalog did not take a partition. */
export function partitionRefused(table: string, { code, message }: PartitionError): AppError {
  return new AppError({
    code: 'REENC_PARTITION_REFUSED',
    message: `The catalog refused a partition of ${table}: ${code}: ${message}`,
    remedy: 'Compare the grants of the function with the stack; the same event finishes the work.',
    retryable: true,
  });
}

/** The query goes on after the invocation's time: the same event finds it again. */
export function queryStillRunning(queryId: string): AppError {
  return new AppError({
    code: 'REENC_QUERY_STILL_RUNNING',
    message: `Query ${queryId} was still running when the invocation's time was over.`,
    remedy: 'Nothing to do: the next delivery of the same event takes up the same query.',
    retryable: true,
  });
}

/** The files of an inventory take longer to read than one invocation has. */
export function verificationContinues(verified: number, files: number): AppError {
  return new AppError({
    code: 'REENC_VERIFICATION_CONTINUES',
    message: `${verified} of ${files} files of the inventory were verified when the invocation's time was over.`,
    remedy: 'Nothing to do: the next delivery of the same event goes on with the others.',
    retryable: true,
  });
}

/** The classification answered something that no remedy stands for. */
export function unexpectedAnswer(queryId: string, what: string): AppError {
  return new AppError({
    code: 'REENC_UNEXPECTED_ANSWER',
    message: `Query ${queryId} answered ${what}.`,
    remedy: 'This is a defect: nothing was started. Report it with the manifest of the inventory.',
  });
}

/** What a query unloaded was removed before it was made into manifests. */
export function piecesGone(queryId: string): AppError {
  return new AppError({
    code: 'REENC_UNLOADED_FILES_GONE',
    message: `Files that query ${queryId} unloaded are gone.`,
    remedy: 'Nothing to do: the next delivery of the same event unloads them again.',
    retryable: true,
  });
}

/** The key is no key's full ARN. */
export function keyNotAnArn(key: string): AppError {
  const what = key.includes('alias/') ? 'an alias' : 'no ARN of a KMS key';
  return new AppError({
    code: 'REENC_KEY_NOT_AN_ARN',
    message: `"${key}" is ${what}; S3 changes the encryption of an object to a key by its full ARN only.`,
    remedy:
      'Give arn:aws:kms:<region>:<account>:key/<id>, which "aws kms describe-key --key-id <alias>" shows as Arn.',
  });
}

/** The key lies in another Region than the bucket. */
export function keyInOtherRegion(key: string, region: string): AppError {
  return new AppError({
    code: 'REENC_KEY_OTHER_REGION',
    message: `The key ${key} is not in ${region}, where the bucket is.`,
    remedy: `Use a key of ${region}; for a multi-Region key, the ARN of its replica there.`,
  });
}

/** The key belongs to another account than the bucket. */
export function keyInOtherAccount(key: string, account: string): AppError {
  return new AppError({
    code: 'REENC_KEY_OTHER_ACCOUNT',
    message: `The key ${key} does not belong to account ${account}, which owns the bucket.`,
    remedy:
      'Use a key of the same account; others must first be approved by AWS Support for the organization.',
  });
}

/** A key was given where none is used. */
export function keyNotUsed(): AppError {
  return new AppError({
    code: 'REENC_KEY_NOT_USED',
    message: 'A key was given, but SSE-S3 uses keys of S3.',
    remedy: 'Leave the key out, or choose the target sse-kms.',
  });
}
