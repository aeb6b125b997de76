import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DuckDBResult } from '@duckdb/node-api';
import type { ResultColumn } from '@lakeward/athena';
import { parseS3Uri } from '@lakeward/s3';
import { athenaTypeName, printValue, translateQuery, type QueryText, type TranslatedQuery } from '../dialect';
import { EngineFailure } from './engine-failure';
import { columnsRead } from './plan-columns';
import { csvLine, metadataFile } from './result-file';
import { ENGINE, type StatementContext, type StatementResult } from './run-statement';
import { bytesScanned, prepareTables, withLakePaths, type ScannedTable } from './scan-tables';

/** Translates the query of a statement, with the request's parameters and database. */
export function translate(query: QueryText, { request }: StatementContext): Promise<TranslatedQuery> {
  return translateQuery(query.sql, {
    at: query.at,
    ...(request.parameters === undefined ? {} : { parameters: request.parameters }),
    ...(request.database === undefined ? {} : { defaultDatabase: request.database }),
  });
}

/** Makes the tables of a query, does `work`, and counts what was read; messages name files as the lake does. */
export async function withTables<T>(
  query: TranslatedQuery,
  context: StatementContext,
  work: () => Promise<T>,
): Promise<{ result: T; bytes: number }> {
  const { session } = context;
  let tables: ScannedTable[] = [];
  try {
    tables = await prepareTables(query, session, context);
    const columns = await columnsRead(query.sql, session);
    const result = await work();
    return { result, bytes: await bytesScanned(tables, columns, session) };
  } catch (error) {
    if (error instanceof EngineFailure || !(error instanceof Error)) throw error;
    throw new Error(withLakePaths(error.message, tables), { cause: error });
  }
}

/** Runs a query and writes its rows as `<id>.csv` with `<id>.csv.metadata` beside it. */
export async function runSelect(query: QueryText, context: StatementContext): Promise<StatementResult> {
  const { id, request, session, store, workDirectory } = context;
  const translated = await translate(query, context);
  await mkdir(workDirectory, { recursive: true });
  const file = `${workDirectory}/result.csv`;
  const { result: columns, bytes } = await withTables(translated, context, async () => {
    const result = await session.stream(translated.sql);
    await pipeline(Readable.from(resultLines(result)), createWriteStream(file));
    return columnsOf(result);
  });
  const outputLocation = `${request.outputLocation}${id}.csv`;
  await store.put(parseS3Uri(outputLocation), createReadStream(file));
  await store.put(parseS3Uri(`${outputLocation}.metadata`), metadataFile(id, columns));
  return { columns, outputLocation, statistics: { bytesScanned: bytes, engine: ENGINE } };
}

function columnsOf(result: DuckDBResult): ResultColumn[] {
  const types = result.columnTypes();
  return result.columnNames().flatMap((name, index) => {
    const type = types[index];
    return type === undefined ? [] : [{ name, type: athenaTypeName(type) }];
  });
}

async function* resultLines(result: DuckDBResult): AsyncIterable<string> {
  const types = result.columnTypes();
  yield csvLine(result.columnNames());
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    let text = '';
    for (const row of chunk.getRows()) {
      text += csvLine(types.map((type, index) => printValue(row[index] ?? null, type)));
    }
    yield text;
  }
}
