import type { KeyUser } from './key-admission';

/** Roles that encrypt objects by the target key, by ARN. */
export interface EncryptingRoles {
  /** Of jobs that change encryption in place. */
  readonly update: string;
  /** Of jobs that copy. */
  readonly copy: string;
  /** Of the function that copies in parts. */
  readonly multipartCopy: string;
}

/**
 * What each role must be allowed with the key that objects come under. UpdateObjectEncryption wants `kms:ReEncrypt*`, of which the new key
 * certainly sees ReEncryptTo; a copy in parts reads what it has written. Sources: "UpdateObjectEncryption", S3 API reference; "CopyObject"
 * and "Protecting data with SSE-KMS" (multipart uploads), S3 User Guide.
 */
export function keyUsersOf({ update, copy, multipartCopy }: EncryptingRoles): KeyUser[] {
  return [
    { role: update, actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptTo'] },
    { role: copy, actions: ['kms:GenerateDataKey'] },
    { role: multipartCopy, actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
  ];
}
