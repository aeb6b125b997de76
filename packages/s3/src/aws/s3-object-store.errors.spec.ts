import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { errorCode } from '../testing/contract/contract-subject';
import { answer, ref, s3, store } from './testing/answering-s3';

beforeEach(() => s3.reset());

describe('errors', () => {
  test.each([
    ['NoSuchKey', 404, 'S3_OBJECT_NOT_FOUND', false],
    ['NoSuchVersion', 404, 'S3_OBJECT_NOT_FOUND', false],
    ['NoSuchBucket', 404, 'S3_BUCKET_NOT_FOUND', false],
    ['PreconditionFailed', 412, 'S3_PRECONDITION_FAILED', false],
    ['ConditionalRequestConflict', 409, 'S3_CONFLICT', true],
    ['OperationAborted', 409, 'S3_CONFLICT', true],
    ['SlowDown', 503, 'S3_THROTTLED', true],
    ['ThrottlingException', 400, 'S3_THROTTLED', true],
    ['KMS.ThrottlingException', 400, 'S3_THROTTLED', true],
    ['TooManyRequests', 429, 'S3_THROTTLED', true],
    ['InternalError', 500, 'S3_UNAVAILABLE', true],
    ['ServiceUnavailable', 503, 'S3_UNAVAILABLE', true],
    ['RequestTimeout', 400, 'S3_UNAVAILABLE', true],
    ['BadDigest', 400, 'S3_UNAVAILABLE', true],
    ['IncompleteBody', 400, 'S3_UNAVAILABLE', true],
    ['AccessDenied', 403, 'S3_ACCESS_DENIED', false],
    ['InvalidAccessKeyId', 403, 'S3_ACCESS_DENIED', false],
    ['ExpiredToken', 400, 'S3_ACCESS_DENIED', false],
    ['Unauthorized', 401, 'S3_ACCESS_DENIED', false],
    ['InvalidObjectState', 403, 'S3_OBJECT_ARCHIVED', false],
    ['InvalidRange', 416, 'S3_INVALID_REQUEST', false],
    ['PermanentRedirect', 301, 'S3_INVALID_REQUEST', false],
    ['AuthorizationHeaderMalformed', 400, 'S3_INVALID_REQUEST', false],
    ['KMS.DisabledException', 400, 'S3_INVALID_REQUEST', false],
    ['EntityTooLarge', 400, 'S3_INVALID_REQUEST', false],
  ])('%s (%i) is %s', async (name, status, code, retryable) => {
    s3.on(GetObjectCommand).rejects(answer(name, status));
    await expect(store.get(ref)).rejects.toMatchObject({
      code,
      retryable,
      remedy: expect.stringMatching(/\.$/),
    });
  });

  test('a defect is not taken for an answer of S3', async () => {
    s3.on(GetObjectCommand).rejects(new TypeError('x is not a function'));
    expect(await errorCode(store.get(ref))).toBe('UNEXPECTED_ERROR');
  });

  test.each([
    ['NoSuchKey', 404],
    ['PreconditionFailed', 412],
  ])('a condition on an object that is %s has failed', async (name, status) => {
    s3.on(PutObjectCommand).rejects(answer(name, status));
    s3.on(DeleteObjectCommand).rejects(answer(name, status));
    const put = store.put(ref, 'x', { condition: { ifMatch: 'e' } });
    expect(await errorCode(put)).toBe('S3_PRECONDITION_FAILED');
    expect(await errorCode(store.delete(ref, { ifMatch: 'e' }))).toBe('S3_PRECONDITION_FAILED');
  });
});
