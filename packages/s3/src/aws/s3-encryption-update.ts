import { S3Client, UpdateObjectEncryptionCommand } from '@aws-sdk/client-s3';
import { clientSettings, type AwsClientOptions } from '@lakeward/aws-client';
import { isAppError } from '@lakeward/core';
import { checkKeyArn } from '../check-encryption-update';
import type { NewObjectKey, ObjectEncryptionUpdate } from '../object-encryption-update';
import { objectLocked } from '../object-errors';
import type { ObjectRef } from '../object-store';
import { checkKey } from '../request-rules';
import { s3Error } from './s3-error';

/** Re-wrapping a key takes milliseconds, whatever the size of the object. */
const PATIENCE = { connectMs: 3_000, answerMs: 15_000, attempts: 5 };

export interface S3EncryptionUpdateOptions extends AwsClientOptions {
  /** Takes the place of a client made from the other options. */
  readonly client?: S3Client;
}

/** The {@link ObjectEncryptionUpdate} that is Amazon S3. */
export function createS3EncryptionUpdate({
  client,
  ...where
}: S3EncryptionUpdateOptions = {}): ObjectEncryptionUpdate {
  const made = client ?? new S3Client({ ...clientSettings(where, PATIENCE), retryMode: 'adaptive' });
  return new S3EncryptionUpdate(made);
}

class S3EncryptionUpdate implements ObjectEncryptionUpdate {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async updateEncryption(ref: ObjectRef, key: NewObjectKey): Promise<void> {
    checkKey(ref);
    checkKeyArn(ref, key);
    const { keyArn, bucketKey = false, versionId } = key;
    try {
      await this.#client.send(
        new UpdateObjectEncryptionCommand({
          Bucket: ref.bucket,
          Key: ref.key,
          ObjectEncryption: { SSEKMS: { KMSKeyArn: keyArn, BucketKeyEnabled: bucketKey } },
          // Demanded of requests that change an object; CRC32 is what Node computes natively.
          ChecksumAlgorithm: 'CRC32',
          ...(versionId === undefined ? {} : { VersionId: versionId }),
        }),
      );
    } catch (error) {
      const translated = s3Error(error, { ref, versionId });
      // The API reference lists Object Lock among the reasons of AccessDenied; only the message tells it apart.
      const isLock =
        isAppError(translated, 'S3_ACCESS_DENIED') &&
        /object lock|legal hold|retention/i.test(translated.message);
      throw isLock ? objectLocked(ref, { versionId, cause: error }) : translated;
    }
  }
}
