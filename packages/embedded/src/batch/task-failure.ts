import { isAppError } from '@lakeward/core';

/** How a task failed, in the words of a completion report. */
export interface TaskFailure {
  readonly httpStatusCode: number;
  /** Such as `AccessDenied`, `SlowDown`, `PreconditionFailed`, `NoSuchKey`. */
  readonly errorCode: string;
  readonly message: string;
  /** Worth another try before the task is given up. Default: where the status is 500, 503 or 409. */
  readonly retryable?: boolean;
}

/** What S3 answers where the object store has a name of its own for it. */
const answers: Readonly<Record<string, readonly [httpStatusCode: number, errorCode: string]>> = {
  S3_BUCKET_NOT_FOUND: [404, 'NoSuchBucket'],
  S3_ACCESS_DENIED: [403, 'AccessDenied'],
  S3_OBJECT_LOCKED: [403, 'AccessDenied'],
  S3_OBJECT_ARCHIVED: [403, 'InvalidObjectState'],
  S3_PRECONDITION_FAILED: [412, 'PreconditionFailed'],
  S3_INVALID_REQUEST: [400, 'InvalidRequest'],
  S3_CONFLICT: [409, 'OperationAborted'],
  S3_THROTTLED: [503, 'SlowDown'],
  S3_UNAVAILABLE: [500, 'InternalError'],
};

/** What the store threw as the failure of a task; undefined for what is no answer of a store, but a defect. */
export function failureOf(error: unknown, versionId: string | undefined): TaskFailure | undefined {
  if (!isAppError(error)) return undefined;
  const { code, message } = error;
  if (code === 'S3_OBJECT_NOT_FOUND') {
    return {
      httpStatusCode: 404,
      errorCode: versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion',
      message,
    };
  }
  const answer = answers[code];
  return answer && { httpStatusCode: answer[0], errorCode: answer[1], message };
}

/** True where S3 Batch tries again before it gives a task up. */
export function isRetryable({ httpStatusCode, retryable }: TaskFailure): boolean {
  return retryable ?? [409, 500, 503].includes(httpStatusCode);
}
