import type { CommonTable, Query, QueryBody } from '../query/syntax-tree';
import { commonType, type WriteContext, type WrittenQuery } from './context';
import { orderKeys } from './functions/call-site';
import { renamedColumns, type Column } from './scope';
import { identifier } from './value';
import { writeSelect } from './write-select';

/** Writes a query. `context` is that of the SELECT around it, whose columns a subquery sees too. */
export function writeQuery(query: Query, context: WriteContext): WrittenQuery {
  const tables = query.with.map((table) => writeCommonTable(table, query.recursive, context));
  const head = tables.length === 0 ? '' : `WITH ${query.recursive ? 'RECURSIVE ' : ''}${tables.join(', ')} `;
  const { sql, columns, order } = writeBody(query.body, context);
  const keys = query.orderBy.length === 0 ? '' : ` ORDER BY ${orderKeys(query.orderBy, order)}`;
  const limit = query.limit === undefined ? '' : ` LIMIT ${context.write(query.limit, context).sql}`;
  const offset = query.offset === undefined ? '' : ` OFFSET ${context.write(query.offset, context).sql}`;
  return { sql: `${head}${sql}${keys}${limit}${offset}`, columns };
}

function writeCommonTable(table: CommonTable, recursive: boolean, context: WriteContext): string {
  const { commonTables } = context.translation;
  const names = table.columns?.map((column) => column.text);
  // A recursive table is read before its columns are known.
  if (recursive) commonTables.set(table, undefined);
  const { sql, columns } = writeQuery(table.query, context);
  commonTables.set(table, renamedColumns(columns, names));
  const list = names === undefined ? '' : `(${names.map(identifier).join(', ')})`;
  return `${identifier(table.name.text)}${list} AS (${sql})`;
}

/** A body, and the context that its ORDER BY is written in. */
interface WrittenBody extends WrittenQuery {
  readonly order: WriteContext;
}

function writeBody(body: QueryBody, context: WriteContext): WrittenBody {
  switch (body.kind) {
    case 'select':
      return writeSelect(body, context);
    case 'nested': {
      const { sql, columns } = writeQuery(body.query, context);
      return { sql: `(${sql})`, columns, order: overOutputs(columns, context) };
    }
    case 'values': {
      const written = writeValues(body, context);
      return { ...written, order: overOutputs(written.columns, context) };
    }
    case 'setOperation': {
      const [left, right] = [writeBody(body.left, context), writeBody(body.right, context)];
      const columns = left.columns?.map(({ name, type }, index) => ({
        name,
        type: commonType([type, right.columns?.[index]?.type ?? { kind: 'unknown' }]),
      }));
      const operator = `${body.operator}${body.all ? ' ALL' : ''}`;
      return {
        sql: `(${left.sql}) ${operator} (${right.sql})`,
        columns,
        order: overOutputs(columns, context),
      };
    }
  }
}

/** Where ORDER BY sees nothing but the columns of the result. */
function overOutputs(columns: readonly Column[] | undefined, context: WriteContext): WriteContext {
  return { ...context, scope: { relations: [{ columns, isTable: false }] } };
}

function writeValues(body: Extract<QueryBody, { kind: 'values' }>, context: WriteContext): WrittenQuery {
  const rows = body.rows.map((row) => row.map((item) => context.write(item, context)));
  const columns = (rows[0] ?? []).map((_, index) => ({
    name: `_col${index}`,
    type: commonType(rows.map((row) => row[index]?.type ?? { kind: 'unknown' })),
  }));
  const lists = rows.map((row) => `(${row.map((item) => item.sql).join(', ')})`);
  const names = columns.map((column) => identifier(column.name)).join(', ');
  return { sql: `SELECT * FROM (VALUES ${lists.join(', ')}) AS "values"(${names})`, columns };
}
