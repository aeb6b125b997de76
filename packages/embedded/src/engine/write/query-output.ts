import { DuckDBTypeId } from '@duckdb/node-api';
import { literal } from '@lakeward/sql';
import { toDuckDbType } from '../../dialect';
import { hiveTypeOf } from '../duckdb/hive-type-of';
import { quoteName } from '../duckdb/quote-name';
import type { Session, StatementColumn } from '../duckdb/session';
import { EngineFailure } from '../engine-failure';
import type { OutputColumn } from './output';

/** A query with its columns. */
interface TypedQuery {
  readonly sql: string;
  readonly columns: readonly StatementColumn[];
}

/**
 * The columns that CTAS and UNLOAD make of a query's. Each needs a name of its own that was given to it, and a type, of those that
 * tables can have. `planner` is the session in which the query was planned.
 */
export async function outputColumns(query: TypedQuery, planner: Session): Promise<OutputColumn[]> {
  const { columns } = query;
  for (const index of columns.keys()) {
    if (await isUntyped(query, index, planner)) {
      throw new EngineFailure(
        'COLUMN_TYPE_UNKNOWN',
        `Column type is unknown at position ${index + 1}: write CAST(NULL AS ...)`,
      );
    }
  }
  const output = columns.map(({ name, type }, index) => {
    if (name === `_col${index}`) {
      throw new EngineFailure('MISSING_COLUMN_NAME', `Column name not specified at position ${index + 1}`);
    }
    return { name: name.toLowerCase(), type: hiveTypeOf(type) };
  });
  const names = output.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new EngineFailure('DUPLICATE_COLUMN_NAME', `Column name '${twice}' specified more than once`);
  }
  return output;
}

/** True for a column that is NULL and nothing else: DuckDB calls its type INTEGER, but would take it for anything. */
export async function isUntyped(
  { sql, columns }: TypedQuery,
  index: number,
  planner: Session,
): Promise<boolean> {
  if (columns[index]?.type.typeId !== DuckDBTypeId.INTEGER) return false;
  const names = columns.map((_, column) => `c${column}`);
  try {
    // A function that takes no integer, and takes NULL.
    await planner.columns(`SELECT map_keys(c${index}) FROM (${sql}) AS source (${names.join(', ')})`);
    return true;
  } catch {
    return false;
  }
}

/** Divides the columns into those of the files and those of the folders, which must be the last, in the order given. */
export function splitPartitions(
  columns: readonly OutputColumn[],
  partitionedBy: readonly string[],
): { readonly columns: readonly OutputColumn[]; readonly partitionKeys: readonly OutputColumn[] } {
  const data = columns.slice(0, columns.length - partitionedBy.length);
  const keys = columns.slice(data.length);
  const missing = partitionedBy.find((name) => !columns.some((column) => column.name === name));
  if (missing !== undefined) {
    throw new EngineFailure('INVALID_TABLE_PROPERTY', `Partition column '${missing}' not present in schema`);
  }
  if (keys.some(({ name }, index) => name !== partitionedBy[index])) {
    throw new EngineFailure(
      'HIVE_COLUMN_ORDER_MISMATCH',
      `Partition keys must be the last columns in the table and in the same order as the table properties: [${partitionedBy.join(', ')}]`,
    );
  }
  if (data.length === 0) {
    throw new EngineFailure('INVALID_TABLE_PROPERTY', 'Table contains only partition columns');
  }
  return { columns: data, partitionKeys: keys };
}

/** The query with its columns, taken in order, under the names and in the types of the output. */
export function typedQuery(query: string, columns: readonly OutputColumn[]): string {
  const sources = columns.map((_, index) => `c${index}`);
  const values = columns.map(({ name, type }, index) => {
    const value = `c${index}`;
    const cast = `CAST(${value} AS ${toDuckDbType(type)})`;
    if (type.kind !== 'varchar' && type.kind !== 'char') return `${cast} AS ${quoteName(name)}`;
    const message = literal(
      `INVALID_CAST_ARGUMENT: Cannot truncate characters for column ${name}, which takes ${type.length}`,
    );
    return `CASE WHEN length(${cast}) > ${type.length} THEN error(${message}) ELSE ${cast} END AS ${quoteName(name)}`;
  });
  return `SELECT ${values.join(', ')} FROM (${query}) AS source (${sources.join(', ')})`;
}
