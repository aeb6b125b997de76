import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type GetObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { all, errorCode } from '../testing/contract/contract-subject';
import { answer, inputs, keyArn, ref, s3, store } from './testing/answering-s3';

beforeEach(() => s3.reset());

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
