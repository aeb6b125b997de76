import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { deterministicId } from '@lakeward/core';
import { literal } from '@lakeward/sql';
import { toDuckDbType, type HiveType } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import { EngineFailure } from '../engine-failure';
import type { TableFile } from '../tables/table-file';
import type { FileEnds } from './file-inspector';
import { perCompression, SOURCE_OPTIONS } from './file-source';
import { openCsvFormat, splitCsvLine, type OpenCsvFormat } from './open-csv-format';
import { FILE_COLUMN, usedColumns, type Reader, type ReadRequest } from './reader';
import { headerLines, linesRelation } from './text-lines';

/** Separates the values of a rewritten line; no text holds this character. */
const REWRITTEN = '\u{FFFE}';

/** A text that no file holds: DuckDB would otherwise read empty values as NULL. */
const NO_NULL = '\u{FFFF}';

/** Characters that are written at once. */
const PIECE = 65_536;

/**
 * Reads text tables of OpenCSVSerDe: quoted values, every empty value an empty text, dates as days and timestamps as
 * milliseconds since 1970, anything that does not fit its type HIVE_BAD_DATA. Source: "Open CSV SerDe for processing CSV",
 * Athena User Guide.
 *
 * DuckDB's own reader does it, except for files with the escape character: it knows escapes or doubled quotes, not both. Those are
 * split here and rewritten.
 */
export const readOpenCsv: Reader = async (request) => {
  const { table, columns, files, inspector } = request;
  const format = openCsvFormat(table.storage?.serdeParameters ?? {});
  const skip = headerLines(table.parameters);
  const ends = await inspector.ends(files);
  const escaped = await inspector.holding(format.escape.charCodeAt(0), files);
  const moved = new Map<string, string>();
  for (const file of files) {
    if (escaped.has(file.file)) moved.set(file.file, await rewritten(file, ends, format, skip, request));
  }
  const plain = files.filter(({ file }) => !escaped.has(file));
  const rewrittenFiles = files.flatMap((file) => {
    const to = moved.get(file.file);
    return to === undefined ? [] : [{ ...file, file: to }];
  });
  const parts = [
    ...(plain.length === 0 ? [] : [plainRelation(plain, ends, columns.length, format, skip)]),
    ...(rewrittenFiles.length === 0 ? [] : [rewrittenRelation(rewrittenFiles, columns.length)]),
  ];
  const nullForInvalid = table.parameters['use.null.for.invalid.data']?.toLowerCase() === 'true';
  const values = usedColumns(request).map((column) => {
    const index = columns.indexOf(column);
    return `${valueOf(`c${index}`, column.type, index, nullForInvalid)} AS ${quoteName(column.name)}`;
  });
  return {
    sql: `SELECT ${[...values, FILE_COLUMN].join(', ')} FROM (${parts.join(' UNION ALL BY NAME ')})`,
    moved,
  };
};

function plainRelation(
  files: readonly TableFile[],
  ends: ReadonlyMap<string, FileEnds>,
  columnCount: number,
  { separator, quote }: OpenCsvFormat,
  skip: number,
): string {
  const names = Array.from({ length: columnCount }, (_, index) => `'c${index}': 'VARCHAR'`);
  return perCompression(
    files,
    ends,
    (list, compression) =>
      `SELECT * FROM read_csv(${list}, columns = {${names.join(', ')}}, auto_detect = false, header = false, skip = ${literal(skip)}, ` +
      `delim = ${literal(separator)}, quote = ${literal(quote)}, escape = ${literal(quote)}, nullstr = '${NO_NULL}', ` +
      `allow_quoted_nulls = false, null_padding = true, strict_mode = false, compression = ${compression}, ${SOURCE_OPTIONS})`,
  );
}

function rewrittenRelation(files: readonly TableFile[], columnCount: number): string {
  const values = Array.from({ length: columnCount }, (_, index) => `fields[${index + 1}] AS c${index}`);
  // A line without any value is written as nothing.
  const fields = `CASE WHEN line = '' THEN [] ELSE string_split(line[2:], '${REWRITTEN}') END`;
  return (
    `SELECT ${values.join(', ')}, ${FILE_COLUMN} FROM ` +
    `(SELECT ${fields} AS fields, ${FILE_COLUMN} FROM (${linesRelation(files, new Map(), 0)}))`
  );
}

/** Writes the file's rows to the work directory, each line a mark and the values in their plain form; answers the new path. */
async function rewritten(
  { file, uri }: TableFile,
  ends: ReadonlyMap<string, FileEnds>,
  format: OpenCsvFormat,
  skip: number,
  { workDirectory }: ReadRequest,
): Promise<string> {
  const compression = ends.get(file)?.compression;
  if (compression === 'zstd') {
    throw new EngineFailure(
      'NOT_SUPPORTED',
      `${uri} is zstd and has escapes; the embedded runtime reads gzip`,
    );
  }
  const folder = path.join(workDirectory, 'csv');
  await mkdir(folder, { recursive: true });
  const target = path.join(folder, deterministicId(uri));
  await pipeline(
    createReadStream(file),
    compression === 'gzip' ? createGunzip() : new PassThrough(),
    (chunks: AsyncIterable<Buffer>) => rewrittenLines(linesOf(chunks), format, skip),
    createWriteStream(target),
  );
  return target;
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncIterable<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}

/** In pieces of some size, each of whole lines. */
async function* rewrittenLines(
  lines: AsyncIterable<string>,
  format: OpenCsvFormat,
  skip: number,
): AsyncIterable<string> {
  let number = 0;
  let text = '';
  for await (const line of lines) {
    number += 1;
    if (number <= skip) continue;
    const values = splitCsvLine(line, format);
    text += values.length === 0 ? '\n' : `:${values.join(REWRITTEN)}\n`;
    if (text.length < PIECE) continue;
    yield text;
    text = '';
  }
  yield text;
}

function valueOf(value: string, type: HiveType, index: number, nullForInvalid: boolean): string {
  const target = toDuckDbType(type);
  if (target === 'VARCHAR') {
    const place = `concat('HIVE_BAD_DATA: a quoted value of ', ${FILE_COLUMN}, ' holds a line break, which OpenCSVSerDe does not support')`;
    return `CASE WHEN contains(${value}, chr(10)) THEN error(${place}) ELSE ${value} END`;
  }
  const converted = conversionOf(value, type, target);
  if (nullForInvalid) return converted;
  const message = `concat('HIVE_BAD_DATA: Error parsing field value ''', ${value}, ''' for field ${index}: it is no ${target} in ', ${FILE_COLUMN})`;
  return `CASE WHEN ${value} IS NOT NULL AND ${converted} IS NULL THEN error(${message}) ELSE ${converted} END`;
}

function conversionOf(value: string, type: HiveType, target: string): string {
  const name = type.kind === 'primitive' ? type.name : type.kind;
  if (name === 'date') return `(DATE '1970-01-01' + TRY_CAST(${value} AS INTEGER))`;
  if (name === 'timestamp') return `make_timestamp_ms(TRY_CAST(${value} AS BIGINT))`;
  return `TRY_CAST(${value} AS ${target})`;
}
