import { createHash } from 'node:crypto';
import type { CopiedPart, MultipartUpload, PartSource } from './multipart-copy';
import { invalidRequest, writeConflict } from './object-errors';
import type { AppError } from '@lakeward/core';
import { checkRange } from './request-rules';
import { s3Uri } from './s3-uri';

// What S3 refuses of parts, for the adapters that have no S3 to refuse it. Source: "Amazon S3 multipart upload limits".

/** Most parts of an upload. */
export const maxPartNumber = 10_000;

/** Smallest part that is not the last: 5 MiB. */
export const minPartBytes = 5 * 1024 ** 2;

/** Largest part: 5 GiB. */
export const maxPartBytes = 5 * 1024 ** 3;

/** Throws `S3_INVALID_REQUEST` for a part that S3 would not copy. */
export function checkPart(partNumber: number, { from, first, last }: PartSource, size?: number): void {
  checkRange({ first, last });
  const bytes = last - first + 1;
  if (
    !Number.isSafeInteger(partNumber) ||
    partNumber < 1 ||
    partNumber > maxPartNumber ||
    bytes > maxPartBytes
  ) {
    throw invalidRequest(
      `Part ${partNumber} of ${bytes} bytes cannot be copied from ${s3Uri(from)}.`,
      `Use parts 1 to ${maxPartNumber} of at most ${maxPartBytes} bytes.`,
    );
  }
  if (size !== undefined && last >= size) {
    throw invalidRequest(
      `${s3Uri(from)} has ${size} bytes; byte ${last} is past its end.`,
      'Ask for bytes that exist; the head tells the size.',
    );
  }
}

/** A part as an adapter without S3 keeps it. */
export interface KeptPart {
  readonly partNumber: number;
  /** MD5 of its bytes, in hexadecimal; another number of that form where it is under KMS. */
  readonly etag: string;
  readonly size: number;
}

/**
 * The kept parts an object is made of, in order; throws `S3_INVALID_REQUEST` where they are not as S3 demands. `smallest`: bytes that
 * a part has at least which is not the last.
 */
export function checkCompletion<T extends KeptPart>(
  { to }: MultipartUpload,
  kept: readonly T[],
  parts: readonly CopiedPart[],
  smallest = minPartBytes,
): T[] {
  const refuse = (reason: string): AppError =>
    invalidRequest(
      `${s3Uri(to)} cannot be made of its parts: ${reason}.`,
      'Copy the parts anew and name them in order.',
    );
  if (parts.length === 0) throw refuse('there are none');
  return parts.map(({ partNumber, etag }, index) => {
    const found = kept.find((part) => part.partNumber === partNumber && part.etag === etag);
    if (found === undefined) throw refuse(`part ${partNumber} is not there, or another one`);
    if (partNumber <= (parts[index - 1]?.partNumber ?? 0)) throw refuse(`part ${partNumber} is out of order`);
    if (found.size < smallest && index < parts.length - 1) {
      throw refuse(`part ${partNumber} has ${found.size} bytes, less than ${smallest}`);
    }
    return found;
  });
}

/** The ETag of an object of parts: MD5 of their MD5s and their number. Source: "UploadPartCopy"; holds for SSE-S3. */
export function partsEtag(parts: readonly KeptPart[]): string {
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(Buffer.from(etag, 'hex'));
  return `${md5.digest('hex')}-${parts.length}`;
}

/** An upload that is not there: completed or aborted, perhaps by an earlier try of this very request. */
export function uploadGone({ to }: MultipartUpload): AppError {
  return writeConflict(to);
}
