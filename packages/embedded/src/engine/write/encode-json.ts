import { literal } from '@lakeward/sql';
import type { HiveType } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import { EngineFailure } from '../engine-failure';
import { javaText } from './java-text';
import type { OutputColumn } from './output';

/**
 * DuckDB expression for a row as a JSON object, every column with its name, NULL as null, as Hive's and Trino's JSON writers do.
 * It is put together as text: DuckDB's own writer would round decimals.
 */
export function jsonLine(columns: readonly OutputColumn[]): string {
  return objectText(columns.map(({ name, type }) => ({ name, value: jsonValue(quoteName(name), type, 0) })));
}

/** The value as JSON text, `null` for NULL. */
function jsonValue(value: string, type: HiveType, depth: number): string {
  return `CASE WHEN ${value} IS NULL THEN 'null' ELSE ${presentValue(value, type, depth)} END`;
}

function presentValue(value: string, type: HiveType, depth: number): string {
  const item = `item${depth}`;
  switch (type.kind) {
    case 'array': {
      const items = `list_transform(${value}, lambda ${item}: ${jsonValue(item, type.element, depth + 1)})`;
      return `concat('[', array_to_string(${items}, ','), ']')`;
    }
    case 'map': {
      const key = textOf(keyText(`${item}.key`, type.key));
      const entry = `concat(${key}, ':', ${jsonValue(`${item}.value`, type.value, depth + 1)})`;
      return `concat('{', array_to_string(list_transform(map_entries(${value}), lambda ${item}: ${entry}), ','), '}')`;
    }
    case 'struct':
      return objectText(
        type.fields.map((field) => ({
          name: field.name,
          value: jsonValue(`struct_extract(${value}, ${literal(field.name)})`, field.type, depth + 1),
        })),
      );
    case 'char':
    case 'varchar':
      return textOf(value);
    case 'decimal':
      return `CAST(${value} AS VARCHAR)`;
    case 'primitive':
      break;
  }
  switch (type.name) {
    case 'string':
      return textOf(value);
    case 'date':
    case 'timestamp':
      return `concat('"', CAST(${value} AS VARCHAR), '"')`;
    case 'double':
    case 'float':
      return `CASE WHEN isfinite(${value}) THEN ${keyText(value, type)} ELSE concat('"', ${keyText(value, type)}, '"') END`;
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return `CAST(${value} AS VARCHAR)`;
    case 'binary':
      throw new EngineFailure(
        'NOT_SUPPORTED',
        'JSON cannot hold binary values; write to_base64(column), or write PARQUET',
      );
  }
}

/** A scalar as plain text, numbers as Java prints them. */
function keyText(value: string, type: HiveType): string {
  const name = type.kind === 'primitive' ? type.name : type.kind;
  return name === 'double' || name === 'float' ? javaText(value) : `CAST(${value} AS VARCHAR)`;
}

/** A text in double quotes, escaped. */
function textOf(value: string): string {
  return `CAST(to_json(${value}) AS VARCHAR)`;
}

function objectText(fields: readonly { readonly name: string; readonly value: string }[]): string {
  const members = fields.map(({ name, value }) => `concat(${literal(`${JSON.stringify(name)}:`)}, ${value})`);
  return `concat('{', concat_ws(',', ${members.join(', ')}), '}')`;
}
