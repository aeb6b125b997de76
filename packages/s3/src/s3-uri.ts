import { AppError } from '@lakeward/core';
import type { ObjectRef } from './object-store';

/** `s3://bucket/key` of an object or prefix. */
export function s3Uri({ bucket, key }: ObjectRef): string {
  return `s3://${bucket}/${key}`;
}

/** True for a name that a bucket can have: 3 to 63 lower-case letters, digits, dots and hyphens. */
export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name);
}

/** Parses `s3://bucket/key` (the key may be empty); throws `S3_INVALID_URI`. */
export function parseS3Uri(uri: string): ObjectRef {
  const match = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(uri);
  if (match?.[1] === undefined || !isBucketName(match[1])) {
    throw new AppError({
      code: 'S3_INVALID_URI',
      message: `"${uri}" is not an S3 URI.`,
      remedy:
        'Write it as s3://bucket/key, with a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens.',
    });
  }
  return { bucket: match[1], key: match[2] ?? '' };
}
