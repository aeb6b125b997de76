import { AppError } from '@lakeward/core';

/** Longest message of a MAC and longest plaintext KMS takes in one call, in bytes (KMS API reference). */
const MAX_MESSAGE_BYTES = 4096;

/** Throws `KMS_INVALID_REQUEST` unless `message` has 1 to 4,096 bytes; every ring calls it, so that all take the same. */
export function checkMessage(message: Uint8Array): void {
  if (message.length >= 1 && message.length <= MAX_MESSAGE_BYTES) return;
  throw new AppError({
    code: 'KMS_INVALID_REQUEST',
    message: `The message has ${message.length} bytes; KMS takes 1 to ${MAX_MESSAGE_BYTES}.`,
    remedy: 'Hand in a hash of the message, or a data key that encrypts it.',
  });
}
