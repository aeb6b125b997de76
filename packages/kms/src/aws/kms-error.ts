import { AppError, toAppError } from '@lakeward/core';
import { awsFailure } from '@lakeward/aws-client';

/** The port's code for each exception of KMS that says something about the key or the bytes ([KMS API reference], "Errors"). */
const CODES: Readonly<Record<string, string>> = {
  NotFoundException: 'KMS_KEY_NOT_FOUND',
  DisabledException: 'KMS_KEY_DISABLED',
  // Pending deletion or import, for example: the key is there, but cannot be used.
  KMSInvalidStateException: 'KMS_KEY_DISABLED',
  InvalidKeyUsageException: 'KMS_INVALID_KEY_USAGE',
  // GetPublicKey of a key that has none.
  UnsupportedOperationException: 'KMS_INVALID_KEY_USAGE',
  InvalidCiphertextException: 'KMS_INVALID_CIPHERTEXT',
  IncorrectKeyException: 'KMS_INVALID_CIPHERTEXT',
};

const REMEDIES: Readonly<Record<string, string>> = {
  KMS_KEY_NOT_FOUND: 'Check the key id or alias, its region and its account.',
  KMS_KEY_DISABLED: 'Enable the key or cancel its deletion, or take another.',
  KMS_INVALID_KEY_USAGE: 'Take a key whose usage and spec fit the operation.',
  KMS_INVALID_CIPHERTEXT: 'Give the key and the encryption context it was encrypted with.',
  KMS_ACCESS_DENIED: 'Allow the operation in the key policy and in the policy of the role.',
  KMS_INVALID_REQUEST: 'Correct the request as the message says.',
  KMS_THROTTLED: 'Try again later, or have the request quota of cryptographic operations raised.',
  KMS_UNAVAILABLE: 'Try again later.',
};

/** What the KMS client threw, in the port's codes; anything that did not come from AWS stays what it is. */
export function kmsError(error: unknown, keyId: string): AppError {
  const failure = awsFailure(error);
  if (failure === undefined) return toAppError(error);
  const code = codeOf(failure.kind, failure.name);
  return new AppError({
    code,
    message: `KMS: key ${keyId}: ${failure.message === '' ? failure.name : failure.message}`,
    remedy: REMEDIES[code] ?? 'Try again later.',
    retryable: code === 'KMS_THROTTLED' || code === 'KMS_UNAVAILABLE',
    cause: error,
  });
}

function codeOf(kind: 'throttled' | 'unavailable' | 'denied' | 'refused', name: string): string {
  switch (kind) {
    case 'throttled':
      return 'KMS_THROTTLED';
    case 'unavailable':
      return 'KMS_UNAVAILABLE';
    case 'denied':
      return 'KMS_ACCESS_DENIED';
    case 'refused':
      return CODES[name] ?? 'KMS_INVALID_REQUEST';
  }
}
