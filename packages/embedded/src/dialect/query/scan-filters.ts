import type { TableMeanings } from './resolve-tables';
import { queriesIn, sources, tablesOf } from './select-parts';
import {
  computesOverRows,
  conjuncts,
  identifierNode,
  isColumn,
  isPlain,
  mapColumns,
  mapNames,
} from './condition';
import type { CommonTable, Expression, Query, QueryBody, Relation, Select, Source } from './syntax-tree';

/** For each place where a table is read: conditions on its own columns that all rows it contributes fulfil. */
export type ScanFilters = ReadonlyMap<Source, readonly Expression[]>;

/**
 * Collects the conditions by which scans can be narrowed: conjuncts of WHERE and of inner joins' ON, handed down through
 * subqueries, named subqueries read once, views and set operations as long as columns pass through unchanged. Where that
 * is not plain a condition is left out, so a scan may be wider than it needs to be and never narrower.
 */
export function scanFilters(query: Query, meanings: TableMeanings): ScanFilters {
  const filters = new Map<Source, readonly Expression[]>();
  const collector = new Collector(meanings, filters, countReferences(query, meanings));
  collector.query(query, []);
  return filters;
}

/** A condition on the columns that a query or relation offers; its identifiers are unqualified and lower-case. */
type Condition = Expression;

class Collector {
  constructor(
    private readonly meanings: TableMeanings,
    private readonly filters: Map<Source, readonly Expression[]>,
    private readonly references: ReadonlyMap<CommonTable, number>,
  ) {}

  query(query: Query, wanted: readonly Condition[]): void {
    // LIMIT picks rows before the condition is tested: fewer rows would be other rows.
    const limited = query.limit !== undefined || query.offset !== undefined;
    this.body(query.body, limited ? [] : wanted);
    for (const table of query.with) {
      // What is read exactly once gets its conditions where it is read; anything else is read whole.
      if (this.references.get(table) !== 1) this.query(table.query, []);
    }
    const handled = new Set<Query>(query.with.map((table) => table.query));
    const own = new Set<Query>(subqueriesOf(query.body));
    for (const inner of queriesIn(query)) {
      if (!handled.has(inner) && !own.has(inner)) this.query(inner, []);
    }
  }

  private body(body: QueryBody, wanted: readonly Condition[]): void {
    switch (body.kind) {
      case 'select':
        this.select(body, wanted);
        return;
      case 'nested':
        this.query(body.query, wanted);
        return;
      case 'values':
        return;
      case 'setOperation': {
        this.body(body.left, wanted);
        // The names of a set operation are those of its left side; the right side's go by position.
        const names = outputNames(body.left);
        const others = outputNames(body.right);
        this.body(
          body.right,
          names === undefined || others === undefined ? [] : renamed(wanted, names, others),
        );
      }
    }
  }

  private select(select: Select, wanted: readonly Condition[]): void {
    const own = select.where === undefined ? [] : conjuncts(select.where);
    const passed = wanted.flatMap((condition) => throughSelect(condition, select));
    const conditions = [...own, ...passed];
    for (const relation of select.from) {
      const all = select.from.flatMap((one) => sources(one));
      this.relation(relation, conditions, all);
    }
  }

  /** `conditions` hold for every row of the relation that is of use; they may speak of other relations too. */
  private relation(relation: Relation, conditions: readonly Condition[], all: readonly Source[]): void {
    if (relation.kind === 'join') {
      const { type, left, right } = relation;
      const on = relation.on === undefined ? [] : conjuncts(relation.on);
      // A side that an outer join fills up with NULLs is not narrowed by what is tested after the join.
      const leftKept = type === 'CROSS' || type === 'INNER' || type === 'LEFT';
      const rightKept = type === 'CROSS' || type === 'INNER' || type === 'RIGHT';
      const onLeft = type === 'INNER' || type === 'RIGHT';
      const onRight = type === 'INNER' || type === 'LEFT';
      this.relation(left, [...(leftKept ? conditions : []), ...(onLeft ? on : [])], all);
      this.relation(right, [...(rightKept ? conditions : []), ...(onRight ? on : [])], all);
      return;
    }
    if (relation.kind === 'group') {
      // The alias of a parenthesized join renames what is inside.
      this.relation(relation.relation, relation.alias === undefined ? conditions : [], all);
      return;
    }
    if (relation.kind === 'unnest') return;
    const local = conditions.flatMap((condition) => {
      const unqualified = ownColumns(condition, relation, all);
      return unqualified === undefined ? [] : [unqualified];
    });
    const usable = relation.columns === undefined && relation.sample === undefined ? local : [];
    if (relation.kind === 'subquery') {
      this.query(relation.query, usable);
      return;
    }
    const meaning = this.meanings.get(relation);
    if (meaning?.kind === 'view') this.query(meaning.query, usable);
    else if (meaning?.kind === 'table') this.filters.set(relation, usable.filter(isPlain));
    else if (meaning?.kind === 'common' && this.references.get(meaning.table) === 1) {
      this.query(meaning.table.query, meaning.table.columns === undefined ? usable : []);
    }
  }
}

/** The FROM subqueries of a body and the queries of its set operations: those that `body` goes into by itself. */
function subqueriesOf(body: QueryBody): readonly Query[] {
  switch (body.kind) {
    case 'nested':
      return [body.query];
    case 'setOperation':
      return [...subqueriesOf(body.left), ...subqueriesOf(body.right)];
    case 'select':
      return body.from
        .flatMap(sources)
        .flatMap((source) => (source.kind === 'subquery' ? [source.query] : []));
    case 'values':
      return [];
  }
}

function countReferences(query: Query, meanings: TableMeanings): ReadonlyMap<CommonTable, number> {
  const counts = new Map<CommonTable, number>();
  const visit = (one: Query, recursive: boolean): void => {
    for (const source of tablesOf(one)) {
      const meaning = meanings.get(source);
      // A recursive one reads itself as well: it is never narrowed.
      if (meaning?.kind === 'common') {
        counts.set(meaning.table, (counts.get(meaning.table) ?? 0) + (recursive ? 2 : 1));
      }
      if (meaning?.kind === 'view') visit(meaning.query, false);
    }
    for (const inner of queriesIn(one)) visit(inner, recursive || one.recursive);
  };
  visit(query, query.recursive);
  return counts;
}

/** Names of the columns that a body gives, or undefined where a star hides them. */
function outputNames(body: QueryBody): readonly string[] | undefined {
  switch (body.kind) {
    case 'select': {
      const names = body.items.map((item) => (item.kind === 'star' ? undefined : itemName(item)));
      return names.includes(undefined) ? undefined : (names as string[]);
    }
    case 'nested':
      return outputNames(body.query.body);
    case 'setOperation':
      return outputNames(body.left);
    case 'values':
      return undefined;
  }
}

function itemName(item: Extract<Select['items'][number], { kind: 'expression' }>): string {
  if (item.alias !== undefined) return item.alias.text.toLowerCase();
  const { expression } = item;
  return expression.kind === 'identifier' || expression.kind === 'field'
    ? expression.name.text.toLowerCase()
    : '';
}

function renamed(
  conditions: readonly Condition[],
  from: readonly string[],
  to: readonly string[],
): readonly Condition[] {
  return conditions.flatMap((condition) => {
    const result = mapNames(condition, (name, column) => {
      const other = to[from.indexOf(name)];
      return other === undefined || other === '' ? undefined : identifierNode(other, column);
    });
    return result === undefined ? [] : [result];
  });
}

/** A condition on the columns of a SELECT as one on the columns of its FROM, where they pass through unchanged. */
function throughSelect(condition: Condition, select: Select): readonly Condition[] {
  if (select.groupBy !== undefined || select.having !== undefined || select.items.some(computesOverRows))
    return [];
  const star = select.items.some((item) => item.kind === 'star' && item.of === undefined);
  const result = mapNames(condition, (name, column) => {
    const named = select.items.filter((item) => item.kind === 'expression' && itemName(item) === name);
    const [only] = named;
    if (named.length > 1) return undefined;
    if (only?.kind === 'expression') return isColumn(only.expression) ? only.expression : undefined;
    return star ? identifierNode(name, column) : undefined;
  });
  return result === undefined ? [] : [result];
}

/**
 * The condition with its columns unqualified, or undefined where one of them is another relation's. An unqualified name is
 * taken for the relation's own: if the relation has no such column its consumer does not use the condition, and if another
 * has it too the query itself is ambiguous.
 */
function ownColumns(condition: Expression, relation: Source, all: readonly Source[]): Expression | undefined {
  return mapColumns(condition, (path, column) => {
    const [first = '', second] = path;
    const qualifier = all.find((source) => nameOf(source) === first);
    if (second === undefined) return identifierNode(first, column);
    if (qualifier !== undefined)
      return qualifier === relation && path.length === 2 ? identifierNode(second, column) : undefined;
    const [database, table, name] = path;
    const isFull =
      relation.kind === 'table' &&
      relation.alias === undefined &&
      relation.name.table === table &&
      (relation.name.database === undefined || relation.name.database === database);
    return isFull && name !== undefined && path.length === 3 ? identifierNode(name, column) : undefined;
  });
}

function nameOf(source: Source): string | undefined {
  if (source.alias !== undefined) return source.alias.text.toLowerCase();
  return source.kind === 'table' ? source.name.table : undefined;
}
