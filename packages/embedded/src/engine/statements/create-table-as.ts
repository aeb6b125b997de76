import { isAppError } from '@lakeward/core';
import type { CatalogTable } from '@lakeward/glue';
import { parseS3Uri } from '@lakeward/s3';
import { formatHiveType, type AthenaStatement, type CtasProperties } from '../../dialect';
import { EngineFailure } from '../engine-failure';
import { madeReady, plannedQuery, withLakeNames } from '../query/read-tables';
import { lazySimpleFormat } from '../readers/lazy-simple-format';
import { metadataFile } from '../results/metadata-file';
import type { StatementContext, StatementResult } from '../statement-context';
import { partitionFolder } from '../tables/partition-folder';
import { classesOf } from '../tables/table-definition';
import type { OutputColumn, OutputLayout } from '../write/output';
import { published, requireEmpty, writeManifest } from '../write/publish';
import { outputColumns, splitPartitions, typedQuery } from '../write/query-output';
import { writeFiles } from '../write/write-files';
import { existingDatabase, findTable } from './lookup';
import { requireCreated } from './partitions';

type Ctas = Extract<AthenaStatement, { kind: 'ctas' }>;

/**
 * CREATE TABLE AS: writes the rows to files, then makes the table over them, then its partitions. When anything fails, no table
 * and no file is left; what a killed process leaves are files of which the catalog knows nothing.
 */
export async function createTableAs(statement: Ctas, context: StatementContext): Promise<StatementResult> {
  const { id, request, store } = context;
  const { name, properties, query, withData, ifNotExists } = statement;
  const database = await existingDatabase(name, context);
  const outputLocation = `${request.outputLocation}tables/${id}`;
  const nothing: StatementResult = { columns: [], form: 'none', bytesScanned: 0, outputLocation };
  if ((await findTable(name, context)) !== undefined) {
    if (ifNotExists) return nothing;
    throw tableExists(database, name.table);
  }
  const location = withSlash(properties.externalLocation ?? outputLocation);
  parseS3Uri(location);
  await requireEmpty(location, `table '${database}.${name.table}'`, store);
  const planned = await plannedQuery(query, context);
  const { table, layout } = newTable(
    database,
    name.table,
    location,
    properties,
    await outputColumns(planned, context.planner),
  );
  if (!withData) {
    await createTable(table, [], context);
    return nothing;
  }
  const ready = await madeReady(planned, context);
  const written = await withLakeNames(ready.files, () =>
    writeFiles(typedQuery(ready.sql, [...layout.columns, ...layout.partitionKeys]), layout, context),
  );
  const keys = layout.partitionKeys.map((key) => key.name);
  const place = (values: readonly string[]): string => location + partitionFolder(keys, values);
  return published(written.files, layout, place, context, async (uris) => {
    const manifest = await writeManifest(`${outputLocation}-manifest.csv`, uris, store);
    await store.put(parseS3Uri(`${outputLocation}.metadata`), metadataFile(id, []));
    const partitions = keys.length === 0 ? [] : written.files.map(({ partition }) => partition);
    await createTable(table, partitions, context, place);
    return { ...nothing, bytesScanned: ready.bytesScanned, ...manifest };
  });
}

/** Makes the table and its partitions, or neither. */
async function createTable(
  table: CatalogTable,
  partitions: readonly (readonly string[])[],
  { catalog }: StatementContext,
  place?: (values: readonly string[]) => string,
): Promise<void> {
  try {
    await catalog.createTable(table);
  } catch (error) {
    if (isAppError(error, 'GLUE_ALREADY_EXISTS')) throw tableExists(table.database, table.name);
    throw error;
  }
  const distinct = new Map(partitions.map((values) => [JSON.stringify(values), values]));
  const added = [...distinct.values()].map((values) => ({ values, location: place?.(values) ?? '' }));
  try {
    if (added.length === 0) return;
    requireCreated(table, await catalog.createPartitions(table.database, table.name, added), {
      existing: false,
    });
  } catch (error) {
    await catalog.deleteTable(table.database, table.name);
    throw error;
  }
}

function newTable(
  database: string,
  name: string,
  location: string,
  properties: CtasProperties,
  all: readonly OutputColumn[],
): { readonly table: CatalogTable; readonly layout: OutputLayout } {
  const { format, compression, compressionLevel, partitionedBy, bucketedBy, bucketCount } = properties;
  const { columns, partitionKeys } = splitPartitions(all, partitionedBy);
  const unknown = bucketedBy.find((bucket) => !columns.some((column) => column.name === bucket));
  if (unknown !== undefined) {
    throw new EngineFailure('INVALID_TABLE_PROPERTY', `Bucketing column '${unknown}' not present in schema`);
  }
  const delimiter = properties.fieldDelimiter;
  const serdeParameters: Record<string, string> =
    format === 'TEXTFILE' ? { 'field.delim': delimiter, 'serialization.format': delimiter } : {};
  const buckets = bucketCount === undefined ? {} : { bucketedBy, bucketCount };
  const declared = ({ name: column, type }: OutputColumn): CatalogTable['columns'][number] => ({
    name: column,
    type: formatHiveType(type),
  });
  return {
    table: {
      database,
      name,
      type: 'EXTERNAL_TABLE',
      columns: columns.map(declared),
      partitionKeys: partitionKeys.map(declared),
      storage: { location, ...classesOf(format), serdeParameters, ...buckets },
      parameters: { EXTERNAL: 'TRUE', 'write.compression': compression },
    },
    layout: {
      format,
      compression,
      ...(compressionLevel === undefined ? {} : { compressionLevel }),
      text: lazySimpleFormat(serdeParameters),
      columns,
      partitionKeys,
      bucketedBy,
      ...(bucketCount === undefined ? {} : { bucketCount }),
    },
  };
}

function tableExists(database: string, table: string): EngineFailure {
  return new EngineFailure(
    'TABLE_ALREADY_EXISTS',
    `Table 'awsdatacatalog.${database}.${table}' already exists`,
  );
}

function withSlash(location: string): string {
  return location.endsWith('/') ? location : `${location}/`;
}
