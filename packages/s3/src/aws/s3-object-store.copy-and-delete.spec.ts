import { CopyObjectCommand, DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { errorCode } from '../testing/contract/contract-subject';
import { answer, inputs, keyArn, ref, s3, store } from './testing/answering-s3';

beforeEach(() => s3.reset());

describe('copy', () => {
  const from = { bucket: 'source', key: "a b/ü+'100%'" };
  const source = '/a%20b/%C3%BC%2B%27100%25%27';
  beforeEach(() =>
    s3.on(CopyObjectCommand).resolves({ CopyObjectResult: { ETag: '"new"' }, VersionId: 'v2' }),
  );

  test('keeps what is not given, in one request', async () => {
    expect(await store.copy(from, ref, { encryption: { algorithm: 'aws:kms', keyArn } })).toEqual({
      etag: 'new',
      versionId: 'v2',
    });
    expect(inputs()).toEqual([
      {
        Bucket: 'lake',
        Key: 'k',
        ChecksumAlgorithm: 'CRC32',
        CopySource: `source${source}`,
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: keyArn,
      },
    ]);
  });

  test('names version, conditions and tags', async () => {
    await store.copy(from, ref, {
      sourceVersionId: 'v/1+',
      sourceIfMatch: 'e',
      condition: { ifNoneMatch: '*' },
      tags: { a: 'b' },
    });
    expect(inputs()).toEqual([
      {
        Bucket: 'lake',
        Key: 'k',
        ChecksumAlgorithm: 'CRC32',
        CopySource: `source${source}?versionId=v%2F1%2B`,
        CopySourceIfMatch: '"e"',
        IfNoneMatch: '*',
        Tagging: 'a=b',
        TaggingDirective: 'REPLACE',
      },
    ]);
  });

  test('sends along what S3 would drop when some metadata is replaced', async () => {
    s3.on(HeadObjectCommand).resolves({
      ETag: '"e"',
      ContentType: 'application/json',
      ContentEncoding: 'gzip',
      CacheControl: 'no-store',
      Metadata: { old: '1' },
      ExpiresString: 'Thu, 01 Jan 2026 00:00:00 GMT',
    });
    await store.copy(from, ref, { metadata: { fresh: '2' } });
    await store.copy(from, ref, { contentType: 'text/plain', sourceIfMatch: 'e' });
    const common = {
      Bucket: 'lake',
      Key: 'k',
      ChecksumAlgorithm: 'CRC32',
      CopySource: `source${source}`,
      CopySourceIfMatch: '"e"',
      MetadataDirective: 'REPLACE',
      ContentEncoding: 'gzip',
      CacheControl: 'no-store',
      Expires: new Date('2026-01-01T00:00:00Z'),
    };
    expect(inputs()).toEqual([
      { Bucket: 'source', Key: from.key },
      { ...common, ContentType: 'application/json', Metadata: { fresh: '2' } },
      { Bucket: 'source', Key: from.key },
      { ...common, ContentType: 'text/plain', Metadata: { old: '1' } },
    ]);
  });

  test('a source that changed while its attributes were read is a conflict', async () => {
    s3.on(HeadObjectCommand).resolves({ ETag: '"e"' });
    s3.on(CopyObjectCommand).rejects(answer('PreconditionFailed', 412));
    await expect(store.copy(from, ref, { metadata: {} })).rejects.toMatchObject({
      code: 'S3_CONFLICT',
      retryable: true,
    });
    expect(await errorCode(store.copy(from, ref, { metadata: {}, sourceIfMatch: 'e' }))).toBe(
      'S3_PRECONDITION_FAILED',
    );
    expect(await errorCode(store.copy(from, ref, { metadata: {}, sourceIfMatch: 'other' }))).toBe(
      'S3_PRECONDITION_FAILED',
    );
  });

  test('the header that was not met tells whose condition it was', async () => {
    s3.on(HeadObjectCommand).resolves({ ETag: '"e"' });
    const copy = () => store.copy(from, ref, { metadata: {}, condition: { ifNoneMatch: '*' } });
    s3.on(CopyObjectCommand).rejects(
      answer('PreconditionFailed', 412, { Condition: 'x-amz-copy-source-If-Match' }),
    );
    expect(await errorCode(copy())).toBe('S3_CONFLICT');
    s3.on(CopyObjectCommand).rejects(answer('PreconditionFailed', 412, { Condition: 'If-None-Match' }));
    await expect(copy()).rejects.toMatchObject({ message: expect.stringContaining('s3://lake/k ') });
    expect(await errorCode(copy())).toBe('S3_PRECONDITION_FAILED');
  });

  test('which of two objects is missing is looked up', async () => {
    const copy = () => store.copy(from, ref, { condition: { ifMatch: 'e' } });
    s3.on(CopyObjectCommand).rejects(answer('NoSuchKey', 404));
    s3.on(HeadObjectCommand).resolvesOnce({ ETag: '"e"' }).rejects(answer('NotFound', 404));
    expect(await errorCode(copy())).toBe('S3_PRECONDITION_FAILED');
    expect(await errorCode(copy())).toBe('S3_OBJECT_NOT_FOUND');
    expect(await errorCode(store.copy(from, ref))).toBe('S3_OBJECT_NOT_FOUND');
    expect(await errorCode(store.copy(from, ref, { metadata: {} }))).toBe('S3_OBJECT_NOT_FOUND');
  });

  test('the bucket that is missing is the one S3 names', async () => {
    s3.on(CopyObjectCommand).rejects(answer('NoSuchBucket', 404, { BucketName: 'lake' }));
    await expect(store.copy(from, ref)).rejects.toMatchObject({
      code: 'S3_BUCKET_NOT_FOUND',
      message: 'There is no bucket "lake".',
    });
  });
});

describe('delete', () => {
  test('names version and condition', async () => {
    s3.on(DeleteObjectCommand).resolves({});
    await store.delete(ref);
    await store.delete(ref, { versionId: 'v', ifMatch: 'e' });
    expect(inputs()).toEqual([
      { Bucket: 'lake', Key: 'k' },
      { Bucket: 'lake', Key: 'k', VersionId: 'v', IfMatch: '"e"' },
    ]);
  });

  test.each([
    [
      'a retention that lasts',
      { ObjectLockMode: 'GOVERNANCE', until: '2026-03-01T00:00:01Z' },
      'S3_OBJECT_LOCKED',
    ],
    [
      'a retention that is over',
      { ObjectLockMode: 'GOVERNANCE', until: '2026-03-01T00:00:00Z' },
      'S3_ACCESS_DENIED',
    ],
    ['a legal hold', { ObjectLockLegalHoldStatus: 'ON' }, 'S3_OBJECT_LOCKED'],
    ['no lock', {}, 'S3_ACCESS_DENIED'],
  ] as const)('is denied under %s', async (_title, lock, code) => {
    const { until, ...told } = { until: undefined, ...lock };
    s3.on(DeleteObjectCommand).rejects(answer('AccessDenied', 403));
    s3.on(HeadObjectCommand, { VersionId: 'v' }).resolves({
      ServerSideEncryption: 'AES256',
      ...told,
      ...(until === undefined ? {} : { ObjectLockRetainUntilDate: new Date(until) }),
    });
    expect(await errorCode(store.delete(ref, { versionId: 'v' }))).toBe(code);
    expect(await errorCode(store.delete(ref))).toBe('S3_ACCESS_DENIED');
  });

  test('is denied, and so is the look at the lock', async () => {
    s3.on(DeleteObjectCommand).rejects(answer('AccessDenied', 403));
    s3.on(HeadObjectCommand).rejects(answer('Forbidden', 403));
    expect(await errorCode(store.delete(ref, { versionId: 'v' }))).toBe('S3_ACCESS_DENIED');
  });
});
