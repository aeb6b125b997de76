import { literal } from '@lakeward/sql';
import type { HiveType } from '../../dialect';
import type { TableFile } from '../tables/table-file';
import type { FileEnds } from './file-inspector';
import { perCompression, SOURCE_OPTIONS } from './file-source';
import { recordColumns, recordShape, type JsonColumn } from './json-records';
import {
  completed,
  keyMatch,
  merged,
  missingNames,
  structureOf,
  UNKNOWN_STRUCTURE,
  type JsonStructure,
  type KeyMatch,
} from './json-structure';
import { FILE_COLUMN, usedColumns, type Reader, type ReadRequest } from './reader';
import { linesRelation } from './text-lines';

/** Files whose beginnings are looked at for how they spell their keys, spread over all, and how many bytes of each. */
const SAMPLED_FILES = 32;
const SAMPLED_BYTES = 128 * 1024;

/**
 * Reads JSON lines as the openx and Hive JSON SerDes do: keys in any case, `mapping.*` for renamed keys, malformed lines an
 * error (HIVE_BAD_DATA) unless `ignore.malformed.json` makes them rows of NULLs.
 *
 * DuckDB's reader has to be told how the data spells its keys. The beginnings of files tell that; names that are not found there
 * are looked for in the text of all files. One name spelled in several ways in one object is read, slower; what is not
 * noticed is a file that changes its mind in the middle.
 */
export const readJsonLines: Reader = async (request) => {
  const { table, files, inspector } = request;
  const parameters = table.storage?.serdeParameters ?? {};
  const lenient = parameters['ignore.malformed.json']?.toLowerCase() === 'true';
  const matches = keyMatch(parameters);
  const columns = usedColumns(request).map((column): JsonColumn => {
    const key = parameters[`mapping.${column.name}`];
    return key === undefined ? column : { ...column, key };
  });
  await inspector.holding(undefined, files);
  const ends = await inspector.ends(files);
  const structure = await keysOf(columns, ends, matches, request);
  // DuckDB's typed reader loses good rows behind a malformed one when it is told to go on.
  const shape = lenient ? undefined : recordShape(columns, structure, matches);
  const options = `ignore_errors = ${literal(lenient)}, ${SOURCE_OPTIONS}`;
  if (shape !== undefined) {
    const types = [...shape.fields].map(([key, type]) => `${literal(key)}: ${literal(type)}`);
    const source = perCompression(
      files,
      ends,
      (list, compression) =>
        `SELECT * FROM read_json(${list}, format = 'newline_delimited', columns = {${types.join(', ')}}, compression = ${compression}, ${options})`,
    );
    const values = shape.columns((key) => `records."${key.replaceAll('"', '""')}"`);
    return { sql: `SELECT ${[...values, FILE_COLUMN].join(', ')} FROM (${source}) AS records` };
  }
  const source = perCompression(
    files,
    ends,
    (list, compression) =>
      `SELECT json AS record, ${FILE_COLUMN} FROM read_ndjson_objects(${list}, compression = ${compression}, ${options})`,
  );
  const values = recordColumns('record', columns, structure, matches);
  return { sql: `SELECT ${[...values, FILE_COLUMN].join(', ')} FROM (${source})` };
};

async function keysOf(
  columns: readonly JsonColumn[],
  ends: ReadonlyMap<string, FileEnds>,
  matches: KeyMatch,
  { files, inspector, session }: ReadRequest,
): Promise<JsonStructure> {
  const row: HiveType = {
    kind: 'struct',
    fields: columns.map(({ name, type, key = name }) => ({ name: key, type })),
  };
  let structure: JsonStructure = UNKNOWN_STRUCTURE;
  for (const file of sampleOf(files)) {
    const head = await inspector.head(
      file,
      ends.get(file.file)?.compression ?? 'uncompressed',
      SAMPLED_BYTES,
    );
    structure = recordsIn(head).map(structureOf).reduce(merged, structure);
  }
  const missing = [...new Set(missingNames(row, structure, matches))];
  if (missing.length === 0) return structure;
  // Dots may stand for underscores, and any case for any other: what fits too much is sorted out by the match.
  const names = missing.map((name) =>
    name.replace(/[^a-zA-Z0-9]/g, (char) =>
      char === '_' ? '[._]' : `\\x{${char.charCodeAt(0).toString(16)}}`,
    ),
  );
  const found = await session.rows(
    `SELECT DISTINCT unnest(regexp_extract_all(line, ${literal(`"((?i:${names.join('|')}))"\\s*:`)}, 1)) FROM (${linesRelation(files, ends, 0)})`,
  );
  return completed(
    row,
    structure,
    found.map(([key]) => String(key)),
    matches,
  );
}

function sampleOf(files: readonly TableFile[]): readonly TableFile[] {
  const step = Math.max(1, files.length / SAMPLED_FILES);
  return files.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** The objects on the whole lines of a text. What is malformed is left for the reader to find. */
function recordsIn(head: Buffer): unknown[] {
  return head
    .toString('utf8')
    .split('\n')
    .flatMap((line): unknown[] => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}
