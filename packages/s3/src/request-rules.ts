import { invalidRequest } from './object-errors';
import type { CopyOptions, ObjectRef, PutOptions } from './object-store';
import { s3Uri } from './s3-uri';

// What S3 refuses whatever the bucket holds: checked before a request is sent, so that every adapter refuses the same.

/** Longest key, in bytes of UTF-8. Source: "Naming Amazon S3 objects". */
export const maxKeyBytes = 1_024;

/** Largest object that one CopyObject takes: 5 GiB. Source: "CopyObject". */
export const maxCopyBytes = 5 * 1024 ** 3;

/** Names and values of user metadata together, in bytes. Source: "Working with object metadata". */
const maxMetadataBytes = 2_048;

const printableAscii = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
const headerToken = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Throws `S3_INVALID_REQUEST` for what cannot be a key. */
export function checkKey({ bucket, key }: ObjectRef): void {
  const remedy = `Use 1 to ${maxKeyBytes} bytes of valid Unicode.`;
  if (key === '') throw invalidRequest(`An object in "${bucket}" needs a key.`, remedy);
  if (/\p{Surrogate}/u.test(key)) {
    throw invalidRequest(`A key for "${bucket}" has half a surrogate pair in it.`, remedy);
  }
  const bytes = Buffer.byteLength(key);
  if (bytes > maxKeyBytes) throw invalidRequest(`A key for "${bucket}" has ${bytes} bytes.`, remedy);
}

/** Throws `S3_INVALID_REQUEST` for a range that is backwards or not made of whole numbers. */
export function checkRange(range: { first: number; last?: number }): void {
  const last = range.last ?? range.first;
  if (
    Number.isSafeInteger(range.first) &&
    Number.isSafeInteger(last) &&
    range.first >= 0 &&
    last >= range.first
  ) {
    return;
  }
  throw invalidRequest(
    `Bytes ${range.first} to ${range.last ?? 'the end'} is not a range.`,
    'Give whole, non-negative positions, the first not after the last.',
  );
}

/** The options as S3 keeps them (metadata names in lower case); throws `S3_INVALID_REQUEST` for what it would refuse. */
export function checkPutOptions<T extends PutOptions>(ref: ObjectRef, options: T): T {
  checkEncryption(ref, options);
  checkTags(ref, options.tags ?? {});
  if (options.contentType !== undefined && !printableAscii.test(options.contentType)) {
    throw invalidRequest(`The content type for ${s3Uri(ref)} is not plain text.`, 'Use printable ASCII.');
  }
  if (options.metadata === undefined) return options;
  return { ...options, metadata: checkedMetadata(ref, options.metadata) };
}

/**
 * The options of a copy as S3 keeps them; throws `S3_INVALID_REQUEST` for what it would refuse, such as a copy onto itself that
 * changes nothing. An older version copied to the front is a change; whether new tags alone are one is not documented, so they
 * are not counted. Source: "CopyObject".
 */
export function checkCopy(from: ObjectRef, to: ObjectRef, options: CopyOptions): CopyOptions {
  checkKey(from);
  checkKey(to);
  const { sourceVersionId, metadata, contentType, encryption } = options;
  const changes = [sourceVersionId, metadata, contentType, encryption].some((change) => change !== undefined);
  if (from.bucket === to.bucket && from.key === to.key && !changes) {
    throw invalidRequest(
      `${s3Uri(to)} would be copied onto itself unchanged.`,
      'Give new metadata, a content type or an encryption.',
    );
  }
  return checkPutOptions(to, options);
}

function checkEncryption(ref: ObjectRef, { encryption }: PutOptions): void {
  if (encryption?.algorithm === 'none') {
    throw invalidRequest(
      `${s3Uri(ref)} cannot be written without encryption.`,
      'Leave the encryption out (the bucket default applies) or choose AES256 or a KMS key.',
    );
  }
  if (encryption?.algorithm === 'SSE-C') {
    throw invalidRequest(
      `${s3Uri(ref)} cannot be written with a key of one's own (SSE-C).`,
      'Choose AES256 or a KMS key.',
    );
  }
}

function checkTags(ref: ObjectRef, tags: Readonly<Record<string, string>>): void {
  const remedy =
    'At most 10 tags; names of 1 to 128 and values of up to 256 letters, digits, spaces and + - = . _ : / @.';
  const entries = Object.entries(tags);
  const wrong = entries.some(
    ([name, value]) =>
      name === '' || name.length > 128 || value.length > 256 || !tagText.test(name) || !tagText.test(value),
  );
  if (wrong || entries.length > 10) throw invalidRequest(`The tags for ${s3Uri(ref)} are not valid.`, remedy);
}

/** Metadata travels in HTTP headers: names lose their case, values keep neither outer spaces nor non-ASCII characters. */
function checkedMetadata(ref: ObjectRef, metadata: Readonly<Record<string, string>>): Record<string, string> {
  const checked = new Map<string, string>();
  let bytes = 0;
  for (const [name, value] of Object.entries(metadata)) {
    if (!headerToken.test(name) || !(value === '' || printableAscii.test(value))) {
      throw invalidRequest(
        `Metadata "${name}" for ${s3Uri(ref)} cannot be sent as a header.`,
        'Use printable ASCII without spaces at either end; encode anything else.',
      );
    }
    bytes += name.length + value.length;
    checked.set(name.toLowerCase(), value);
  }
  if (bytes > maxMetadataBytes) {
    throw invalidRequest(
      `The metadata for ${s3Uri(ref)} has ${bytes} bytes.`,
      `Keep names and values together within ${maxMetadataBytes} bytes; put the rest into the object.`,
    );
  }
  return Object.fromEntries(checked);
}
