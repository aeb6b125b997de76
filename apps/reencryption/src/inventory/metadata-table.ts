import { stat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { AppError, deterministicId } from '@lakeward/core';
import type { CatalogTable } from '@lakeward/glue';
import { isBucketName } from '@lakeward/s3';
import { fragment, identifier, type SqlFragment } from '@lakeward/sql';

/**
 * The live inventory of S3 Metadata as Athena shows it; the namespace is the bucket's name with dots as underscores. Source: "S3 Metadata live inventory
 * tables schema" and "Querying metadata tables", S3 User Guide.
 */
export function s3MetadataTable(catalog: string, bucket: string): SqlFragment {
  if (!/^[\w/.-]+$/.test(catalog) || !isBucketName(bucket)) throw badName(`${catalog}.${bucket}`);
  return fragment(`"${catalog}"."b_${bucket.replaceAll('.', '_')}"."inventory"`);
}

/** `database.table`, or a table of the given database. */
export function namedTable(name: string): SqlFragment {
  const parts = name.split('.');
  if (parts.length > 2 || !parts.every((part) => /^[a-z_][a-z0-9_]{0,254}$/.test(part))) throw badName(name);
  return fragment(parts.map((part) => `"${identifier(part)}"`).join('.'));
}

/** A table by the name that a plan recorded: up to three names in quotes. */
export function recordedTable(name: string): SqlFragment {
  if (!/^"[^"]+"(?:\."[^"]+"){0,2}$/.test(name)) throw badName(name);
  return fragment(name);
}

/** Parquet files with the columns of a live inventory, exported from S3 Metadata: a file, or all of a folder. */
export interface MetadataFiles {
  /** Folder that the files appear in, with trailing slash: the same for the same path. */
  readonly prefix: string;
  /** Absolute path that they were found at. */
  readonly place: string;
  /** Absolute path of each file, by its key. */
  readonly files: ReadonlyMap<string, string>;
}

/** Files at a path, or undefined where there is no such path: then it is a table's name. */
export async function readMetadataFiles(place: string): Promise<MetadataFiles | undefined> {
  const status = await stat(place).catch(() => undefined);
  if (status === undefined) return undefined;
  const root = await realpath(place);
  const names = status.isDirectory()
    ? (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.parquet')).sort()
    : [''];
  const prefix = `s3-metadata-${deterministicId(root).slice(0, 12)}/`;
  const key = (name: string): string => `${prefix}${deterministicId(name).slice(0, 12)}.parquet`;
  return { prefix, place: root, files: new Map(names.map((name) => [key(name), path.join(root, name)])) };
}

/** The files of a path that had some when a plan was made. */
export async function recordedMetadataFiles(place: string): Promise<MetadataFiles> {
  const found = await readMetadataFiles(place);
  if (found === undefined) throw badName(place);
  return found;
}

/** A table over such files: the columns that a plan asks for, by name. */
export function metadataFilesTable(database: string, bucket: string, prefix: string): CatalogTable {
  return {
    database,
    name: `s3_metadata_${deterministicId(prefix).slice(0, 12)}`,
    type: 'EXTERNAL_TABLE',
    columns: ['bucket', 'key', 'sequence_number', 'version_id', 'kms_key_arn'].map((name) => ({
      name,
      type: 'string',
    })),
    partitionKeys: [],
    storage: {
      location: `s3://${bucket}/${prefix}`,
      inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
      serde: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
      serdeParameters: {},
    },
    parameters: { EXTERNAL: 'TRUE', classification: 'parquet' },
  };
}

function badName(name: string): AppError {
  return new AppError({
    code: 'REENC_METADATA_TABLE',
    message: `"${name}" is neither a table of the lake nor a path of Parquet files.`,
    remedy:
      'Give database.table of the catalog, or a Parquet file or folder with the columns of a live inventory table.',
  });
}
