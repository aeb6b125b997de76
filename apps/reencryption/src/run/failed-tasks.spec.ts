import { isRetryable, isTooLarge } from './failed-tasks';

const S3_SAYS =
  'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120';

describe('a failed task', () => {
  test.each([
    [503, 'SlowDown', true],
    [500, 'InternalError', true],
    [429, '', true],
    [200, 'TemporaryFailure', true],
    [409, 'OperationAborted', true],
    [403, 'AccessDenied', false],
    [412, 'PreconditionFailed', false],
    [400, 'InvalidRequest', false],
    [200, 'PermanentFailure', false],
  ])(
    'of status %d and code "%s" may succeed when it is tried again: %p',
    (httpStatusCode, errorCode, may) => {
      expect(isRetryable({ httpStatusCode, errorCode })).toBe(may);
    },
  );

  test.each([
    ['InvalidRequest', S3_SAYS],
    ['InvalidRequest', `${S3_SAYS} (Service: Amazon S3; Status Code: 400; Error Code: InvalidRequest)`],
    ['', S3_SAYS],
    ['400', 'Copy source too large: 5368709120'],
    ['EntityTooLarge', ''],
  ])('of code "%s" and message "%s" is too large for a copy of S3 Batch', (errorCode, message) => {
    expect(isTooLarge({ errorCode, message }, { name: 'S3PutObjectCopy' })).toBe(true);
    // Whatever a function says of sizes, copying in parts again would not change it.
    expect(isTooLarge({ errorCode, message }, { name: 'LambdaInvoke' })).toBe(false);
  });

  test.each([
    ['InvalidRequest', 'The object is encrypted with a key of its writer.'],
    ['AccessDenied', 'Access Denied'],
    ['SlowDown', 'Reduce your request rate. Request id 95368709120A'],
  ])('of code "%s" and message "%s" is not', (errorCode, message) => {
    expect(isTooLarge({ errorCode, message }, { name: 'S3PutObjectCopy' })).toBe(false);
  });
});
