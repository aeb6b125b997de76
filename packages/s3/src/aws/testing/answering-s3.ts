import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { ManualClock } from '@lakeward/core';
import { mockClient } from 'aws-sdk-client-mock';
import { createS3ObjectStore } from '../s3-object-store';

/** The object of the tests. */
export const ref = { bucket: 'lake', key: 'k' };

/** The key that they name. */
export const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Answers in the place of S3, until it is reset. */
export const s3 = mockClient(S3Client);

/** A store that is answered by it. */
export const store = createS3ObjectStore({
  client: new S3Client({ region: 'eu-west-1' }),
  clock: new ManualClock('2026-03-01T00:00:00Z'),
});

/** What the client throws for an answer of S3. */
export function answer(
  name: string,
  httpStatusCode: number,
  more: Record<string, unknown> = {},
): S3ServiceException {
  const $fault = httpStatusCode >= 500 ? 'server' : 'client';
  const error = new S3ServiceException({
    name,
    $fault,
    message: `said ${name}`,
    $metadata: { httpStatusCode },
  });
  return Object.assign(error, more);
}

/** The inputs of all requests, in order. */
export const inputs = (): Record<string, unknown>[] =>
  s3.calls().map((call) => call.args[0].input as Record<string, unknown>);

/** The names of all requests, in order. */
export const requests = (): string[] =>
  s3.calls().map((call) => call.args[0].constructor.name.replace(/Command$/, ''));
