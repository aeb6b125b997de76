import { literal } from '@lakeward/sql';
import { toDuckDbType, type HiveType } from '../../dialect';

/**
 * The keys that JSON objects really have, merged over all records: what DuckDB's json_group_structure answers. A string
 * leaf is a type's name, an array holds one element, an object its keys.
 */
export type JsonStructure = string | readonly JsonStructure[] | { readonly [key: string]: JsonStructure };

/** A column of a JSON table. */
export interface JsonColumn {
  readonly name: string;
  readonly type: HiveType;
  /** Key in the JSON object, where it is not the column's name. */
  readonly key?: string;
}

/**
 * The relation that turns `records` (a relation with a column `record` of type JSON) into typed columns, `carried` columns
 * kept. JSON keys are found whatever their case, as Athena's JSON SerDes find them; what is missing or of another shape is
 * NULL, and an object or array in a text column is its JSON text.
 *
 * One json_transform reads everything whose keys have one spelling; what has several (CloudTrail writes both `ARN` and
 * `arn`) is put together key by key.
 */
export function jsonRelation(
  records: string,
  columns: readonly JsonColumn[],
  structure: JsonStructure,
  carried: readonly string[],
): string {
  const shape: Record<string, unknown> = {};
  const list = columns.map((column) => {
    const { name, type, key: wanted = name } = column;
    const keys = spellings(structure, wanted);
    const below = structureOf(structure, wanted);
    const [key] = keys;
    let value = 'NULL';
    if (key !== undefined && keys.length === 1 && isUnambiguous(type, below)) {
      shape[key] = transformShape(type, below);
      value = `shaped.${quoteName(key)}`;
    } else if (key !== undefined) {
      value = pieced(anySpelling('record', keys), type, below);
    }
    return `CAST(${value} AS ${toDuckDbType(type)}) AS ${quoteName(name)}`;
  });
  const shaped =
    Object.keys(shape).length === 0 ? 'NULL' : `json_transform(record, ${literal(JSON.stringify(shape))})`;
  const kept = carried.join(', ');
  return `SELECT ${[...list, kept].join(', ')} FROM (SELECT record, ${shaped} AS shaped, ${kept} FROM (${records}))`;
}

/** The name as an identifier of DuckDB. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Keys of the object that a name stands for, whatever their case. */
function spellings(structure: JsonStructure, name: string): string[] {
  if (typeof structure === 'string' || Array.isArray(structure)) return [];
  return Object.keys(structure).filter((key) => key.toLowerCase() === name.toLowerCase());
}

/** The structure below a name, or `NULL` where no record has it or its spellings differ. */
function structureOf(structure: JsonStructure, name: string): JsonStructure {
  const keys = spellings(structure, name);
  const [key] = keys;
  if (key === undefined || keys.length > 1) return 'NULL';
  return (structure as Readonly<Record<string, JsonStructure>>)[key] ?? 'NULL';
}

function isUnambiguous(type: HiveType, structure: JsonStructure): boolean {
  switch (type.kind) {
    case 'struct':
      return type.fields.every(
        (field) =>
          spellings(structure, field.name).length <= 1 &&
          isUnambiguous(field.type, structureOf(structure, field.name)),
      );
    case 'array':
      return isUnambiguous(type.element, elementOf(structure));
    case 'map':
    case 'primitive':
    case 'decimal':
    case 'char':
    case 'varchar':
      return true;
  }
}

/** The structure argument of json_transform for a type, with the keys as the data spells them. */
function transformShape(type: HiveType, structure: JsonStructure): unknown {
  switch (type.kind) {
    case 'struct':
      return Object.fromEntries(
        type.fields.map((field) => [
          spellings(structure, field.name)[0] ?? field.name,
          transformShape(field.type, structureOf(structure, field.name)),
        ]),
      );
    case 'array':
      return [transformShape(type.element, elementOf(structure))];
    case 'map':
    case 'primitive':
    case 'decimal':
    case 'char':
    case 'varchar':
      return toDuckDbType(type);
  }
}

function elementOf(structure: JsonStructure): JsonStructure {
  return Array.isArray(structure) ? ((structure[0] as JsonStructure | undefined) ?? 'NULL') : 'NULL';
}

/** The value under any of the keys: an expression of type JSON. */
function anySpelling(json: string, keys: readonly string[]): string {
  const values = keys.map((key) => `json_extract(${json}, ${literal(`$.${JSON.stringify(key)}`)})`);
  return values.length === 1 ? (values[0] ?? 'NULL') : `coalesce(${values.join(', ')})`;
}

/** A value of the type, put together from `json` (an expression of type JSON) key by key. */
function pieced(json: string, type: HiveType, structure: JsonStructure): string {
  switch (type.kind) {
    case 'struct': {
      const fields = type.fields.map((field) => {
        const keys = spellings(structure, field.name);
        const value =
          keys.length === 0
            ? `CAST(NULL AS ${toDuckDbType(field.type)})`
            : pieced(anySpelling(json, keys), field.type, structureOf(structure, field.name));
        return `${quoteName(field.name)} := ${value}`;
      });
      return `CASE WHEN json_type(${json}) = 'OBJECT' THEN struct_pack(${fields.join(', ')}) END`;
    }
    case 'array':
      return `list_transform(json_transform(${json}, '["JSON"]'), lambda item: ${pieced('item', type.element, elementOf(structure))})`;
    case 'map':
    case 'primitive':
    case 'decimal':
    case 'char':
    case 'varchar':
      return `json_transform(${json}, ${literal(JSON.stringify(toDuckDbType(type)))})`;
  }
}
