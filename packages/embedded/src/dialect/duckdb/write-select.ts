import { notSupported } from '../lexical/errors';
import { namePath } from '../query/name-path';
import type { Expression, GroupingElement, Relation, Select, SelectItem } from '../query/syntax-tree';
import type { WriteContext, WrittenQuery } from './context';
import { windowSpecification } from './functions/call-site';
import type { Column, Scope, ScopeRelation } from './scope';
import { HIDDEN_COLUMNS } from './hidden-columns';
import { withoutZone } from './time-zone';
import { identifier } from './value';
import { writeRelation } from './write-relation';

/** Writes a SELECT; `order` is the context in which the ORDER BY behind it is written. */
export function writeSelect(
  select: Select,
  outer: WriteContext,
): WrittenQuery & { readonly order: WriteContext } {
  const relations: ScopeRelation[] = [];
  const scope: Scope = { relations, ...(outer.scope === undefined ? {} : { outer: outer.scope }) };
  const context: WriteContext = { ...outer, scope };
  // Relations see those before them: the scope grows as they are written.
  const from = select.from.map((relation) => writeRelation(relation, context, relations));
  const items = writeItems(select.items, context, select.from.some(mergesColumns));
  const condition = (keyword: string, expression: Expression | undefined): string =>
    expression === undefined ? '' : ` ${keyword} ${context.write(expression, context).sql}`;
  const windows = select.windows.map(
    ({ name, window }) => `${identifier(name.text)} AS (${windowSpecification(window, context)})`,
  );
  const sql = [
    `SELECT ${select.distinct ? 'DISTINCT ' : ''}${items.sql}`,
    from.length === 0 ? '' : ` FROM ${from.join(', ')}`,
    condition('WHERE', select.where),
    select.groupBy === undefined ? '' : ` GROUP BY ${writeGrouping(select.groupBy, context)}`,
    condition('HAVING', select.having),
    windows.length === 0 ? '' : ` WINDOW ${windows.join(', ')}`,
  ].join('');
  // ORDER BY knows the names of the select list, and behind them the columns of FROM.
  const outputs: Scope = { relations: [{ columns: items.columns, isTable: false }], outer: scope };
  return { sql, columns: items.columns, order: { ...context, scope: outputs } };
}

function writeItems(items: readonly SelectItem[], context: WriteContext, merged: boolean): WrittenQuery {
  const written: string[] = [];
  let columns: Column[] | undefined = [];
  for (const [index, item] of items.entries()) {
    if (item.kind === 'star') {
      const star = writeStar(item, context, merged);
      written.push(star.sql);
      columns = star.columns === undefined ? undefined : columns?.concat(star.columns);
      continue;
    }
    const { expression, alias } = item;
    const value = withoutZone(context.write(expression, context), expression.at);
    const name =
      alias?.text ??
      namePath(expression)?.at(-1) ??
      fieldName(expression) ??
      `_col${columns?.length ?? index}`;
    written.push(`${value.sql} AS ${identifier(name)}`);
    columns?.push({ name: name.toLowerCase(), type: value.type });
  }
  return { sql: written.join(', '), columns };
}

function fieldName(expression: Expression): string | undefined {
  return expression.kind === 'field' ? expression.name.text : undefined;
}

/** True where USING makes one column of two, so that a star has fewer columns than the relations. */
function mergesColumns(relation: Relation): boolean {
  if (relation.kind === 'group') return mergesColumns(relation.relation);
  if (relation.kind !== 'join') return false;
  return relation.using !== undefined || mergesColumns(relation.left) || mergesColumns(relation.right);
}

function writeStar(
  item: Extract<SelectItem, { kind: 'star' }>,
  context: WriteContext,
  merged: boolean,
): WrittenQuery {
  const relations = context.scope?.relations ?? [];
  const path = item.of === undefined ? undefined : namePath(item.of);
  if (item.of !== undefined && path === undefined) {
    throw notSupported(
      item.at,
      'the fields of an expression cannot be expanded by the embedded runtime',
      'Name the fields one by one.',
    );
  }
  const reached = path === undefined ? relations : relations.filter((relation) => isNamed(relation, path));
  const prefix = path === undefined ? '' : `${path.map(identifier).join('.')}.`;
  const hidden = reached.some((relation) => relation.isTable)
    ? ` EXCLUDE (${HIDDEN_COLUMNS.map(identifier).join(', ')})`
    : '';
  const known = reached.length > 0 && !merged && reached.every((relation) => relation.columns !== undefined);
  return {
    sql: `${prefix}*${hidden}`,
    columns: known ? reached.flatMap((relation) => relation.columns ?? []) : undefined,
  };
}

function isNamed(relation: ScopeRelation, path: readonly string[]): boolean {
  const lower = path.map((part) => part.toLowerCase());
  const [table, database] = lower.reverse();
  return relation.name === table && (database === undefined || relation.database === database);
}

function writeGrouping(
  { distinct, elements }: NonNullable<Select['groupBy']>,
  context: WriteContext,
): string {
  if (distinct) {
    const at = elements[0]?.kind === 'simple' ? elements[0].expression.at : { line: 1, column: 1 };
    throw notSupported(
      at,
      'GROUP BY DISTINCT is not supported by the embedded runtime',
      'Write each grouping set once with GROUPING SETS.',
    );
  }
  const list = (items: readonly Expression[]): string =>
    items.map((item) => context.write(item, context).sql).join(', ');
  const element = (one: GroupingElement): string => {
    switch (one.kind) {
      case 'simple':
        return list([one.expression]);
      case 'rollup':
      case 'cube':
        return `${one.kind.toUpperCase()} (${list(one.expressions)})`;
      case 'sets':
        return `GROUPING SETS (${one.sets.map((set) => `(${list(set)})`).join(', ')})`;
    }
  };
  return elements.map(element).join(', ');
}
