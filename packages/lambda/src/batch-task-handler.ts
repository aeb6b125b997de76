import { AppError } from '@lakeward/core';
import type { S3BatchResult } from 'aws-lambda';
import { withInvocation, type HandlerParts, type Invocation, type InvocationContext } from './invocation';

/** One task of an S3 Batch Operations LambdaInvoke job. */
export interface BatchTask {
  readonly bucket: string;
  /** URL-encoded, as S3 sends it; `decodeFormKey` of packages/s3 gives the real key. */
  readonly encodedKey: string;
  /** Undefined where the manifest has no version ids. */
  readonly versionId: string | undefined;
  readonly jobId: string;
  /** Undefined in schema 1.0, which has none. */
  readonly userArguments: Readonly<Record<string, string>> | undefined;
}

/** The event of invocation schema 1.0 (bucket by ARN) and 2.0 (bucket by name). Source: "Invoke AWS Lambda function", S3 User Guide. */
export interface BatchTaskEvent {
  readonly invocationSchemaVersion: string;
  readonly invocationId: string;
  readonly job: { readonly id: string; readonly userArguments?: Readonly<Record<string, string>> };
  readonly tasks: readonly {
    readonly taskId: string;
    readonly s3Key: string;
    readonly s3VersionId?: string | null;
    readonly s3BucketArn?: string;
    readonly s3Bucket?: string;
  }[];
}

/** A use-case that handles one object for S3 Batch Operations; its result becomes the task's line in the report. */
export interface BatchTaskHandlerParts<Dependencies> extends HandlerParts<Dependencies> {
  readonly handle: (task: BatchTask, dependencies: Dependencies, invocation: Invocation) => Promise<string>;
}

/** Longest result text: what AWS's samples keep to; the documentation names no limit. */
const MAX_RESULT = 1_024;

/**
 * Handler of S3 Batch Operations' LambdaInvoke. A retryable failure becomes TemporaryFailure (S3 tries the task again), any
 * other PermanentFailure; tasks that got no answer are treated as temporary.
 */
export function batchTaskHandler<Dependencies>(
  parts: BatchTaskHandlerParts<Dependencies>,
): (event: BatchTaskEvent, context: InvocationContext) => Promise<S3BatchResult> {
  return (event, context) =>
    withInvocation(context, parts, async (invocation, fail) => {
      const results: S3BatchResult['results'] = [];
      for (const { taskId, s3Bucket, s3BucketArn, s3Key, s3VersionId } of event.tasks) {
        try {
          const task = {
            bucket: s3Bucket ?? bucketOf(s3BucketArn),
            encodedKey: s3Key,
            versionId: s3VersionId ?? undefined,
            jobId: event.job.id,
            userArguments: event.job.userArguments,
          };
          const resultString = await parts.handle(task, parts.dependencies(), invocation);
          results.push({ taskId, resultCode: 'Succeeded', resultString: resultString.slice(0, MAX_RESULT) });
        } catch (error) {
          const { retryable, code, description } = fail(error);
          results.push({
            taskId,
            resultCode: retryable ? 'TemporaryFailure' : 'PermanentFailure',
            resultString: `${code}: ${description}`.slice(0, MAX_RESULT),
          });
        }
      }
      return {
        invocationSchemaVersion: event.invocationSchemaVersion,
        treatMissingKeysAs: 'TemporaryFailure',
        invocationId: event.invocationId,
        results,
      };
    });
}

/** The bucket's name: what follows the last colon, whatever Region and account an ARN holds. */
function bucketOf(arn: string | undefined): string {
  if (arn === undefined) {
    throw new AppError({
      code: 'INVALID_INPUT',
      message: 'The task names no bucket.',
      remedy: 'Create the job with invocation schema 1.0 or 2.0.',
    });
  }
  return arn.slice(arn.lastIndexOf(':') + 1);
}
