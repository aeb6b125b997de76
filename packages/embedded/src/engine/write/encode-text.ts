import { literal } from '@lakeward/sql';
import type { HiveType } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import { javaText } from './java-text';
import type { OutputColumn, OutputLayout } from './output';

/**
 * DuckDB expression for a row as a line of LazySimpleSerDe: fields between separators, `\N` for NULL, numbers as Java prints
 * them, bytes in Base64. The format has no way to write a text that holds a line break or a separator, or that is the text
 * for NULL: such a row fails, where Athena would write a file that reads back as something else. Line breaks are left to
 * {@link oneLine}.
 */
export function textLine(columns: readonly OutputColumn[], format: OutputLayout['text']): string {
  const values = columns.map(({ name, type }) => orNull(textValue(quoteName(name), type, format, 1), format));
  return `concat_ws(${separatorAt(0, format)}, ${values.join(', ')})`;
}

/** DuckDB expression for a line that was put together, which fails where it is more than one: looked for once, not in each value. */
export function oneLine(line: string): string {
  return `CASE WHEN contains(${line}, chr(10)) OR contains(${line}, chr(13)) THEN ${REFUSED} ELSE ${line} END`;
}

const REFUSED = `error(concat('NOT_SUPPORTED: TEXTFILE cannot hold a text with a line break or a separator in it; write PARQUET or JSON'))`;

/** The value as text, NULL for NULL; `depth` is that of the separator of its parts. */
function textValue(value: string, type: HiveType, format: OutputLayout['text'], depth: number): string {
  const item = `item${depth}`;
  const separator = separatorAt(depth, format);
  const part = (inner: string, of: HiveType, by = 1): string =>
    orNull(textValue(inner, of, format, depth + by), format);
  switch (type.kind) {
    case 'array':
      return `array_to_string(list_transform(${value}, lambda ${item}: ${part(item, type.element)}), ${separator})`;
    case 'map': {
      const [key, entry] = [part(`${item}.key`, type.key, 2), part(`${item}.value`, type.value, 2)];
      const pair = `concat(${key}, ${separatorAt(depth + 1, format)}, ${entry})`;
      return `array_to_string(list_transform(map_entries(${value}), lambda ${item}: ${pair}), ${separator})`;
    }
    case 'struct': {
      const fields = type.fields.map((field) =>
        part(`struct_extract(${value}, ${literal(field.name)})`, field.type),
      );
      return `CASE WHEN ${value} IS NOT NULL THEN concat_ws(${separator}, ${fields.join(', ')}) END`;
    }
    case 'char':
    case 'varchar':
      return plainText(value, format, depth);
    case 'decimal':
      return `CAST(${value} AS VARCHAR)`;
    case 'primitive':
      break;
  }
  switch (type.name) {
    case 'string':
      return plainText(value, format, depth);
    case 'binary':
      return `to_base64(${value})`;
    case 'double':
    case 'float':
      return javaText(value);
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'date':
    case 'timestamp':
      return `CAST(${value} AS VARCHAR)`;
  }
}

/** The text itself, where it holds no separator that would be read as the end of it, and is not what stands for NULL. */
function plainText(value: string, { separators, nullText }: OutputLayout['text'], depth: number): string {
  // One search for each character: a good deal faster than a regular expression for all of them.
  const ends = separators.slice(0, depth).map((end) => `contains(${value}, ${character(end)}) OR `);
  return `CASE WHEN ${ends.join('')}${value} = ${literal(nullText)} THEN ${REFUSED} ELSE ${value} END`;
}

function character(text: string): string {
  return `chr(${text.codePointAt(0) ?? 0})`;
}

function orNull(value: string, { nullText }: OutputLayout['text']): string {
  return `coalesce(${value}, ${literal(nullText)})`;
}

function separatorAt(depth: number, { separators }: OutputLayout['text']): string {
  return literal(separators[depth] ?? '');
}
