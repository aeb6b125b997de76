import { namePath } from '../../query/name-path';
import type { Expression } from '../../query/syntax-tree';
import { children, nestedQueries } from '../../query/walk';
import { commonType, requireComparable, type WriteContext } from '../context';
import { isAggregate } from './aggregates';
import { identifier, type Value } from '../value';
import type { CallSite } from './call-site';
import { BIGINT, special, type FunctionTable } from './function-rule';

/** Conditional functions, and the comparison functions of several values. */
export const CONDITION_FUNCTIONS: FunctionTable = {
  coalesce: special('any any any*', (site) => {
    const items = site.values();
    return { sql: `coalesce(${list(items)})`, type: commonType(items.map((item) => item.type)) };
  }),
  greatest: special('any any*', (site) => extreme(site, 'greatest')),
  grouping: special('any any*', (site) => ({ sql: `GROUPING(${list(site.values())})`, type: BIGINT })),
  if: special('boolean any any?', (site) => {
    const [condition, then, otherwise] = site.values();
    const branches = [then, otherwise].filter((value) => value !== undefined);
    const rest = otherwise === undefined ? '' : ` ELSE ${otherwise.sql}`;
    return {
      sql: `(CASE WHEN ${condition?.sql ?? ''} THEN ${then?.sql ?? ''}${rest} END)`,
      type: commonType(branches.map((value) => value.type)),
    };
  }),
  least: special('any any*', (site) => extreme(site, 'least')),
  nullif: special('any any', (site) => {
    const [a, b] = [site.value(0), site.value(1)];
    requireComparable(site.call.at, '=', a, b);
    return { sql: `nullif(${a.sql}, ${b.sql})`, type: a.type };
  }),
  try: special('any', attempt),
};

function list(items: readonly Value[]): string {
  return items.map((item) => item.sql).join(', ');
}

/** NULL if one of the values is NULL: DuckDB leaves NULLs out. */
function extreme(site: CallSite, name: 'greatest' | 'least'): Value {
  const items = site.values();
  const [first] = items;
  if (first === undefined) throw site.unexpected();
  for (const item of items) requireComparable(site.call.at, name, first, item);
  return { sql: `athena_${name}([${list(items)}])`, type: commonType(items.map((item) => item.type)) };
}

/**
 * TRY. DuckDB takes neither aggregates nor subqueries inside it, so these are computed outside, and with them the columns
 * around, and handed in as fields.
 */
function attempt(site: CallSite): Value {
  const node = site.node(0);
  if (!holdsQueryOrAggregate(node)) {
    const value = site.value(0);
    return { ...value, sql: `TRY(${value.sql})` };
  }
  const fields = new Map<string, { readonly field: string; readonly value: Value }>();
  const outside = site.context.write;
  const row = `athena_try_${site.context.depth}`;
  const write = (inner: Expression, context: WriteContext): Value => {
    const isColumn = namePath(inner) !== undefined;
    const isBarrier = nestedQueries(inner).length > 0 || (inner.kind === 'call' && isAggregate(inner));
    if (!isColumn && !isBarrier) return outside(inner, context);
    const value = outside(inner, site.context);
    const known = fields.get(value.sql) ?? { field: `f${fields.size}`, value };
    fields.set(value.sql, known);
    return { ...value, sql: `${row}.${known.field}` };
  };
  const body = write(node, { ...site.context, write });
  const packed = [...fields.values()]
    .map(({ field, value }) => `${identifier(field)}: ${value.sql}`)
    .join(', ');
  return { ...body, sql: `(list_transform([{${packed}}], lambda ${row}: TRY(${body.sql})))[1]` };
}

function holdsQueryOrAggregate(node: Expression): boolean {
  if (nestedQueries(node).length > 0) return true;
  if (node.kind === 'call' && isAggregate(node)) return true;
  return children(node).some(holdsQueryOrAggregate);
}
