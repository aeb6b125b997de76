import { literal } from '@lakeward/sql';
import { toDuckDbType, type HiveType } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import { EngineFailure } from '../engine-failure';
import { below, elementOf, keysFor, valuesOf, type JsonStructure, type KeyMatch } from './json-structure';

/** Digits that DuckDB keeps of a number in JSON, which it reads as a double. */
const EXACT_DIGITS = 15;

/**
 * True when every name in the type has at most one key in the data, and DuckDB can read the type from JSON by itself: then its reader
 * is told the keys and does all the work. Otherwise a value is put together piece by piece.
 */
export function isDirect(type: HiveType, structure: JsonStructure, matches: KeyMatch): boolean {
  switch (type.kind) {
    case 'struct':
      return type.fields.every(({ name, type: inner }) => {
        const keys = keysFor(structure, name, matches);
        return keys.length <= 1 && isDirect(inner, below(structure, keys), matches);
      });
    case 'array':
      return isDirect(type.element, elementOf(structure), matches);
    case 'map':
      return isDirect(type.value, valuesOf(structure), matches);
    case 'decimal':
      return type.precision <= EXACT_DIGITS;
    case 'primitive':
      return type.name !== 'binary';
    case 'char':
    case 'varchar':
      return true;
  }
}

/** The type as DuckDB's reader is to read it: fields under the keys that the data has. */
export function storedType(type: HiveType, structure: JsonStructure, matches: KeyMatch): string {
  switch (type.kind) {
    case 'struct': {
      const fields = type.fields.map(({ name, type: inner }) => {
        const [key = name] = keysFor(structure, name, matches);
        return `${quoteName(key)} ${storedType(inner, below(structure, [key]), matches)}`;
      });
      return `STRUCT(${fields.join(', ')})`;
    }
    case 'array':
      return `${storedType(type.element, elementOf(structure), matches)}[]`;
    case 'map':
      return `MAP(VARCHAR, ${storedType(type.value, valuesOf(structure), matches)})`;
    case 'primitive':
    case 'decimal':
    case 'char':
    case 'varchar':
      return toDuckDbType(type);
  }
}

/** What was read as {@link storedType} as a value of the type itself: fields under the table's names. */
export function asDeclared(
  value: string,
  type: HiveType,
  structure: JsonStructure,
  matches: KeyMatch,
  depth = 0,
): string {
  if (isPlain(type)) return value;
  // DuckDB casts structures by name, whatever the case, and many times faster than a structure is taken apart and put together.
  return differsByCaseOnly(type, structure, matches)
    ? `CAST(${value} AS ${toDuckDbType(type)})`
    : rebuilt(value, type, structure, matches, depth);
}

/** True when every field's key in the data is its name, apart from case. */
function differsByCaseOnly(type: HiveType, structure: JsonStructure, matches: KeyMatch): boolean {
  switch (type.kind) {
    case 'struct':
      return type.fields.every(({ name, type: inner }) => {
        const keys = keysFor(structure, name, matches);
        const [key = name] = keys;
        return (
          key.toLowerCase() === name.toLowerCase() &&
          differsByCaseOnly(inner, below(structure, keys), matches)
        );
      });
    case 'array':
      return differsByCaseOnly(type.element, elementOf(structure), matches);
    case 'map':
      return differsByCaseOnly(type.value, valuesOf(structure), matches);
    case 'primitive':
    case 'decimal':
    case 'char':
    case 'varchar':
      return true;
  }
}

function rebuilt(
  value: string,
  type: HiveType,
  structure: JsonStructure,
  matches: KeyMatch,
  depth: number,
): string {
  const item = `item${depth}`;
  switch (type.kind) {
    case 'struct': {
      const fields = type.fields.map(({ name, type: inner }) => {
        const [key = name] = keysFor(structure, name, matches);
        const field = `struct_extract(${value}, ${literal(key)})`;
        return `${quoteName(name)} := ${asDeclared(field, inner, below(structure, [key]), matches, depth + 1)}`;
      });
      return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
    }
    case 'array':
      return isPlain(type.element)
        ? value
        : `list_transform(${value}, lambda ${item}: ${asDeclared(item, type.element, elementOf(structure), matches, depth + 1)})`;
    case 'map': {
      const values = `list_transform(map_values(${value}), lambda ${item}: ${asDeclared(item, type.value, valuesOf(structure), matches, depth + 1)})`;
      return `CASE WHEN ${value} IS NOT NULL THEN CAST(map(map_keys(${value}), ${values}) AS ${toDuckDbType(type)}) END`;
    }
    case 'primitive':
    case 'decimal':
    case 'char':
    case 'varchar':
      return value;
  }
}

function isPlain(type: HiveType): boolean {
  return type.kind !== 'struct' && type.kind !== 'array' && type.kind !== 'map';
}

/** A value of the type out of `json`, an expression of type JSON, put together key by key. */
export function pieced(
  json: string,
  type: HiveType,
  structure: JsonStructure,
  matches: KeyMatch,
  depth = 0,
): string {
  const item = `item${depth}`;
  switch (type.kind) {
    case 'struct': {
      const fields = type.fields.map(({ name, type: inner }) => {
        const keys = keysFor(structure, name, matches);
        const value =
          keys.length === 0
            ? `CAST(NULL AS ${toDuckDbType(inner)})`
            : pieced(underAny(json, keys), inner, below(structure, keys), matches, depth + 1);
        return `${quoteName(name)} := ${value}`;
      });
      return `CASE WHEN json_type(${json}) = 'OBJECT' THEN struct_pack(${fields.join(', ')}) END`;
    }
    case 'array':
      return (
        `list_transform(json_transform_strict(${json}, '["JSON"]'), ` +
        `lambda ${item}: ${pieced(item, type.element, elementOf(structure), matches, depth + 1)})`
      );
    case 'map': {
      const stored = `json_transform_strict(${json}, '"MAP(VARCHAR, JSON)"')`;
      const values = `list_transform(map_values(${stored}), lambda ${item}: ${pieced(item, type.value, valuesOf(structure), matches, depth + 1)})`;
      return `CASE WHEN json_type(${json}) = 'OBJECT' THEN CAST(map(map_keys(${stored}), ${values}) AS ${toDuckDbType(type)}) END`;
    }
    case 'decimal':
      return type.precision <= EXACT_DIGITS ? strict(json, type) : exactDecimal(json, type);
    case 'primitive':
      if (type.name !== 'binary') return strict(json, type);
      throw new EngineFailure(
        'NOT_SUPPORTED',
        'the embedded runtime reads no binary column from JSON; declare it as string and use from_base64',
      );
    case 'char':
    case 'varchar':
      return strict(json, type);
  }
}

/** The value under any of the keys: an expression of type JSON. */
export function underAny(json: string, keys: readonly string[]): string {
  const values = keys.map((key) => `json_extract(${json}, ${literal(`$.${JSON.stringify(key)}`)})`);
  return values.length === 1 ? (values[0] ?? 'NULL') : `coalesce(${values.join(', ')})`;
}

function strict(json: string, type: HiveType): string {
  return `json_transform_strict(${json}, ${literal(JSON.stringify(toDuckDbType(type)))})`;
}

/** A decimal of many digits is exact as a text only; a number of so many digits is refused rather than rounded. */
function exactDecimal(json: string, type: HiveType): string {
  const text = `(${json} ->> '$')`;
  const tooLong = `json_type(${json}) <> 'VARCHAR' AND length(regexp_replace(${text}, '[^0-9]', '', 'g')) > ${EXACT_DIGITS}`;
  const message = `concat('HIVE_BAD_DATA: the embedded runtime cannot read a JSON number of more than ${EXACT_DIGITS} digits exactly; write it as text: ', ${text})`;
  return `CASE WHEN ${tooLong} THEN error(${message}) ELSE CAST(${text} AS ${toDuckDbType(type)}) END`;
}
