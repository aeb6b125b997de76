import { AppError, toAppError } from '@lakeward/core';
import { awsFailure } from '@lakeward/aws-client';

const REMEDIES: Readonly<Record<string, string>> = {
  SNS_TOPIC_NOT_FOUND: 'Check the ARN, its region and its account.',
  SNS_INVALID_NOTICE: 'Correct the notice as the message says.',
  SNS_ACCESS_DENIED:
    "Allow sns:Publish on the topic and, where it is encrypted, the use of the topic's KMS key.",
  SNS_THROTTLED: 'Try again later, or send fewer notices.',
  SNS_UNAVAILABLE: 'Try again later.',
};

/** What the SNS client threw, in the port's codes; anything that did not come from AWS stays what it is. */
export function snsError(error: unknown, topic: string): AppError {
  const failure = awsFailure(error);
  if (failure === undefined) return toAppError(error);
  const code = codeOf(failure.kind, failure.name);
  return new AppError({
    code,
    message: `SNS: topic ${topic}: ${failure.message}`,
    remedy: REMEDIES[code] ?? 'Try again later.',
    retryable: code === 'SNS_THROTTLED' || code === 'SNS_UNAVAILABLE',
    cause: error,
  });
}

function codeOf(kind: 'throttled' | 'unavailable' | 'denied' | 'refused', name: string): string {
  switch (kind) {
    case 'throttled':
      return 'SNS_THROTTLED';
    case 'unavailable':
      return 'SNS_UNAVAILABLE';
    case 'denied':
      return 'SNS_ACCESS_DENIED';
    case 'refused':
      // NotFound is its name on the wire, NotFoundException the SDK's class.
      if (/^NotFound(Exception)?$/.test(name)) return 'SNS_TOPIC_NOT_FOUND';
      // KMSDisabled, KMSAccessDenied and the like: the topic's key cannot be used.
      return name.startsWith('KMS') ? 'SNS_ACCESS_DENIED' : 'SNS_INVALID_NOTICE';
  }
}
