import type { CatalogTable } from '@lakeward/glue';
import { parseS3Uri } from '@lakeward/s3';
import { formatHiveType, parseHiveType, type AthenaStatement, type OutputProperties } from '../../dialect';
import { hiveTypeOf } from '../duckdb/hive-type-of';
import { quoteName } from '../duckdb/quote-name';
import type { StatementColumn } from '../duckdb/session';
import { EngineFailure } from '../engine-failure';
import { readyQuery, withLakeNames, type ReadyQuery } from '../query/read-tables';
import { lazySimpleFormat } from '../readers/lazy-simple-format';
import { metadataFile } from '../results/metadata-file';
import type { StatementContext, StatementResult } from '../statement-context';
import { projectedLocation } from '../tables/projection';
import { isProjected } from '../tables/table-files';
import { canBeStored } from '../write/coercion';
import type { OutputColumn, OutputLayout } from '../write/output';
import { published, writeManifest } from '../write/publish';
import { isUntyped, typedQuery } from '../write/query-output';
import { writeFiles } from '../write/write-files';
import { existingTable, storageOf } from './lookup';
import { hiveLocation, requireCreated } from './partitions';

/** Formats that INSERT writes, by SerDe ("INSERT INTO", Athena User Guide, which names more). */
const FORMATS: Readonly<Record<string, OutputProperties['format']>> = {
  'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe': 'PARQUET',
  'org.apache.hive.hcatalog.data.JsonSerDe': 'JSON',
  'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe': 'TEXTFILE',
};

/**
 * INSERT INTO: adds files to a table, and partitions that are not there yet. A reader sees the files of an existing partition
 * come one after another, as with Athena.
 */
export async function insertInto(
  { table: name, columns: named, query }: Extract<AthenaStatement, { kind: 'insert' }>,
  context: StatementContext,
): Promise<StatementResult> {
  const { id, request, store } = context;
  const table = await existingTable(name, context);
  const layout = layoutOf(table);
  const all = [...layout.columns, ...layout.partitionKeys];
  const targets = named === undefined ? all : named.map((column) => columnNamed(all, column, table));
  const ready = await readyQuery(query, context);
  await requireStorable(ready, targets, table, context);
  const written = await withLakeNames(ready.files, () =>
    writeFiles(arranged(typedQuery(ready.sql, targets), targets, all), layout, context),
  );
  const places = await partitionPlaces(
    table,
    written.files.map(({ partition }) => partition),
    context,
  );
  const place = (values: readonly string[]): string => places.get(JSON.stringify(values))?.location ?? '';
  return published(written.files, layout, place, context, async (uris) => {
    const outputLocation = `${request.outputLocation}${id}`;
    const manifest = await writeManifest(`${outputLocation}-manifest.csv`, uris, store);
    await store.put(parseS3Uri(`${outputLocation}.metadata`), metadataFile(id, []));
    const added = [...places.values()].filter(({ isNew }) => isNew);
    if (added.length > 0) {
      const partitions = added.map(({ values, location }) => ({ values, location }));
      const errors = await context.catalog.createPartitions(table.database, table.name, partitions);
      // Another statement may have made the same partition meanwhile, at the same place.
      requireCreated(table, errors, { existing: true });
    }
    return { columns: [], form: 'none', bytesScanned: ready.bytesScanned, outputLocation, ...manifest };
  });
}

interface Place {
  readonly values: readonly string[];
  readonly location: string;
  readonly isNew: boolean;
}

/** Where the files of each partition go: to where it lies, or to where a new one will. */
async function partitionPlaces(
  table: CatalogTable,
  partitions: readonly (readonly string[])[],
  { catalog }: StatementContext,
): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  for (const values of partitions) {
    const key = JSON.stringify(values);
    if (places.has(key)) continue;
    if (values.length === 0) {
      places.set(key, { values, location: storageOf(table).location, isNew: false });
    } else if (isProjected(table)) {
      const location = projectedLocation(table, storageOf(table).location, values);
      places.set(key, { values, location, isNew: false });
    } else {
      const present = await catalog.partition(table.database, table.name, values);
      const location = present?.location ?? hiveLocation(table, values);
      places.set(key, { values, location: withSlash(location), isNew: present === undefined });
    }
  }
  return places;
}

function layoutOf(table: CatalogTable): OutputLayout {
  const { serde, serdeParameters, bucketCount } = storageOf(table);
  const format = FORMATS[serde];
  const place = `'${table.database}.${table.name}'`;
  if (bucketCount !== undefined) {
    throw new EngineFailure('NOT_SUPPORTED', `INSERT INTO the bucketed table ${place} is not supported`);
  }
  if (format === undefined) {
    throw new EngineFailure(
      'NOT_SUPPORTED',
      `INSERT INTO ${place}, whose SerDe is '${serde}', is not supported; a Parquet, text or Hive JSON table can be written`,
    );
  }
  const text = lazySimpleFormat(serdeParameters);
  if (format === 'TEXTFILE' && text.escape !== undefined) {
    throw new EngineFailure(
      'NOT_SUPPORTED',
      `INSERT INTO ${place}, which has an escape character, is not supported`,
    );
  }
  return {
    format,
    compression: compressionOf(table),
    text,
    columns: table.columns.map(outputColumn),
    partitionKeys: table.partitionKeys.map(outputColumn),
    bucketedBy: [],
  };
}

/** The table's `write.compression`; GZIP, as Athena writes where nothing is said. */
function compressionOf({ parameters }: CatalogTable): OutputProperties['compression'] {
  const asked = (
    parameters['write.compression'] ??
    parameters['parquet.compression'] ??
    'GZIP'
  ).toUpperCase();
  switch (asked) {
    case 'NONE':
    case 'SNAPPY':
    case 'GZIP':
    case 'ZSTD':
      return asked;
    case 'UNCOMPRESSED':
      return 'NONE';
    default:
      throw new EngineFailure(
        'NOT_SUPPORTED',
        `the embedded runtime does not write ${asked}; use GZIP, ZSTD or NONE`,
      );
  }
}

function outputColumn({ name, type }: CatalogTable['columns'][number]): OutputColumn {
  return { name, type: parseHiveType(type) };
}

function columnNamed(all: readonly OutputColumn[], name: string, table: CatalogTable): OutputColumn {
  const found = all.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw new EngineFailure(
    'COLUMN_NOT_FOUND',
    `Insert column name does not exist in target table: ${name} ('${table.database}.${table.name}')`,
  );
}

async function requireStorable(
  query: ReadyQuery,
  targets: readonly OutputColumn[],
  table: CatalogTable,
  { planner }: StatementContext,
): Promise<void> {
  const { columns } = query;
  let fits = columns.length === targets.length;
  for (const [index, { type: from }] of columns.entries()) {
    const to = targets[index]?.type;
    fits &&= to !== undefined && (canBeStored(from, to) || (await isUntyped(query, index, planner)));
  }
  if (fits) return;
  const types = (list: readonly string[]): string => `[${list.join(', ')}]`;
  throw new EngineFailure(
    'TYPE_MISMATCH',
    `Insert query has mismatched column types: Table '${table.database}.${table.name}': ` +
      `${types(targets.map(({ type }) => formatHiveType(type)))}, Query: ${types(columns.map(nameOfType))}`,
  );
}

function nameOfType({ type }: StatementColumn): string {
  try {
    return formatHiveType(hiveTypeOf(type));
  } catch {
    return type.toString().toLowerCase();
  }
}

/** The table's columns in order, NULL for those that are not inserted. */
function arranged(query: string, given: readonly OutputColumn[], all: readonly OutputColumn[]): string {
  const values = all.map(({ name }) =>
    given.some((column) => column.name === name) ? quoteName(name) : `NULL AS ${quoteName(name)}`,
  );
  return `SELECT ${values.join(', ')} FROM (${query})`;
}

function withSlash(location: string): string {
  return location.endsWith('/') ? location : `${location}/`;
}
