import { AppError } from '@lakeward/core';
import { invalidRequest } from './object-errors';

/**
 * The one place where keys are decoded and encoded. S3 sends keys form-encoded in notifications and CSV inventories
 * (space is `+`), and takes them percent-encoded in S3 Batch manifests and copy sources. EventBridge sends them as they are.
 * Source: "Event message structure" and "Amazon S3 Inventory", S3 User Guide.
 */
export function decodeFormKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch (cause) {
    throw new AppError({
      code: 'S3_INVALID_ENCODED_KEY',
      message: `"${encoded}" is not a URL-encoded key.`,
      remedy:
        'Look at the file or event that holds it; a percent sign must be followed by two hexadecimal digits.',
      cause,
    });
  }
}

/**
 * The key percent-encoded by RFC 3986, slashes kept; space is `%20`, so the result also decodes as a form. Throws
 * `S3_INVALID_REQUEST` for half a surrogate pair, which has no UTF-8 form.
 */
export function encodeKey(key: string): string {
  if (/\p{Surrogate}/u.test(key)) {
    throw invalidRequest('A key has half a surrogate pair in it.', 'Use valid Unicode.');
  }
  return encodeURIComponent(key)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
}
