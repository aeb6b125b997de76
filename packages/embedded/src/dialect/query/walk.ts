import type { Expression, Query, SortItem, Window } from './syntax-tree';

/** The expressions directly inside an expression, without going into subqueries. */
export function children(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'null':
    case 'boolean':
    case 'integer':
    case 'decimal':
    case 'double':
    case 'string':
    case 'binary':
    case 'typed':
    case 'interval':
    case 'identifier':
    case 'subquery':
    case 'exists':
      return [];
    case 'field':
      return [node.base];
    case 'subscript':
      return [node.base, node.index];
    case 'call':
      return [
        ...node.arguments,
        ...sortKeys(node.orderBy),
        ...optional(node.filter),
        ...(node.over !== undefined && 'partitionBy' in node.over ? windowParts(node.over) : []),
      ];
    case 'lambda':
      return [node.body];
    case 'cast':
    case 'not':
    case 'negate':
    case 'plus':
    case 'inQuery':
    case 'isNull':
    case 'extract':
      return [node.operand];
    case 'case':
      return [
        ...optional(node.operand),
        ...node.branches.flatMap((branch) => [branch.when, branch.then]),
        ...optional(node.otherwise),
      ];
    case 'row':
    case 'array':
      return node.items;
    case 'and':
    case 'or':
      return node.terms;
    case 'arithmetic':
    case 'comparison':
    case 'isDistinct':
      return [node.left, node.right];
    case 'quantified':
      return [node.left];
    case 'between':
      return [node.operand, node.low, node.high];
    case 'inList':
      return [node.operand, ...node.items];
    case 'like':
      return [node.operand, node.pattern, ...optional(node.escape)];
    case 'atTimeZone':
      return [node.operand, node.zone];
  }
}

/** The subqueries directly inside an expression. */
export function nestedQueries(node: Expression): readonly Query[] {
  const holdsQuery =
    node.kind === 'subquery' ||
    node.kind === 'exists' ||
    node.kind === 'inQuery' ||
    node.kind === 'quantified';
  return holdsQuery ? [node.query] : [];
}

function windowParts(window: Window): readonly Expression[] {
  const bounds = [window.frame?.start, window.frame?.end];
  return [
    ...window.partitionBy,
    ...sortKeys(window.orderBy),
    ...bounds.flatMap((bound) => (bound?.kind === 'offset' ? optional(bound.offset) : [])),
  ];
}

function sortKeys(items: readonly SortItem[]): readonly Expression[] {
  return items.map((item) => item.expression);
}

function optional(expression: Expression | undefined): readonly Expression[] {
  return expression === undefined ? [] : [expression];
}
