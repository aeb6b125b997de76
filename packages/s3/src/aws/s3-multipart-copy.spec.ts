import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAclCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  NoSuchKey,
  NoSuchUpload,
  S3Client,
  S3ServiceException,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { all, errorCode } from '../testing/contract/contract-subject';
import { createS3MultipartCopy } from './s3-multipart-copy';

const s3 = mockClient(S3Client);
const copies = createS3MultipartCopy({ client: new S3Client({ region: 'eu-west-1' }), pageSize: 2 });
const to = { bucket: 'lake', key: 'a b+c' };
const upload = { to, uploadId: 'u1' };
const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/abc';
const $metadata = {};

beforeEach(() => s3.reset());

test('a version is told with all that a copy has to say again', async () => {
  const retainUntil = new Date('2030-01-01T00:00:00Z');
  s3.on(HeadObjectCommand).resolves({
    ContentLength: 6_000_000_000,
    ETag: '"e-3"',
    VersionId: 'v1',
    LastModified: new Date('2026-01-01T00:00:00Z'),
    ContentType: 'text/csv',
    CacheControl: 'no-cache',
    ContentDisposition: 'inline',
    ContentEncoding: 'gzip',
    ContentLanguage: 'de',
    ExpiresString: 'never',
    WebsiteRedirectLocation: '/x',
    Metadata: { m: '1' },
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: keyArn,
    BucketKeyEnabled: true,
    StorageClass: 'STANDARD_IA',
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: retainUntil,
    ObjectLockLegalHoldStatus: 'ON',
    ChecksumSHA256: 'abc=-3',
    ChecksumType: 'COMPOSITE',
  });
  s3.on(GetObjectTaggingCommand).resolves({ TagSet: [{ Key: 't', Value: '1' }] });
  s3.on(GetObjectAclCommand).resolves({
    Owner: { ID: 'me' },
    Grants: [
      { Grantee: { Type: 'CanonicalUser', ID: 'me' }, Permission: 'FULL_CONTROL' },
      { Grantee: { Type: 'CanonicalUser', ID: 'you' }, Permission: 'READ_ACP' },
      { Grantee: { Type: 'Group', URI: 'http://all' }, Permission: 'READ' },
    ],
  });
  expect(await copies.properties(to)).toEqual({
    size: 6_000_000_000,
    etag: 'e-3',
    versionId: 'v1',
    lastModified: new Date('2026-01-01T00:00:00Z'),
    contentType: 'text/csv',
    cacheControl: 'no-cache',
    contentDisposition: 'inline',
    contentEncoding: 'gzip',
    contentLanguage: 'de',
    expires: 'never',
    redirectLocation: '/x',
    metadata: { m: '1' },
    tags: { t: '1' },
    encryption: { algorithm: 'aws:kms', keyArn, bucketKey: true },
    storageClass: 'STANDARD_IA',
    retention: { mode: 'GOVERNANCE', retainUntil },
    legalHold: true,
    grants: [
      { grantee: { type: 'CanonicalUser', id: 'you' }, permission: 'READ_ACP' },
      { grantee: { type: 'Group', uri: 'http://all' }, permission: 'READ' },
    ],
    checksum: { algorithm: 'SHA256', type: 'COMPOSITE', value: 'abc=-3' },
  });
  // The version that was found, not what is current by then.
  expect(s3.commandCalls(GetObjectAclCommand)[0]!.args[0].input).toEqual({
    Bucket: 'lake',
    Key: 'a b+c',
    VersionId: 'v1',
  });
});

test('an upload is begun with all that it is told', async () => {
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u1' });
  const retainUntil = new Date('2030-01-01T00:00:00Z');
  expect(
    await copies.begin(to, {
      contentType: 'text/csv',
      cacheControl: 'no-cache',
      contentDisposition: 'inline',
      contentEncoding: 'gzip',
      contentLanguage: 'de',
      expires: 'Fri, 01 Jan 2027 00:00:00 GMT',
      redirectLocation: '/x',
      metadata: { m: '1' },
      tags: { 'a b': 'c+d' },
      encryption: { algorithm: 'aws:kms', keyArn, bucketKey: true },
      storageClass: 'GLACIER_IR',
      retention: { mode: 'COMPLIANCE', retainUntil },
      legalHold: true,
      grants: [
        { grantee: { type: 'CanonicalUser', id: 'you' }, permission: 'READ' },
        { grantee: { type: 'Group', uri: 'http://all' }, permission: 'READ' },
        { grantee: { type: 'CanonicalUser', id: 'you' }, permission: 'WRITE_ACP' },
      ],
      checksumAlgorithm: 'SHA1',
    }),
  ).toEqual(upload);
  expect(s3.commandCalls(CreateMultipartUploadCommand)[0]!.args[0].input).toEqual({
    Bucket: 'lake',
    Key: 'a b+c',
    ContentType: 'text/csv',
    CacheControl: 'no-cache',
    ContentDisposition: 'inline',
    ContentEncoding: 'gzip',
    ContentLanguage: 'de',
    Expires: new Date('2027-01-01T00:00:00Z'),
    WebsiteRedirectLocation: '/x',
    Metadata: { m: '1' },
    Tagging: 'a%20b=c%2Bd',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: keyArn,
    BucketKeyEnabled: true,
    StorageClass: 'GLACIER_IR',
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: retainUntil,
    ObjectLockLegalHoldStatus: 'ON',
    GrantRead: 'id="you", uri="http://all"',
    GrantWriteACP: 'id="you"',
    ChecksumAlgorithm: 'SHA1',
    ChecksumType: 'COMPOSITE',
  });
});

test('checksums are of the full object, by the algorithm that S3 prefers, unless another is asked for', async () => {
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u1' });
  await copies.begin(to);
  await copies.begin(to, { checksumAlgorithm: 'CRC32C' });
  const inputs = s3.commandCalls(CreateMultipartUploadCommand).map((call) => call.args[0].input);
  expect(inputs).toMatchObject([
    { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'FULL_OBJECT' },
    { ChecksumAlgorithm: 'CRC32C', ChecksumType: 'FULL_OBJECT' },
  ]);
});

test('what S3 would not take is not sent', async () => {
  const grant = { grantee: { type: 'CanonicalUser', id: 'you' }, permission: 'WRITE' } as const;
  expect(await errorCode(copies.begin(to, { grants: [grant] }))).toBe('S3_INVALID_REQUEST');
  expect(await errorCode(copies.begin(to, { expires: 'never' }))).toBe('S3_INVALID_REQUEST');
  const part = { from: to, first: 0, last: 9 };
  expect(await errorCode(copies.copyPart(upload, 10_001, part))).toBe('S3_INVALID_REQUEST');
  expect(await errorCode(copies.copyPart(upload, 1, { ...part, last: 5 * 1024 ** 3 }))).toBe(
    'S3_INVALID_REQUEST',
  );
  expect(s3.calls()).toEqual([]);
});

test('a part is of a range of one version, while it is what it was', async () => {
  s3.on(UploadPartCopyCommand).resolves({ CopyPartResult: { ETag: '"p7"', ChecksumCRC64NVME: 'crc=' } });
  const from = { bucket: 'lake', key: 'ü/a+b' };
  expect(
    await copies.copyPart(upload, 7, { from, versionId: 'v 1', ifMatch: 'e1', first: 5, last: 9 }),
  ).toEqual({ partNumber: 7, etag: 'p7', checksum: 'crc=' });
  expect(s3.commandCalls(UploadPartCopyCommand)[0]!.args[0].input).toEqual({
    Bucket: 'lake',
    Key: 'a b+c',
    UploadId: 'u1',
    PartNumber: 7,
    CopySource: 'lake/%C3%BC/a%2Bb?versionId=v%201',
    CopySourceRange: 'bytes=5-9',
    CopySourceIfMatch: '"e1"',
  });
  s3.on(UploadPartCopyCommand).rejects(
    new S3ServiceException({
      name: 'PreconditionFailed',
      $fault: 'client',
      $metadata: { httpStatusCode: 412 },
    }),
  );
  expect(await errorCode(copies.copyPart(upload, 1, { from, first: 0, last: 1 }))).toBe(
    'S3_PRECONDITION_FAILED',
  );
});

test('parts are told page by page', async () => {
  s3.on(ListPartsCommand)
    .resolvesOnce({
      Parts: [
        { PartNumber: 1, ETag: '"a"', Size: 5, ChecksumCRC32: 'c1' },
        { PartNumber: 2, ETag: '"b"', Size: 6 },
      ],
      IsTruncated: true,
      NextPartNumberMarker: '2',
    })
    .resolvesOnce({ Parts: [{ PartNumber: 3, ETag: '"c"', Size: 7 }], IsTruncated: false });
  expect(await all(copies.parts(upload))).toEqual([
    { partNumber: 1, etag: 'a', size: 5, checksum: 'c1' },
    { partNumber: 2, etag: 'b', size: 6 },
    { partNumber: 3, etag: 'c', size: 7 },
  ]);
  expect(s3.commandCalls(ListPartsCommand)[1]!.args[0].input).toMatchObject({
    PartNumberMarker: '2',
    MaxParts: 2,
  });
});

test('uploads of the very key are told page by page, oldest first', async () => {
  const at = (day: number) => new Date(Date.UTC(2026, 0, day));
  s3.on(ListMultipartUploadsCommand)
    .resolvesOnce({
      EncodingType: 'url',
      Uploads: [
        { Key: 'a+b%2Bc', UploadId: 'u2', Initiated: at(2) },
        { Key: 'a+b%2Bc', UploadId: 'u3', Initiated: at(3) },
      ],
      IsTruncated: true,
      NextKeyMarker: 'a+b%2Bc',
      NextUploadIdMarker: 'u3',
    })
    .resolvesOnce({
      EncodingType: 'url',
      Uploads: [
        { Key: 'a+b%2Bc', UploadId: 'u1', Initiated: at(1) },
        { Key: 'a+b%2Bc/longer', UploadId: 'u9', Initiated: at(1) },
      ],
      IsTruncated: true,
      NextKeyMarker: 'a+b%2Bc/longer',
      NextUploadIdMarker: 'u9',
    });
  expect((await all(copies.uploads(to))).map(({ uploadId }) => uploadId)).toEqual(['u1', 'u2', 'u3']);
  expect(s3.commandCalls(ListMultipartUploadsCommand)[1]!.args[0].input).toMatchObject({
    Prefix: 'a b+c',
    KeyMarker: 'a b+c',
    UploadIdMarker: 'u3',
  });
  expect(s3.commandCalls(ListMultipartUploadsCommand)).toHaveLength(2);
});

test('an upload is completed with its checksums, on a condition', async () => {
  s3.on(ListPartsCommand).resolves({ ChecksumAlgorithm: 'SHA256' });
  s3.on(CompleteMultipartUploadCommand).resolves({
    ETag: '"e-2"',
    VersionId: 'v2',
    ChecksumSHA256: 's-2',
    ChecksumType: 'COMPOSITE',
  });
  const parts = [
    { partNumber: 1, etag: 'a', checksum: 's1' },
    { partNumber: 2, etag: 'b', checksum: 's2' },
  ];
  expect(await copies.complete(upload, parts, { condition: { ifMatch: 'old' } })).toEqual({
    etag: 'e-2',
    versionId: 'v2',
    checksum: { algorithm: 'SHA256', type: 'COMPOSITE', value: 's-2' },
  });
  expect(s3.commandCalls(CompleteMultipartUploadCommand)[0]!.args[0].input).toEqual({
    Bucket: 'lake',
    Key: 'a b+c',
    UploadId: 'u1',
    MultipartUpload: {
      Parts: [
        { PartNumber: 1, ETag: '"a"', ChecksumSHA256: 's1' },
        { PartNumber: 2, ETag: '"b"', ChecksumSHA256: 's2' },
      ],
    },
    IfMatch: '"old"',
  });
});

test.each([
  [new NoSuchUpload({ message: 'gone', $metadata: { httpStatusCode: 404 } }), 'S3_CONFLICT'],
  [new NoSuchKey({ message: 'gone', $metadata: { httpStatusCode: 404 } }), 'S3_PRECONDITION_FAILED'],
  [
    new S3ServiceException({ name: 'InvalidPart', message: 'no', $fault: 'client', $metadata }),
    'S3_INVALID_REQUEST',
  ],
  [
    new S3ServiceException({ name: 'EntityTooSmall', message: 'no', $fault: 'client', $metadata }),
    'S3_INVALID_REQUEST',
  ],
])('%s at completion is told', async (error, code) => {
  s3.on(CompleteMultipartUploadCommand).rejects(error);
  const complete = copies.complete(upload, [{ partNumber: 1, etag: 'a' }], { condition: { ifMatch: 'x' } });
  expect(await errorCode(complete)).toBe(code);
});

test('an upload that is gone is given up already', async () => {
  s3.on(AbortMultipartUploadCommand).rejects(new NoSuchUpload({ message: 'gone', $metadata }));
  expect(await errorCode(copies.abort(upload))).toBe('no error');
  s3.on(AbortMultipartUploadCommand).rejects(
    new S3ServiceException({ name: 'AccessDenied', message: 'no', $fault: 'client', $metadata }),
  );
  expect(await errorCode(copies.abort(upload))).toBe('S3_ACCESS_DENIED');
});
