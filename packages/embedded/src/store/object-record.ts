import { parseInput } from '@lakeward/config';
import { AppError } from '@lakeward/core';
import type { Encryption, ObjectChecksum, ObjectGrant } from '@lakeward/s3';
import * as v from 'valibot';

/** What tells one state of a file from another without reading it. */
export interface Stamp {
  readonly size: number;
  /** Time of the last change in nanoseconds, as decimal digits: too long for a number. */
  readonly mtimeNs: string;
}

/** One version of an object, or a delete marker. */
export interface RecordEntry {
  /** Absent for what was written before the bucket had versioning: its version is called `null`. */
  readonly versionId?: string;
  /** The file this was written as. Absent for delete markers. */
  readonly stamp?: Stamp;
  /** Where the bytes are kept once they are not current, below the archive folder. */
  readonly archive?: string;
  /** Empty for delete markers. */
  readonly etag: string;
  readonly lastModified: Date;
  readonly contentType?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly encryption: Encryption;
  readonly retention?: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly retainUntil: Date };
  readonly legalHold?: boolean;
  /** STANDARD where absent. */
  readonly storageClass?: string;
  /** The tier an Intelligent-Tiering object has sunk to, where it must be restored to be read. */
  readonly archiveTier?: 'ARCHIVE_ACCESS' | 'DEEP_ARCHIVE_ACCESS';
  /** Until when an archived object can be read. */
  readonly restoredUntil?: Date;
  readonly headers?: StoredHeaders;
  /** Where a website sends who asks for the object. */
  readonly redirectLocation?: string;
  /** Grants beside the owner's. */
  readonly grants?: readonly ObjectGrant[];
  readonly checksum?: ObjectChecksum;
  /** The task of a batch job that wrote this: a task that is done again finds its own work. */
  readonly writtenBy?: string;
}

/** Headers that are kept for whoever reads the object. */
export interface StoredHeaders {
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly expires?: string;
}

/** What is kept of a key beside its file; newest entry first. */
export interface ObjectRecord {
  readonly key: string;
  readonly entries: readonly RecordEntry[];
}

/** True for a delete marker. */
export function isDeleteMarker(entry: RecordEntry): boolean {
  return entry.stamp === undefined;
}

/** The version id as S3 calls it. */
export function versionIdOf(entry: RecordEntry): string {
  return entry.versionId ?? 'null';
}

/** True where both are states of a file that cannot be told apart. */
export function sameStamp(a: Stamp | undefined, b: Stamp | undefined): boolean {
  return a !== undefined && a.size === b?.size && a.mtimeNs === b.mtimeNs;
}

/** The record as it is stored. */
export function formatRecord(record: ObjectRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

/** Reads what {@link formatRecord} wrote; throws `EMBEDDED_RECORD_CORRUPT`, which names the `file`. */
export function parseRecord(text: string, file: string): ObjectRecord {
  try {
    return parseInput(recordSchema, JSON.parse(text), file);
  } catch (cause) {
    throw new AppError({
      code: 'EMBEDDED_RECORD_CORRUPT',
      message: `"${file}" is not the record of an object.`,
      remedy:
        'Restore it from a backup, or delete it: the object stays, its metadata and older versions are lost.',
      cause,
    });
  }
}

/** valibot's own record leaves out names such as "constructor", which are as good as any for a tag. */
export const texts = v.custom<Readonly<Record<string, string>>>(
  (input) =>
    typeof input === 'object' &&
    input !== null &&
    Object.values(input).every((text) => typeof text === 'string'),
);
const date = v.pipe(
  v.string(),
  v.transform((text) => new Date(text)),
  v.date(),
);

/** Any encryption, since a lake may describe objects that were written elsewhere. */
export const encryptionSchema = v.variant('algorithm', [
  v.object({ algorithm: v.literal('AES256') }),
  v.object({
    algorithm: v.literal('aws:kms'),
    keyArn: v.exactOptional(v.string()),
    bucketKey: v.exactOptional(v.boolean()),
  }),
  v.object({ algorithm: v.literal('aws:kms:dsse'), keyArn: v.exactOptional(v.string()) }),
  v.object({ algorithm: v.literal('SSE-C') }),
  v.object({ algorithm: v.literal('none') }),
]);

const grant = v.object({
  grantee: v.variant('type', [
    v.object({ type: v.literal('CanonicalUser'), id: v.string() }),
    v.object({ type: v.literal('Group'), uri: v.string() }),
  ]),
  permission: v.picklist(['FULL_CONTROL', 'READ', 'WRITE', 'READ_ACP', 'WRITE_ACP']),
});

const recordSchema = v.object({
  key: v.string(),
  entries: v.array(
    v.object({
      versionId: v.exactOptional(v.string()),
      stamp: v.exactOptional(v.object({ size: v.number(), mtimeNs: v.string() })),
      archive: v.exactOptional(v.string()),
      etag: v.string(),
      lastModified: date,
      contentType: v.exactOptional(v.string()),
      metadata: texts,
      tags: texts,
      encryption: encryptionSchema,
      retention: v.exactOptional(
        v.object({ mode: v.picklist(['GOVERNANCE', 'COMPLIANCE']), retainUntil: date }),
      ),
      legalHold: v.exactOptional(v.boolean()),
      storageClass: v.exactOptional(v.string()),
      archiveTier: v.exactOptional(v.picklist(['ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS'])),
      restoredUntil: v.exactOptional(date),
      headers: v.exactOptional(
        v.object({
          cacheControl: v.exactOptional(v.string()),
          contentDisposition: v.exactOptional(v.string()),
          contentEncoding: v.exactOptional(v.string()),
          contentLanguage: v.exactOptional(v.string()),
          expires: v.exactOptional(v.string()),
        }),
      ),
      redirectLocation: v.exactOptional(v.string()),
      grants: v.exactOptional(v.array(grant)),
      checksum: v.exactOptional(
        v.object({
          algorithm: v.picklist(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']),
          type: v.picklist(['FULL_OBJECT', 'COMPOSITE']),
          value: v.string(),
        }),
      ),
      writtenBy: v.exactOptional(v.string()),
    }),
  ),
});
