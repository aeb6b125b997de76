import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DuckDBResult, DuckDBType } from '@duckdb/node-api';
import type { ResultColumn } from '@lakeward/athena';
import { parseS3Uri } from '@lakeward/s3';
import { athenaTypeName, printValue } from '../../dialect';
import type { StatementContext, StatementResult } from '../statement-context';
import { metadataFile } from './metadata-file';
import { csvLine } from './result-csv';

/** Writes the rows as they come to `<id>.csv`, with `<id>.csv.metadata` beside it. */
export async function writeRows(
  rows: DuckDBResult,
  bytesScanned: number,
  context: StatementContext,
): Promise<StatementResult> {
  const { id, request, store, workDirectory, signal } = context;
  const types = rows.columnTypes();
  const columns = rows.columnNames().map((name, index) => ({ name, type: typeName(types[index]) }));
  await mkdir(workDirectory, { recursive: true });
  const file = path.join(workDirectory, 'result.csv');
  // The next rows are computed only when the last are written.
  await pipeline(csvOf(rows, types), createWriteStream(file), { signal });
  const outputLocation = `${request.outputLocation}${id}.csv`;
  await store.put(parseS3Uri(outputLocation), createReadStream(file));
  await store.put(parseS3Uri(`${outputLocation}.metadata`), metadataFile(id, columns));
  return { columns, form: 'csv', bytesScanned, outputLocation };
}

/** Writes the lines of a utility statement to `<id>.txt`, with `<id>.txt.metadata` beside it. */
export async function writeLines(
  lines: readonly string[],
  columns: readonly ResultColumn[],
  { id, request, store }: StatementContext,
): Promise<StatementResult> {
  const outputLocation = `${request.outputLocation}${id}.txt`;
  await store.put(parseS3Uri(outputLocation), lines.join('\n'));
  await store.put(parseS3Uri(`${outputLocation}.metadata`), metadataFile(id, columns));
  return { columns, form: 'lines', bytesScanned: 0, outputLocation };
}

function typeName(type: DuckDBType | undefined): string {
  return type === undefined ? 'unknown' : athenaTypeName(type);
}

async function* csvOf(rows: DuckDBResult, types: readonly DuckDBType[]): AsyncIterable<string> {
  yield csvLine(rows.columnNames());
  for (;;) {
    const chunk = await rows.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const lines = chunk
      .getRows()
      .map((row) => csvLine(types.map((type, index) => printValue(row[index] ?? null, type))));
    yield lines.join('');
  }
}
