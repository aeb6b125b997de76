import type { Expression, GroupingElement, Query, QueryBody, Relation, Select, Source } from './syntax-tree';
import { children, nestedQueries } from './walk';

/** The SELECTs and VALUES of a query body, through set operations but not into nested queries. */
export function branches(body: QueryBody): readonly Exclude<QueryBody, { kind: 'setOperation' }>[] {
  return body.kind === 'setOperation' ? [...branches(body.left), ...branches(body.right)] : [body];
}

/** The sources of a FROM, through joins and parentheses. */
export function sources(relation: Relation): readonly Source[] {
  if (relation.kind === 'join') return [...sources(relation.left), ...sources(relation.right)];
  return relation.kind === 'group' ? [relation, ...sources(relation.relation)] : [relation];
}

/** Every expression of a SELECT, with those of its FROM. */
export function expressionsOf(select: Select): readonly Expression[] {
  return [
    ...select.items.flatMap((item) =>
      item.kind === 'star' ? (item.of === undefined ? [] : [item.of]) : [item.expression],
    ),
    ...select.from.flatMap(relationExpressions),
    ...optional(select.where),
    ...(select.groupBy?.elements ?? []).flatMap(groupingExpressions),
    ...optional(select.having),
    ...select.windows.flatMap(({ window }) => [
      ...window.partitionBy,
      ...window.orderBy.map((item) => item.expression),
    ]),
  ];
}

/** The queries directly inside a query: of WITH, of FROM, and of expressions. */
export function queriesIn(query: Query): readonly Query[] {
  const inBody = branches(query.body).flatMap((body): readonly Query[] => {
    switch (body.kind) {
      case 'nested':
        return [body.query];
      case 'values':
        return body.rows.flat().flatMap(queriesOf);
      case 'select':
        return [
          ...body.from
            .flatMap(sources)
            .flatMap((source) => (source.kind === 'subquery' ? [source.query] : [])),
          ...expressionsOf(body).flatMap(queriesOf),
        ];
    }
  });
  return [
    ...query.with.map((table) => table.query),
    ...inBody,
    ...query.orderBy.flatMap((item) => queriesOf(item.expression)),
  ];
}

/** The tables that a query names in its own FROMs. */
export function tablesOf(query: Query): readonly Extract<Source, { kind: 'table' }>[] {
  return branches(query.body).flatMap((body) =>
    body.kind === 'select' ? body.from.flatMap(sources).filter((source) => source.kind === 'table') : [],
  );
}

function queriesOf(expression: Expression): readonly Query[] {
  return [...nestedQueries(expression), ...children(expression).flatMap(queriesOf)];
}

function relationExpressions(relation: Relation): readonly Expression[] {
  if (relation.kind === 'join') {
    return [
      ...relationExpressions(relation.left),
      ...relationExpressions(relation.right),
      ...optional(relation.on),
    ];
  }
  if (relation.kind === 'group') return relationExpressions(relation.relation);
  return relation.kind === 'unnest' ? relation.arguments : [];
}

function groupingExpressions(element: GroupingElement): readonly Expression[] {
  switch (element.kind) {
    case 'simple':
      return [element.expression];
    case 'rollup':
    case 'cube':
      return element.expressions;
    case 'sets':
      return element.sets.flat();
  }
}

function optional(expression: Expression | undefined): readonly Expression[] {
  return expression === undefined ? [] : [expression];
}
