import type { Clock } from '@lakeward/core';
import type { ObjectEncryptionUpdate, ObjectRef } from '@lakeward/s3';
import type {
  Job,
  LambdaInvoke,
  LambdaTaskEvent,
  LambdaTaskResponse,
  S3PutObjectCopy,
  TaskResult,
} from '@lakeward/s3-batch';
import type { BatchObjects } from '../store';
import { copyOf } from './copy-of';
import { failureOf, isRetryable, type TaskFailure } from './task-failure';
import type { ListedTask } from './task-list';

/** A function that LambdaInvoke calls. */
export type BatchFunction = (event: LambdaTaskEvent) => Promise<LambdaTaskResponse>;

/** One try of a task, for whoever wants it to fail. */
export interface TaskAttempt {
  readonly job: Job;
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  /** 1 for the first. */
  readonly attempt: number;
}

/** Makes tries fail as S3 might: what it gives is the failure, undefined lets the task run. What it throws stops the runner. */
export type FailureInjection = (
  attempt: TaskAttempt,
) => TaskFailure | undefined | Promise<TaskFailure | undefined>;

/** What tasks are done with. */
export interface TaskTools {
  readonly clock: Clock;
  readonly encryption: ObjectEncryptionUpdate;
  readonly objects: BatchObjects;
  readonly functions: Readonly<Record<string, BatchFunction>>;
  readonly inject: FailureInjection | undefined;
}

/** Tries in all; S3 Batch does not say how often it tries. */
const maxAttempts = 3;

/** Wait before the second try, in milliseconds, doubled for the third. */
const firstWaitMs = 50;

/** Does one task to its end: success, or a failure that more tries do not change. */
export async function runTask(job: Job, task: ListedTask, tools: TaskTools): Promise<TaskResult> {
  const { bucket, encodedKey, versionId } = task;
  const base = { bucket, encodedKey, ...(versionId === undefined ? {} : { versionId }) };
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryTask(job, task, attempt, tools);
    if (typeof outcome === 'string') {
      return { ...base, status: 'succeeded', httpStatusCode: 200, errorCode: '', message: outcome };
    }
    if (attempt === maxAttempts || !isRetryable(outcome)) {
      const { httpStatusCode, errorCode, message } = outcome;
      return { ...base, status: 'failed', httpStatusCode, errorCode, message };
    }
    await tools.clock.sleep(firstWaitMs * 2 ** (attempt - 1));
  }
}

/** The message of success, or the failure. */
async function tryTask(
  job: Job,
  task: ListedTask,
  attempt: number,
  tools: TaskTools,
): Promise<string | TaskFailure> {
  const { bucket, key, versionId } = task;
  if (versionId === '') {
    return { httpStatusCode: 400, errorCode: 'InvalidRequest', message: 'The version id is empty.' };
  }
  const injected = await tools.inject?.({
    job,
    bucket,
    key,
    attempt,
    ...(versionId === undefined ? {} : { versionId }),
  });
  if (injected !== undefined) return injected;
  try {
    return await perform(job, task, attempt, tools);
  } catch (error) {
    const failure = failureOf(error, versionId);
    if (failure === undefined) throw error;
    return failure;
  }
}

async function perform(
  job: Job,
  task: ListedTask,
  attempt: number,
  { encryption, objects, functions }: TaskTools,
): Promise<string | TaskFailure> {
  const { operation } = job;
  const { bucket, key, versionId } = task;
  const ref = { bucket, key };
  switch (operation.name) {
    case 'S3UpdateObjectEncryption': {
      const { keyArn, bucketKey = false } = operation;
      await encryption.updateEncryption(ref, {
        keyArn,
        bucketKey,
        ...(versionId === undefined ? {} : { versionId }),
      });
      return 'Successful';
    }
    case 'S3PutObjectCopy': {
      const work = { task: `${job.id}/${task.end}`, copy: copyOf(operation) };
      await objects.copy(ref, versionId, copyTarget(ref, operation), work);
      return 'Successful';
    }
    case 'S3InitiateRestoreObject':
      await objects.restore(ref, versionId, { days: operation.expirationInDays });
      return 'Successful';
    case 'LambdaInvoke':
      return invoke(job, operation, task, { attempt, functions });
  }
}

function copyTarget({ key }: ObjectRef, { targetBucket, targetKeyPrefix = '' }: S3PutObjectCopy): ObjectRef {
  return { bucket: targetBucket, key: targetKeyPrefix === '' ? key : `${targetKeyPrefix}/${key}` };
}

async function invoke(
  job: Job,
  { functionArn, invocationSchemaVersion = '1.0', userArguments }: LambdaInvoke,
  { bucket, encodedKey, versionId, end }: ListedTask,
  { attempt, functions }: { attempt: number; functions: TaskTools['functions'] },
): Promise<string | TaskFailure> {
  const handler = functions[functionArn];
  if (handler === undefined) {
    return {
      httpStatusCode: 404,
      errorCode: 'ResourceNotFoundException',
      message: `There is no function ${functionArn}.`,
    };
  }
  const taskId = Buffer.from(`${job.id}/${end}`).toString('base64');
  const isFirst = invocationSchemaVersion === '1.0';
  const event: LambdaTaskEvent = {
    invocationSchemaVersion,
    invocationId: Buffer.from(`${job.id}/${end}/${attempt}`).toString('base64'),
    job: { id: job.id, ...(isFirst ? {} : { userArguments: userArguments ?? {} }) },
    tasks: [
      {
        taskId,
        s3Key: encodedKey,
        s3VersionId: versionId ?? null,
        ...(isFirst ? { s3BucketArn: `arn:aws:s3:::${bucket}` } : { s3Bucket: bucket }),
      },
    ],
  };
  return answerOf(taskId, () => handler(event));
}

/** What the function said of the task; one that throws has failed for good. */
async function answerOf(
  taskId: string,
  call: () => Promise<LambdaTaskResponse>,
): Promise<string | TaskFailure> {
  let response: LambdaTaskResponse;
  try {
    response = await call();
  } catch (error) {
    const errorMessage = error instanceof Error ? error.message : String(error);
    const message = `Lambda returned function error: ${JSON.stringify({ errorMessage })}`;
    return { httpStatusCode: 200, errorCode: 'PermanentFailure', message };
  }
  const result = response.results.find((each) => each.taskId === taskId);
  const code = result?.resultCode ?? response.treatMissingKeysAs ?? 'TemporaryFailure';
  const message = result?.resultString ?? 'The function gave no result for the task.';
  if (code === 'Succeeded') return message;
  return { httpStatusCode: 200, errorCode: code, message, retryable: code === 'TemporaryFailure' };
}
