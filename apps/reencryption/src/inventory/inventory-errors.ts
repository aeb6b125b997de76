import { AppError } from '@lakeward/core';

// What can be wrong with an inventory: each error says the remedy, and nothing is started.

/** ORC, or a format nobody knows. */
export function unsupportedFormat(format: string, place: string): AppError {
  return new AppError({
    code: 'REENC_FORMAT_UNSUPPORTED',
    message: `${place} lists files in the format "${format}"; CSV and Parquet can be read.`,
    remedy:
      'Set the format of the inventory configuration to Parquet (or CSV) and plan from its next delivery.',
  });
}

/** The manifest's `fileSchema` is not one. */
export function unreadableSchema(place: string, why: string): AppError {
  return new AppError({
    code: 'REENC_SCHEMA_UNREADABLE',
    message: `The fileSchema of ${place} ${why}.`,
    remedy: 'Take the manifest as S3 delivered it; do not edit it.',
  });
}

/** A column without which nothing can be decided. */
export function missingColumn(column: string, place: string): AppError {
  return new AppError({
    code: 'REENC_COLUMN_MISSING',
    message: `The files of ${place} have no column ${column}.`,
    remedy: `Add the field to the inventory configuration and plan from its next delivery.`,
  });
}

/** There is no manifest at the place. */
export function manifestNotFound(place: string): AppError {
  return new AppError({
    code: 'REENC_MANIFEST_NOT_FOUND',
    message: `There is no inventory manifest at ${place}.`,
    remedy:
      'Give the manifest.json of one delivery of an inventory: its path, or its s3:// URI together with --lake.',
  });
}

/** The manifest is not JSON, or not an inventory's. */
export function unreadableManifest(place: string, why: string, cause?: unknown): AppError {
  return new AppError({
    code: 'REENC_MANIFEST_UNREADABLE',
    message: `${place} is no inventory manifest: ${why}.`,
    remedy: 'Give the manifest.json of one delivery of an S3 inventory, as S3 wrote it.',
    cause,
  });
}

/** The manifest is not the one that `manifest.checksum` was written for. */
export function manifestChecksumMismatch(place: string): AppError {
  return new AppError({
    code: 'REENC_MANIFEST_CHECKSUM',
    message: `The MD5 of ${place} is not the one in its manifest.checksum.`,
    remedy:
      'The manifest was changed or cut off after S3 delivered it: fetch it again, or plan from the next delivery.',
  });
}

/** A data file that the manifest names is not there. */
export function dataFileMissing(file: string, place: string): AppError {
  return new AppError({
    code: 'REENC_DATA_FILE_MISSING',
    message: `${place} names the file ${file}, which is not there.`,
    remedy:
      'Restore the file or plan from the next delivery; a lifecycle rule may expire inventories too early.',
  });
}

/** A data file is not the one the manifest describes. */
export function dataFileChecksumMismatch(file: string, place: string): AppError {
  return new AppError({
    code: 'REENC_DATA_FILE_CHECKSUM',
    message: `The file ${file} is not the one that ${place} describes: its MD5 differs.`,
    remedy:
      'The file was changed or cut off after S3 delivered it: fetch it again, or plan from the next delivery.',
  });
}

/** Rows, or the whole manifest, are about another bucket. */
export function foreignBucket(place: string, expected: string, found: string): AppError {
  return new AppError({
    code: 'REENC_FOREIGN_BUCKET',
    message: `${place} is about the bucket "${expected}", but ${found}.`,
    remedy:
      'Keep the deliveries of each bucket apart, as S3 does, and take manifest and files of the same one.',
  });
}

/** An inventory without a row. */
export function emptyInventory(place: string): AppError {
  return new AppError({
    code: 'REENC_INVENTORY_EMPTY',
    message: `${place} lists no object at all.`,
    remedy:
      'Check the prefix filter of the inventory configuration; for a bucket that is really empty there is nothing to do.',
  });
}
