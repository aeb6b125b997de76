import { createHash } from 'node:crypto';

/**
 * An id that depends on its parts alone: the same work gets the same id on every delivery.
 *
 * 64 lower-case hex characters (SHA-256), which fits Athena's ClientRequestToken (32-128 characters) and S3 Batch's
 * (1-64). Parts are length-prefixed, so `['ab', 'c']` and `['a', 'bc']` differ.
 */
export function deterministicId(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex');
}
