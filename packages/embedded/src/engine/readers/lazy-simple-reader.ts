import { literal } from '@lakeward/sql';
import { toDuckDbType, type HiveType } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import { lazySimpleFormat, type LazySimpleFormat } from './lazy-simple-format';
import { FILE_COLUMN, usedColumns, type Reader } from './reader';
import { headerLines, linesRelation } from './text-lines';

/** Characters that stand for an escaped escape and an escaped separator while a line is split; no text holds them. */
const ESCAPED_ESCAPE = '\u{FFFE}';
const ESCAPED_SEPARATOR = '\u{FFFF}';

/**
 * Reads text tables of LazySimpleSerDe: a line a row, `\N` for NULL, no quotes, values that do not fit their type are NULL.
 * Source: "Lazy Simple SerDe for CSV, TSV, and custom-delimited files", Athena User Guide, and Hive's rules for nested types.
 */
export const readLazySimple: Reader = async (request) => {
  const { table, columns, files, inspector } = request;
  const format = lazySimpleFormat(table.storage?.serdeParameters ?? {});
  await inspector.holding(undefined, files);
  const lines = linesRelation(files, await inspector.ends(files), headerLines(table.parameters));
  const values = usedColumns(request).map((column) => {
    const field = fieldOf(`fields[${columns.indexOf(column) + 1}]`, format);
    return `${valueOf(field, column.type, format, 1)} AS ${quoteName(column.name)}`;
  });
  const split = `SELECT ${splitLine('line', format)} AS fields, ${FILE_COLUMN} FROM (${lines})`;
  return { sql: `SELECT ${[...values, FILE_COLUMN].join(', ')} FROM (${split})` };
};

function splitLine(line: string, { separators: [separator = ''], escape }: LazySimpleFormat): string {
  const text =
    escape === undefined
      ? line
      : `replace(replace(${line}, ${literal(escape + escape)}, '${ESCAPED_ESCAPE}'), ${literal(escape + separator)}, '${ESCAPED_SEPARATOR}')`;
  return `string_split(${text}, ${literal(separator)})`;
}

/** A field with its escapes undone: what is escaped stands for itself. */
function fieldOf(field: string, { separators: [separator = ''], escape }: LazySimpleFormat): string {
  if (escape === undefined) return field;
  const plain = `replace(${field}, '${ESCAPED_SEPARATOR}', ${literal(separator)})`;
  return `replace(replace(${plain}, ${literal(escape)}, ''), '${ESCAPED_ESCAPE}', ${literal(escape)})`;
}

/** The text as a value of the type; `depth` is that of the separator of its parts. */
function valueOf(text: string, type: HiveType, format: LazySimpleFormat, depth: number): string {
  const present = `nullif(${text}, ${literal(format.nullText)})`;
  const separator = literal(format.separators[depth] ?? '');
  const item = `item${depth}`;
  // Nothing between two separators is an array or a map without items.
  const parts = `CASE WHEN ${present} = '' THEN [] ELSE string_split(${present}, ${separator}) END`;
  switch (type.kind) {
    case 'primitive':
    case 'decimal':
    case 'char':
    case 'varchar':
      return scalarOf(present, type);
    case 'array':
      return `list_transform(${parts}, lambda ${item}: ${valueOf(item, type.element, format, depth + 1)})`;
    case 'map': {
      const inner = literal(format.separators[depth + 1] ?? '');
      const entries = `list_transform(${parts}, lambda ${item}: string_split(${item}, ${inner}))`;
      const side = (at: number, of: HiveType): string =>
        `list_transform(${entries}, lambda ${item}: ${valueOf(`${item}[${at}]`, of, format, depth + 2)})`;
      return `CASE WHEN ${present} IS NOT NULL THEN map(${side(1, type.key)}, ${side(2, type.value)}) END`;
    }
    case 'struct': {
      const fields = type.fields.map((field, index) => {
        const value = `string_split(${present}, ${separator})[${index + 1}]`;
        return `${quoteName(field.name)} := ${valueOf(value, field.type, format, depth + 1)}`;
      });
      return `CASE WHEN ${present} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
    }
  }
}

/** What does not fit is NULL, as in Hive: DuckDB's own reading of numbers and booleans is more generous. */
function scalarOf(text: string, type: Exclude<HiveType, { kind: 'array' | 'map' | 'struct' }>): string {
  const target = toDuckDbType(type);
  switch (type.kind) {
    case 'char':
    case 'varchar':
      return `left(${text}, ${type.length})`;
    case 'decimal':
      return `TRY_CAST(${text} AS ${target})`;
    case 'primitive':
      break;
  }
  switch (type.name) {
    case 'string':
      return text;
    case 'binary':
      return `TRY(from_base64(${text}))`;
    case 'boolean':
      return `CASE lower(${text}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END`;
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return `CASE WHEN regexp_full_match(${text}, '[+-]?[0-9]+') THEN TRY_CAST(${text} AS ${target}) END`;
    case 'float':
    case 'double':
    case 'date':
    case 'timestamp':
      return `TRY_CAST(${text} AS ${target})`;
  }
}
