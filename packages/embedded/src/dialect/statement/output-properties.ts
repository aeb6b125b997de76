import { notSupported, syntaxError } from '../lexical/errors';
import type { Position } from '../lexical/position';
import type { TokenCursor } from '../lexical/token-cursor';
import { namesOf, readProperties, textOf, type Properties, type Property } from './property-list';
import type { CtasProperties, OutputProperties } from './statement';

/** Properties of tables that only Iceberg has ("CREATE TABLE AS"). */
const ICEBERG_ONLY = [
  'location',
  'partitioning',
  'optimize_rewrite_min_data_file_size_bytes',
  'optimize_rewrite_max_data_file_size_bytes',
  'optimize_rewrite_data_file_threshold',
  'optimize_rewrite_delete_file_threshold',
  'vacuum_min_snapshots_to_keep',
  'vacuum_max_snapshot_age_seconds',
];

const CTAS_COMPRESSION = ['write_compression', 'parquet_compression', 'orc_compression'];

/** Properties of tables that Hive's have. */
const HIVE_NAMES = [
  'table_type',
  'external_location',
  'is_external',
  'format',
  'field_delimiter',
  'partitioned_by',
  'bucketed_by',
  'bucket_count',
  'compression_level',
  ...CTAS_COMPRESSION,
];

const CTAS_NAMES = [...HIVE_NAMES, ...ICEBERG_ONLY];

const UNLOAD_NAMES = ['format', 'compression', 'compression_level', 'field_delimiter', 'partitioned_by'];

/** Hive's default field separator, which Athena keeps. */
const DEFAULT_DELIMITER = '\u0001';
const MAX_ZSTD_LEVEL = 22;

/** After `WITH` of `CREATE TABLE ... AS`, or nothing where the statement has none. */
export function ctasProperties(cursor: TokenCursor): CtasProperties {
  const { at } = cursor;
  const properties = cursor.sees('(')
    ? readProperties(cursor, CTAS_NAMES, HIVE_NAMES)
    : new Map<string, never>();
  refuseIceberg(properties, at);
  const external = properties.get('is_external');
  if (external?.value === false) {
    throw syntaxError(external.at, 'is_external must be true for Hive tables');
  }
  const compressions = CTAS_COMPRESSION.filter((name) => properties.has(name));
  if (compressions.length > 1) {
    throw syntaxError(at, `Only one of these properties can be specified: ${compressions.join(', ')}`);
  }
  const format = outputFormat(properties, at) ?? 'PARQUET';
  const compression = compressions[0];
  refuseForeignCompression(properties, compression, format);
  const location = textOf(properties, 'external_location');
  return {
    ...output(properties, format, compression, at),
    ...(location === undefined ? {} : { externalLocation: location }),
    ...buckets(properties, at),
  };
}

/** After `WITH` of `UNLOAD`; `format` is required. */
export function unloadProperties(cursor: TokenCursor): OutputProperties {
  const { at } = cursor;
  const properties = readProperties(cursor, UNLOAD_NAMES);
  const format = outputFormat(properties, at);
  if (format === undefined) throw syntaxError(at, 'UNLOAD needs the property format');
  const compression = properties.get('compression');
  if (compression !== undefined && format !== 'PARQUET') refuseTextCompression(compression, format);
  return output(properties, format, 'compression', at);
}

/**
 * The page on UNLOAD lists compressions for Parquet and ORC only, and says that JSON and text are gzip; samples that AWS publishes
 * write both with `compression = 'NONE'`. That much is taken, and nothing beyond it.
 */
function refuseTextCompression({ value, at }: Property, format: string): void {
  if (typeof value === 'string' && ['NONE', 'GZIP'].includes(value.toUpperCase())) return;
  throw syntaxError(
    at,
    `${String(value)} is not a compression that UNLOAD writes for ${format}`,
    "UNLOAD writes JSON and TEXTFILE as gzip; leave the property out, or write 'NONE'.",
  );
}

function output(
  properties: Properties,
  format: OutputProperties['format'],
  compressionName: string | undefined,
  at: Position,
): OutputProperties {
  const compression = outputCompression(properties, format, compressionName);
  const level = compressionLevel(properties, compression);
  return {
    format,
    compression,
    ...(level === undefined ? {} : { compressionLevel: level }),
    fieldDelimiter: fieldDelimiter(properties, format),
    partitionedBy: namesOf(properties, 'partitioned_by', at),
  };
}

function outputFormat(properties: Properties, at: Position): OutputProperties['format'] | undefined {
  const format = textOf(properties, 'format')?.toUpperCase();
  switch (format) {
    case undefined:
    case 'PARQUET':
    case 'JSON':
    case 'TEXTFILE':
      return format;
    case 'ORC':
    case 'AVRO':
    case 'ION':
      throw notSupported(
        properties.get('format')?.at ?? at,
        `${format} cannot be written by the embedded runtime`,
        "Write format = 'PARQUET' (or JSON, TEXTFILE), or run the statement on Athena.",
      );
    default:
      throw syntaxError(properties.get('format')?.at ?? at, `Unknown format '${format}'`);
  }
}

/** What each format takes ("Use Hive table compression"), and which of those DuckDB writes. */
function outputCompression(
  properties: Properties,
  format: OutputProperties['format'],
  name: string | undefined,
): OutputProperties['compression'] {
  const property = name === undefined ? undefined : properties.get(name);
  if (name === undefined || property === undefined) return 'GZIP';
  const asked = textOf(properties, name)?.toUpperCase() ?? '';
  switch (asked) {
    case 'NONE':
    case 'GZIP':
    case 'ZSTD':
      return asked;
    case 'SNAPPY':
      if (format === 'PARQUET') return asked;
      break;
    case 'BZIP2':
    case 'LZ4':
    case 'DEFLATE':
      if (format !== 'PARQUET') break;
      throw syntaxError(property.at, `${asked} is not a compression that Athena writes for PARQUET`);
    default:
      throw syntaxError(property.at, `Unknown compression '${asked}'`);
  }
  throw notSupported(
    property.at,
    `${asked} for ${format} cannot be written by the embedded runtime`,
    'Use GZIP, ZSTD or NONE, or run the statement on Athena.',
  );
}

/** `parquet_compression` and `orc_compression` go with their own format only. */
function refuseForeignCompression(
  properties: Properties,
  name: string | undefined,
  format: OutputProperties['format'],
): void {
  const property = name === undefined ? undefined : properties.get(name);
  if (name === undefined || property === undefined || name === 'write_compression') return;
  if (name !== `${format.toLowerCase()}_compression`) {
    throw syntaxError(property.at, `${name} does not go with format ${format}`, 'Use write_compression.');
  }
}

function compressionLevel(
  properties: Properties,
  compression: OutputProperties['compression'],
): number | undefined {
  const property = properties.get('compression_level');
  if (property === undefined) return undefined;
  const level = property.value;
  if (compression !== 'ZSTD') throw syntaxError(property.at, 'compression_level goes with ZSTD only');
  if (typeof level !== 'number' || level < 1 || level > MAX_ZSTD_LEVEL) {
    throw syntaxError(property.at, `compression_level is a whole number from 1 to ${MAX_ZSTD_LEVEL}`);
  }
  return level;
}

function fieldDelimiter(properties: Properties, format: OutputProperties['format']): string {
  const property = properties.get('field_delimiter');
  if (property === undefined) return DEFAULT_DELIMITER;
  const delimiter = textOf(properties, 'field_delimiter') ?? '';
  if (format !== 'TEXTFILE') throw syntaxError(property.at, 'field_delimiter goes with TEXTFILE only');
  if (Array.from(delimiter).length !== 1) {
    throw syntaxError(property.at, 'field_delimiter is one character');
  }
  return delimiter;
}

function buckets(properties: Properties, at: Position): Pick<CtasProperties, 'bucketedBy' | 'bucketCount'> {
  const bucketedBy = namesOf(properties, 'bucketed_by', at);
  const count = properties.get('bucket_count');
  if ((count === undefined) !== (bucketedBy.length === 0)) {
    throw syntaxError(
      (count ?? properties.get('bucketed_by'))?.at ?? at,
      'bucketed_by and bucket_count go together',
    );
  }
  if (count === undefined) return { bucketedBy };
  if (typeof count.value !== 'number' || count.value < 1) {
    throw syntaxError(count.at, 'bucket_count is a whole number from 1');
  }
  return { bucketedBy, bucketCount: count.value };
}

function refuseIceberg(properties: Properties, at: Position): void {
  const type = textOf(properties, 'table_type');
  const iceberg = ICEBERG_ONLY.find((name) => properties.has(name));
  if (type !== undefined && !['HIVE', 'ICEBERG'].includes(type.toUpperCase())) {
    throw syntaxError(properties.get('table_type')?.at ?? at, `Unknown table_type '${type}'`);
  }
  if (type?.toUpperCase() === 'ICEBERG') {
    throw notSupported(
      properties.get('table_type')?.at ?? at,
      'Iceberg tables are not supported by the embedded runtime',
      "Leave table_type out (or write 'HIVE'), or run the statement on Athena.",
    );
  }
  if (iceberg !== undefined) {
    throw syntaxError(
      properties.get(iceberg)?.at ?? at,
      `Property '${iceberg}' belongs to Iceberg tables`,
      'A Hive table takes external_location, partitioned_by and bucketed_by.',
    );
  }
}
