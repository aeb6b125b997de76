import { DAY_MS } from '@lakeward/core';
import type { ObjectEncryptionUpdate } from '../object-encryption-update';
import type { ObjectStore } from '../object-store';
import { all, errorCode, text } from './contract/contract-subject';

/** What changes encryption in place, to hold against the contract. */
export interface EncryptionUpdateUnderContract {
  readonly update: ObjectEncryptionUpdate;
  /** The objects it changes. */
  readonly store: ObjectStore;
  /** An existing, empty bucket without versioning, with SSE-S3 by default. */
  readonly bucket: string;
  /** An existing, empty bucket with versioning and Object Lock. */
  readonly versionedBucket: string;
  dispose?(): Promise<void>;
}

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/0d5a5a5e-0000-4000-8000-000000000001';
const otherArn = 'arn:aws:kms:eu-west-1:111122223333:key/0d5a5a5e-0000-4000-8000-000000000002';

/** What every {@link ObjectEncryptionUpdate} must do; `name` says which one it is. `make` is called before each test. */
export function encryptionUpdateContract(
  name: string,
  make: () => Promise<EncryptionUpdateUnderContract>,
): void {
  describe(`encryption update contract: ${name}`, () => {
    let subject: EncryptionUpdateUnderContract;
    beforeEach(async () => {
      subject = await make();
    });
    afterEach(() => subject.dispose?.());

    test('changes the encryption and nothing else', async () => {
      const { store, update, bucket } = subject;
      const ref = { bucket, key: 'a b/ü+,' };
      await store.put(ref, 'bytes', { metadata: { m: '1' }, tags: { t: '1' }, contentType: 'text/plain' });
      const before = await store.head(ref);
      await update.updateEncryption(ref, { keyArn, bucketKey: true });
      const encryption = { algorithm: 'aws:kms', keyArn, bucketKey: true };
      expect(await store.head(ref)).toEqual({ ...before, encryption });
      expect(await text(store, ref)).toBe('bytes');
      expect(await store.tags(ref)).toEqual({ t: '1' });
    });

    test('changes one key for another, and the Bucket Key with it', async () => {
      const { store, update, bucket } = subject;
      const ref = { bucket, key: 'k' };
      const encryption = { algorithm: 'aws:kms', keyArn: otherArn, bucketKey: true } as const;
      const { etag } = await store.put(ref, 'bytes', { encryption });
      await update.updateEncryption(ref, { keyArn });
      await update.updateEncryption(ref, { keyArn });
      expect(await store.head(ref)).toMatchObject({ etag, encryption: { algorithm: 'aws:kms', keyArn } });
    });

    test('makes no new version, and reaches any', async () => {
      const { store, update, versionedBucket: bucket } = subject;
      const ref = { bucket, key: 'k' };
      const first = await store.put(ref, 'one');
      const second = await store.put(ref, 'two');
      await update.updateEncryption(ref, { keyArn, versionId: first.versionId! });
      expect((await all(store.listVersions(bucket))).map(({ versionId, etag }) => [versionId, etag])).toEqual(
        [
          [second.versionId, second.etag],
          [first.versionId, first.etag],
        ],
      );
      const encryptionOf = async (versionId: string) => (await store.head(ref, { versionId }))!.encryption;
      expect(await encryptionOf(first.versionId!)).toEqual({ algorithm: 'aws:kms', keyArn });
      expect(await encryptionOf(second.versionId!)).toEqual({ algorithm: 'AES256' });
    });

    test('is refused for DSSE-KMS', async () => {
      const { store, update, bucket } = subject;
      const ref = { bucket, key: 'k' };
      await store.put(ref, 'x', { encryption: { algorithm: 'aws:kms:dsse', keyArn } });
      expect(await errorCode(update.updateEncryption(ref, { keyArn }))).toBe('S3_INVALID_REQUEST');
      expect((await store.head(ref))!.encryption).toEqual({ algorithm: 'aws:kms:dsse', keyArn });
    });

    for (const how of [
      { legalHold: true },
      { retention: { mode: 'GOVERNANCE', retainUntil: new Date(Date.now() + DAY_MS) } },
      { retention: { mode: 'COMPLIANCE', retainUntil: new Date(Date.now() + DAY_MS) } },
    ] as const) {
      test(`is refused under Object Lock: ${'retention' in how ? how.retention.mode : 'legal hold'}`, async () => {
        const { store, update, versionedBucket: bucket } = subject;
        const ref = { bucket, key: 'k' };
        await store.put(ref, 'x', how);
        expect(await errorCode(update.updateEncryption(ref, { keyArn }))).toBe('S3_OBJECT_LOCKED');
        expect((await store.head(ref))!.encryption).toEqual({ algorithm: 'AES256' });
      });
    }

    test('knows what is not there', async () => {
      const { store, update, bucket, versionedBucket } = subject;
      expect(await errorCode(update.updateEncryption({ bucket, key: 'gone' }, { keyArn }))).toBe(
        'S3_OBJECT_NOT_FOUND',
      );
      const ref = { bucket: versionedBucket, key: 'k' };
      await store.put(ref, 'x');
      const unknown = update.updateEncryption(ref, { keyArn, versionId: 'unknown' });
      expect(await errorCode(unknown)).toBe('S3_OBJECT_NOT_FOUND');
      await store.delete(ref);
      expect(await errorCode(update.updateEncryption(ref, { keyArn }))).toBe('S3_OBJECT_NOT_FOUND');
      const elsewhere = update.updateEncryption({ bucket: 'no-such-bucket-anywhere', key: 'k' }, { keyArn });
      expect(await errorCode(elsewhere)).toBe('S3_BUCKET_NOT_FOUND');
    });

    test.each(['alias/x', 'abc', 'arn:aws:kms:eu-west-1:111122223333:alias/x'])(
      'takes no key %s',
      async (key) => {
        const { store, update, bucket } = subject;
        const ref = { bucket, key: 'k' };
        await store.put(ref, 'x');
        expect(await errorCode(update.updateEncryption(ref, { keyArn: key }))).toBe('S3_INVALID_REQUEST');
      },
    );
  });
}
