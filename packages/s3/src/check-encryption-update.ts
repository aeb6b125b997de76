import { invalidRequest } from './object-errors';
import type { NewObjectKey } from './object-encryption-update';
import type { Encryption, ObjectRef } from './object-store';
import { s3Uri } from './s3-uri';

const keyArnForm = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;

/** Throws `S3_INVALID_REQUEST` for what is not the full ARN of a key. */
export function checkKeyArn(ref: ObjectRef, { keyArn }: NewObjectKey): void {
  if (keyArnForm.test(keyArn)) return;
  throw invalidRequest(
    `"${keyArn}" for ${s3Uri(ref)} is not the full ARN of a KMS key.`,
    'Give arn:aws:kms:<region>:<account>:key/<id>: S3 takes neither an alias nor an id here.',
  );
}

/**
 * What an object is encrypted with after an update; throws `S3_INVALID_REQUEST` for one that cannot be updated in place. Source:
 * "Updating server-side encryption for existing data", S3 User Guide.
 */
export function checkEncryptionUpdate(ref: ObjectRef, present: Encryption, key: NewObjectKey): Encryption {
  checkKeyArn(ref, key);
  if (present.algorithm === 'AES256' || present.algorithm === 'aws:kms') {
    return {
      algorithm: 'aws:kms',
      keyArn: key.keyArn,
      ...(key.bucketKey === true ? { bucketKey: true } : {}),
    };
  }
  throw invalidRequest(
    `The encryption of ${s3Uri(ref)} is "${present.algorithm}", which cannot be changed in place.`,
    'Copy the object over itself with the encryption it is to have.',
  );
}
