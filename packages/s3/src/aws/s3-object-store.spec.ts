import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
  type GetObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { ManualClock } from '@lakeward/core';
import { mockClient } from 'aws-sdk-client-mock';
import { all, errorCode } from '../testing/contract/contract-subject';
import { createS3ObjectStore } from './s3-object-store';

const mebibyte = 1024 * 1024;
const ref = { bucket: 'lake', key: 'k' };
const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const s3 = mockClient(S3Client);
const store = createS3ObjectStore({
  client: new S3Client({ region: 'eu-west-1' }),
  clock: new ManualClock('2026-03-01T00:00:00Z'),
});
beforeEach(() => s3.reset());

/** What the client throws for an answer of S3. */
function answer(
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
const inputs = () => s3.calls().map((call) => call.args[0].input as Record<string, unknown>);
/** The names of all requests, in order. */
const requests = () => s3.calls().map((call) => call.args[0].constructor.name.replace(/Command$/, ''));

describe('put', () => {
  test('sends everything that is asked for, in one request', async () => {
    s3.on(PutObjectCommand).resolves({ ETag: '"abc"', VersionId: 'v1' });
    const retainUntil = new Date('2027-01-01T00:00:00Z');
    const result = await store.put(ref, 'bytes', {
      condition: { ifMatch: 'old' },
      contentType: 'text/csv',
      metadata: { 'Run-Id': 'r' },
      tags: { 'a b': 'c+d', e: '' },
      encryption: { algorithm: 'aws:kms', keyArn, bucketKey: true },
      retention: { mode: 'COMPLIANCE', retainUntil },
      legalHold: true,
    });
    expect(result).toEqual({ etag: 'abc', versionId: 'v1' });
    expect(inputs()).toEqual([
      {
        Bucket: 'lake',
        Key: 'k',
        Body: Buffer.from('bytes'),
        ChecksumAlgorithm: 'CRC32',
        ContentType: 'text/csv',
        Metadata: { 'run-id': 'r' },
        Tagging: 'a%20b=c%2Bd&e=',
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: keyArn,
        BucketKeyEnabled: true,
        ObjectLockMode: 'COMPLIANCE',
        ObjectLockRetainUntilDate: retainUntil,
        ObjectLockLegalHoldStatus: 'ON',
        IfMatch: '"old"',
      },
    ]);
  });

  test('sends nothing that is not asked for', async () => {
    s3.on(PutObjectCommand).resolves({ ETag: '"abc"' });
    expect(await store.put(ref, new Uint8Array([1, 2]))).toEqual({ etag: 'abc' });
    await store.put(ref, '', { condition: { ifNoneMatch: '*' }, encryption: { algorithm: 'AES256' } });
    const plain = { Bucket: 'lake', Key: 'k', ChecksumAlgorithm: 'CRC32' };
    expect(inputs()).toEqual([
      { ...plain, Body: Buffer.from([1, 2]) },
      { ...plain, Body: Buffer.alloc(0), IfNoneMatch: '*', ServerSideEncryption: 'AES256' },
    ]);
  });

  test('sends a body of one part in one request, also when it comes as a stream', async () => {
    s3.on(PutObjectCommand).resolves({ ETag: '"abc"' });
    const pieces = Array.from({ length: 8 }, (_, n) => Buffer.alloc(mebibyte, n));
    await store.put(ref, Readable.from(pieces, { objectMode: false }));
    expect(requests()).toEqual(['PutObject']);
    expect(Buffer.concat(pieces).equals(inputs()[0]!['Body'] as Buffer)).toBe(true);
  });

  describe('in parts', () => {
    const size = 20 * mebibyte + 7;
    const body = Buffer.from(Uint8Array.from({ length: size }, (_, at) => (at * 31) % 251));
    const place = { Bucket: 'lake', Key: 'k', UploadId: 'u' };
    let sent: Map<unknown, Buffer>;

    beforeEach(() => {
      sent = new Map();
      s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u' });
      s3.on(UploadPartCommand).callsFake(
        async ({ PartNumber, Body }: { PartNumber: number; Body: Buffer }) => {
          // Earlier parts take longer, so that they end in another order; and the bytes are looked at last of all.
          await delay(20 - 5 * PartNumber);
          sent.set(PartNumber, Buffer.from(Body));
          return { ETag: `"e${PartNumber}"`, ChecksumCRC32: `c${PartNumber}` };
        },
      );
      s3.on(CompleteMultipartUploadCommand).resolves({ ETag: '"abc-3"', VersionId: 'v1' });
      s3.on(AbortMultipartUploadCommand).resolves({});
    });

    test.each([
      ['bytes', () => body],
      ['a stream', () => Readable.from(chunksOf(body, 300_000), { objectMode: false })],
    ])('%s of more than one part', async (_title, makeBody) => {
      const options = { contentType: 'text/csv', tags: { a: 'b' }, condition: { ifNoneMatch: '*' } } as const;
      expect(await store.put(ref, makeBody(), options)).toEqual({ etag: 'abc-3', versionId: 'v1' });
      expect(requests()).toEqual([
        'CreateMultipartUpload',
        'UploadPart',
        'UploadPart',
        'UploadPart',
        'CompleteMultipartUpload',
      ]);
      expect(inputs()[0]).toEqual({
        Bucket: 'lake',
        Key: 'k',
        ChecksumAlgorithm: 'CRC32',
        ContentType: 'text/csv',
        Tagging: 'a=b',
      });
      expect(inputs()[2]).toEqual({
        ...place,
        PartNumber: 2,
        Body: expect.any(Buffer),
        ChecksumAlgorithm: 'CRC32',
      });
      expect(inputs()[4]).toEqual({
        ...place,
        IfNoneMatch: '*',
        MultipartUpload: {
          Parts: [1, 2, 3].map((n) => ({ PartNumber: n, ETag: `"e${n}"`, ChecksumCRC32: `c${n}` })),
        },
      });
      const parts = [1, 2, 3].map((n) => sent.get(n)!);
      expect(parts.map((part) => part.length)).toEqual([8 * mebibyte, 8 * mebibyte, 4 * mebibyte + 7]);
      expect(Buffer.concat(parts).equals(body)).toBe(true);
    });

    test('a part that fails aborts the upload after those on their way', async () => {
      let secondIsOnItsWay: () => void = () => undefined;
      const second = new Promise<void>((resolve) => (secondIsOnItsWay = resolve));
      s3.on(UploadPartCommand, { PartNumber: 1 }).callsFake(async () => {
        await second;
        throw answer('InternalError', 500);
      });
      s3.on(UploadPartCommand, { PartNumber: 2 }).callsFake(async () => {
        secondIsOnItsWay();
        await delay(20);
        sent.set(2, Buffer.alloc(0));
        return { ETag: '"e2"', ChecksumCRC32: 'c2' };
      });
      expect(await errorCode(store.put(ref, body))).toBe('S3_UNAVAILABLE');
      expect(requests().at(-1)).toBe('AbortMultipartUpload');
      expect(requests()).not.toContain('CompleteMultipartUpload');
      expect(inputs().at(-1)).toEqual(place);
      expect([...sent.keys()]).toEqual([2]);
      expect(requests().filter((name) => name === 'UploadPart')).toHaveLength(2);
    });

    test('a body that breaks aborts the upload, and its own error is told', async () => {
      const broken = new Error('the source broke');
      async function* breaking() {
        yield body.subarray(0, 17 * mebibyte);
        await delay(1);
        throw broken;
      }
      await expect(store.put(ref, Readable.from(breaking(), { objectMode: false }))).rejects.toBe(broken);
      expect(requests().at(-1)).toBe('AbortMultipartUpload');
    });

    test('an abort that fails as well does not hide why', async () => {
      s3.on(UploadPartCommand).rejects(answer('SlowDown', 503));
      s3.on(AbortMultipartUploadCommand).rejects(answer('AccessDenied', 403));
      expect(await errorCode(store.put(ref, body))).toBe('S3_THROTTLED');
    });

    test.each([
      ['PreconditionFailed', 412, 'S3_PRECONDITION_FAILED'],
      ['ConditionalRequestConflict', 409, 'S3_CONFLICT'],
      ['NoSuchUpload', 404, 'S3_CONFLICT'],
      ['NoSuchKey', 404, 'S3_PRECONDITION_FAILED'],
    ])('a completion that ends in %s', async (name, status, code) => {
      s3.on(CompleteMultipartUploadCommand).rejects(answer(name, status));
      expect(await errorCode(store.put(ref, body, { condition: { ifMatch: 'e' } }))).toBe(code);
      expect(requests().at(-1)).toBe('AbortMultipartUpload');
    });
  });
});

describe('get and head', () => {
  const output = {
    ContentLength: 5,
    ETag: '"abc"',
    VersionId: 'v1',
    LastModified: new Date('2026-01-01T00:00:00Z'),
    ContentType: 'text/csv',
    Metadata: { a: 'b' },
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: keyArn,
    BucketKeyEnabled: true,
    StorageClass: 'GLACIER_IR',
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: new Date('2027-01-01T00:00:00Z'),
    ObjectLockLegalHoldStatus: 'OFF',
  } as const;
  const head = {
    ...ref,
    size: 5,
    etag: 'abc',
    versionId: 'v1',
    lastModified: output.LastModified,
    contentType: 'text/csv',
    metadata: { a: 'b' },
    encryption: { algorithm: 'aws:kms', keyArn, bucketKey: true },
    storageClass: 'GLACIER_IR',
    retention: { mode: 'GOVERNANCE', retainUntil: output.ObjectLockRetainUntilDate },
    legalHold: false,
  };
  const body = () => Readable.from(['12345']) as unknown as NonNullable<GetObjectCommandOutput['Body']>;

  test('read what S3 tells', async () => {
    s3.on(HeadObjectCommand).resolves(output);
    s3.on(GetObjectCommand).callsFake(() => ({ ...output, Body: body() }));
    expect(await store.head(ref, { versionId: 'v1' })).toEqual(head);
    const { body: bytes, ...stored } = await store.get(ref, { versionId: 'v1', ifMatch: 'abc' });
    expect(stored).toEqual(head);
    expect(String((await all(bytes))[0])).toBe('12345');
    await store.head(ref);
    await store.get(ref);
    expect(inputs()).toEqual([
      { Bucket: 'lake', Key: 'k', VersionId: 'v1' },
      { Bucket: 'lake', Key: 'k', VersionId: 'v1', ChecksumMode: 'ENABLED', IfMatch: '"abc"' },
      { Bucket: 'lake', Key: 'k' },
      { Bucket: 'lake', Key: 'k', ChecksumMode: 'ENABLED' },
    ]);
  });

  test('a range tells the size of the whole', async () => {
    s3.on(GetObjectCommand).callsFake(() => ({ ...output, ContentRange: 'bytes 3-7/1234', Body: body() }));
    expect((await store.get(ref, { range: { first: 3, last: 7 } })).size).toBe(1234);
    await store.get(ref, { range: { first: 3 } });
    expect(inputs()).toEqual([
      { Bucket: 'lake', Key: 'k', Range: 'bytes=3-7' },
      { Bucket: 'lake', Key: 'k', Range: 'bytes=3-' },
    ]);
  });

  test.each([
    [{ ServerSideEncryption: undefined }, { algorithm: 'none' }],
    [{ ServerSideEncryption: undefined, SSECustomerAlgorithm: 'AES256' }, { algorithm: 'SSE-C' }],
    [{ ServerSideEncryption: 'AES256' }, { algorithm: 'AES256' }],
    [
      { ServerSideEncryption: 'aws:kms:dsse', SSEKMSKeyId: keyArn },
      { algorithm: 'aws:kms:dsse', keyArn },
    ],
    [{ ServerSideEncryption: 'aws:kms' }, { algorithm: 'aws:kms' }],
  ] as const)('encryption %j', async (told, encryption) => {
    s3.on(HeadObjectCommand).resolves({ ETag: '"x"', ...told });
    expect((await store.head(ref))!.encryption).toEqual(encryption);
  });

  test('a delete marker is no object', async () => {
    s3.on(HeadObjectCommand).rejects(answer('MethodNotAllowed', 405));
    s3.on(GetObjectCommand).rejects(answer('MethodNotAllowed', 405));
    expect(await store.head(ref, { versionId: 'm' })).toBeUndefined();
    expect(await errorCode(store.get(ref, { versionId: 'm' }))).toBe('S3_OBJECT_NOT_FOUND');
  });
});

describe('listings', () => {
  const line = { Size: 3, ETag: '"e"', LastModified: new Date('2026-01-01T00:00:00Z') };

  test('follow the pages and decode keys', async () => {
    s3.on(ListObjectsV2Command)
      .resolvesOnce({
        EncodingType: 'url',
        IsTruncated: true,
        NextContinuationToken: 't1',
        Contents: [{ ...line, Key: 'a+b%2Bc/d%0Ae', StorageClass: 'STANDARD_IA' }],
      })
      .resolvesOnce({ EncodingType: 'url', IsTruncated: true, NextContinuationToken: 't2' })
      .resolvesOnce({
        IsTruncated: false,
        NextContinuationToken: 't3',
        Contents: [{ ...line, Key: 'as+it%20is' }],
      });
    const found = await all(store.list('lake', { prefix: 'a', startAfter: 'a!' }));
    const common = { bucket: 'lake', size: 3, etag: 'e', lastModified: line.LastModified };
    expect(found).toEqual([
      { ...common, key: 'a b+c/d\ne', storageClass: 'STANDARD_IA' },
      { ...common, key: 'as+it%20is', storageClass: 'STANDARD' },
    ]);
    const input = { Bucket: 'lake', Prefix: 'a', StartAfter: 'a!', EncodingType: 'url', MaxKeys: 1_000 };
    expect(inputs()).toEqual([
      input,
      { ...input, ContinuationToken: 't1' },
      { ...input, ContinuationToken: 't2' },
    ]);
  });

  test('ask for no page that nobody reads', async () => {
    s3.on(ListObjectsV2Command).resolves({
      IsTruncated: true,
      NextContinuationToken: 't',
      Contents: [{ ...line, Key: 'a' }],
    });
    for await (const { key } of store.list('lake')) {
      expect(key).toBe('a');
      break;
    }
    expect(inputs()).toEqual([{ Bucket: 'lake', Prefix: '', EncodingType: 'url', MaxKeys: 1_000 }]);
  });

  test('a page that fails ends them with what was told before', async () => {
    s3.on(ListObjectsV2Command)
      .resolvesOnce({ IsTruncated: true, NextContinuationToken: 't', Contents: [{ ...line, Key: 'a' }] })
      .rejectsOnce(answer('SlowDown', 503));
    const told: string[] = [];
    const reading = (async () => {
      for await (const { key } of store.list('lake')) told.push(key);
    })();
    expect(await errorCode(reading)).toBe('S3_THROTTLED');
    expect(told).toEqual(['a']);
  });

  test('folders come from all pages, below the prefix', async () => {
    s3.on(ListObjectsV2Command)
      .resolvesOnce({
        EncodingType: 'url',
        IsTruncated: true,
        NextContinuationToken: 't',
        CommonPrefixes: [{ Prefix: 'logs/dt%3D1/' }],
      })
      .resolvesOnce({ EncodingType: 'url', CommonPrefixes: [{ Prefix: 'logs/a+b/' }] });
    expect(await all(store.listFolders('lake', 'logs/'))).toEqual(['dt=1/', 'a b/']);
    expect(inputs()[1]).toEqual({
      Bucket: 'lake',
      Prefix: 'logs/',
      Delimiter: '/',
      EncodingType: 'url',
      MaxKeys: 1_000,
      ContinuationToken: 't',
    });
  });

  test('versions and delete markers are brought together, page by page', async () => {
    const at = (seconds: number) => ({ LastModified: new Date(1_000 * seconds) });
    s3.on(ListObjectVersionsCommand)
      .resolvesOnce({
        EncodingType: 'url',
        IsTruncated: true,
        NextKeyMarker: 'b%2B',
        NextVersionIdMarker: 'b2',
        Versions: [
          { Key: 'a', VersionId: 'a3', IsLatest: true, Size: 3, ETag: '"e3"', ...at(30) },
          { Key: 'a', VersionId: 'a1', IsLatest: false, Size: 1, ETag: '"e1"', ...at(10) },
          { Key: 'b%2B', VersionId: 'b2', IsLatest: false, Size: 2, ETag: '"b"', ...at(40) },
        ],
        DeleteMarkers: [
          { Key: 'a', VersionId: 'a2', IsLatest: false, ...at(20) },
          { Key: 'b%2B', VersionId: 'b3', IsLatest: true, ...at(40) },
        ],
      })
      .resolvesOnce({
        EncodingType: 'url',
        Versions: [{ Key: 'b%2B', VersionId: 'null', Size: 1, ETag: '"b1"' }],
      });
    const versions = await all(store.listVersions('lake', { prefix: 'p' }));
    expect(
      versions.map(({ key, versionId, isLatest, isDeleteMarker, size, etag }) => [
        key,
        versionId,
        isLatest,
        isDeleteMarker,
        size,
        etag,
      ]),
    ).toEqual([
      ['a', 'a3', true, false, 3, 'e3'],
      ['a', 'a2', false, true, 0, ''],
      ['a', 'a1', false, false, 1, 'e1'],
      ['b+', 'b3', true, true, 0, ''],
      ['b+', 'b2', false, false, 2, 'b'],
      ['b+', 'null', false, false, 1, 'b1'],
    ]);
    const input = { Bucket: 'lake', Prefix: 'p', EncodingType: 'url', MaxKeys: 1_000 };
    expect(inputs()).toEqual([input, { ...input, KeyMarker: 'b+', VersionIdMarker: 'b2' }]);
  });
});

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

test('tags are read as they are', async () => {
  s3.on(GetObjectTaggingCommand).resolves({
    TagSet: [
      { Key: 'a b', Value: 'c+d' },
      { Key: 'e', Value: '' },
    ],
  });
  expect(await store.tags(ref, { versionId: 'v' })).toEqual({ 'a b': 'c+d', e: '' });
  expect(inputs()).toEqual([{ Bucket: 'lake', Key: 'k', VersionId: 'v' }]);
});

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

function* chunksOf(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
