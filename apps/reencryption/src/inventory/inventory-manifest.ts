import { createHash } from 'node:crypto';
import { AppError } from '@lakeward/core';
import * as v from 'valibot';
import { foreignBucket, unreadableManifest } from './inventory-errors';
import { parseFileSchema, type InventorySchema } from './inventory-schema';

/** One file of rows. */
export interface InventoryFile {
  /** Key in the destination bucket. */
  readonly key: string;
  /** Bytes as stored, compressed. */
  readonly size: number;
  /** Lower-case hex MD5 of the bytes as stored. */
  readonly md5: string;
}

/** One delivery of an inventory, as its `manifest.json` describes it. */
export interface InventoryManifest {
  /** Name of the bucket that is listed. */
  readonly sourceBucket: string;
  /** Name of the bucket the inventory was delivered to. */
  readonly destinationBucket: string;
  /** Id of the inventory configuration, as the folder is named; `manifest` where the folder does not tell. */
  readonly configuration: string;
  /** When the scan began, as the folder is named: `2026-11-06T01-00Z`. */
  readonly snapshot: string;
  readonly createdAt: Date;
  readonly schema: InventorySchema;
  readonly files: readonly InventoryFile[];
  /** Lower-case hex MD5 of the manifest's own bytes. */
  readonly md5: string;
}

const manifestFile = v.object({
  sourceBucket: v.pipe(v.string(), v.minLength(3)),
  destinationBucket: v.string(),
  creationTimestamp: v.union([v.pipe(v.string(), v.regex(/^\d{12,14}$/)), v.number()]),
  fileFormat: v.string(),
  fileSchema: v.string(),
  files: v.array(
    v.object({
      key: v.pipe(v.string(), v.minLength(1)),
      size: v.pipe(v.number(), v.integer(), v.minValue(0)),
      MD5checksum: v.pipe(v.string(), v.regex(/^[0-9a-fA-F]{32}$/)),
    }),
  ),
});

/** `<source bucket>/<configuration>/<time>/manifest.json`, whatever comes before. */
const DELIVERY = /(?:^|\/)([^/]+)\/([^/]+)\/(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}Z)\/manifest\.json$/;

/**
 * Reads a `manifest.json`; `place` is its key, path or URI, for messages and for what its folder tells. Errors:
 * `REENC_MANIFEST_UNREADABLE`, `REENC_FOREIGN_BUCKET` for a manifest in the folder of another bucket, and those of the schema.
 * Source: "Locating your inventory list", S3 User Guide.
 */
export function parseInventoryManifest(bytes: Uint8Array, place: string): InventoryManifest {
  const content = contentOf(bytes, place);
  const { sourceBucket } = content;
  const [, folderBucket, folderConfiguration, folderTime] = DELIVERY.exec(place) ?? [];
  if (folderBucket !== undefined && folderBucket !== sourceBucket) {
    throw foreignBucket(place, folderBucket, `its sourceBucket is "${sourceBucket}"`);
  }
  const createdAt = new Date(Number(content.creationTimestamp));
  return {
    sourceBucket,
    destinationBucket: content.destinationBucket.slice(content.destinationBucket.lastIndexOf(':') + 1),
    configuration: folderConfiguration ?? 'manifest',
    snapshot: folderTime ?? `${createdAt.toISOString().slice(0, 16).replace(':', '-')}Z`,
    createdAt,
    schema: parseFileSchema(content.fileFormat, content.fileSchema, place),
    files: content.files.map(({ key, size, MD5checksum }) => ({ key, size, md5: MD5checksum.toLowerCase() })),
    md5: createHash('md5').update(bytes).digest('hex'),
  };
}

/** The hex MD5 that a `manifest.checksum` holds; S3 ends it with a line break. */
export function parseChecksum(text: string): string {
  return text.trim().toLowerCase();
}

function contentOf(bytes: Uint8Array, place: string): v.InferOutput<typeof manifestFile> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw unreadableManifest(place, 'it is not JSON', cause);
  }
  const result = v.safeParse(manifestFile, json);
  if (result.success) return result.output;
  const fields = new Set(result.issues.map((issue) => v.getDotPath(issue) ?? 'the whole'));
  throw unreadableManifest(place, `wrong or missing ${[...fields].join(', ')}`);
}

/** `manifest.checksum` beside the manifest. */
export function checksumKey(manifestKey: string): string {
  return manifestKey.replace(/\.json$/, '.checksum');
}

/** The manifest that a delivered `manifest.checksum` stands for; it is written last. */
export function manifestKeyOf(checksum: string): string {
  if (!/(?:^|\/)manifest\.checksum$/.test(checksum)) {
    throw new AppError({
      code: 'REENC_MANIFEST_NOT_FOUND',
      message: `The object ${checksum} is no manifest.checksum of an inventory.`,
      remedy: 'Let the rule deliver events of keys that end in manifest.checksum only.',
    });
  }
  return checksum.replace(/\.checksum$/, '.json');
}
