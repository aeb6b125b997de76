import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { errorCode } from '../testing/contract/contract-subject';
import { answer, inputs, keyArn, ref, requests, s3, store } from './testing/answering-s3';

const mebibyte = 1024 * 1024;

beforeEach(() => s3.reset());

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

function* chunksOf(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
