import type { Expression, Select } from './syntax-tree';
import { children, nestedQueries } from './walk';

/** The parts of a condition that all have to be true. */
export function conjuncts(condition: Expression): readonly Expression[] {
  return condition.kind === 'and' ? condition.terms.flatMap(conjuncts) : [condition];
}

/** True for an item with an aggregate or window function, or with a function of many rows that is not known here. */
export function computesOverRows(item: Select['items'][number]): boolean {
  return item.kind === 'expression' && callsOverRows(item.expression);
}

function callsOverRows(node: Expression): boolean {
  if (node.kind === 'call' && !SCALARS.has(node.name)) return true;
  return nestedQueries(node).length > 0 || children(node).some(callsOverRows);
}

/** Functions that give the same for the same arguments and look at one row. */
const SCALARS: ReadonlySet<string> = new Set(
  `abs ceil ceiling coalesce concat date date_add date_diff date_format date_parse date_trunc day day_of_month
  day_of_week day_of_year dow doy floor format_datetime from_iso8601_date from_iso8601_timestamp from_unixtime greatest
  hour if json_extract json_extract_scalar least length lower lpad ltrim minute mod month nullif parse_datetime quarter
  regexp_extract regexp_like regexp_replace replace round rpad rtrim second split_part starts_with strpos substr
  substring to_iso8601 to_unixtime trim truncate upper url_decode week week_of_year year year_of_week yow`.split(
    /\s+/,
  ),
);

/** Functions of the query's time: the same for the whole query. */
const CLOCKS: ReadonlySet<string> = new Set(['current_date', 'current_timestamp', 'localtimestamp', 'now']);

/** True where nothing but names, literals, comparisons and known functions is in the condition. */
export function isPlain(node: Expression): boolean {
  if (node.kind === 'call' && !SCALARS.has(node.name) && !CLOCKS.has(node.name)) return false;
  if (node.kind === 'lambda' || node.kind === 'subscript' || nestedQueries(node).length > 0) return false;
  return children(node).every(isPlain);
}

/** True when the condition asks for the time of the query. */
export function asksForTime(node: Expression): boolean {
  return (node.kind === 'call' && CLOCKS.has(node.name)) || children(node).some(asksForTime);
}

/** Lower-case names of the columns in a condition whose identifiers are unqualified. */
export function columnsIn(node: Expression): readonly string[] {
  if (node.kind === 'identifier') return [node.name.text];
  return [...new Set(children(node).flatMap(columnsIn))];
}

/** The literals that a condition compares one column with by `=` or IN; undefined for any other condition. */
export function comparedLiterals(condition: Expression): readonly Expression[] | undefined {
  if (condition.kind === 'inList') {
    return condition.operand.kind === 'identifier' && condition.items.every(isLiteral)
      ? condition.items
      : undefined;
  }
  if (condition.kind !== 'comparison' || condition.operator !== '=') return undefined;
  const { left, right } = condition;
  if (left.kind === 'identifier' && isLiteral(right)) return [right];
  return right.kind === 'identifier' && isLiteral(left) ? [left] : undefined;
}

function isLiteral(node: Expression): boolean {
  if (node.kind === 'negate') return isLiteral(node.operand);
  return ['boolean', 'integer', 'decimal', 'string', 'typed'].includes(node.kind);
}

/** True for a column, qualified or not. */
export function isColumn(node: Expression): boolean {
  return node.kind === 'identifier' || (node.kind === 'field' && isColumn(node.base));
}

/** A column by its lower-case name, in the place of another. */
export function identifierNode(text: string, { at }: Pick<Expression, 'at'>): Expression {
  return { kind: 'identifier', at, name: { text, at } };
}

/** Like {@link mapColumns} for a condition whose columns are unqualified. */
export function mapNames(
  condition: Expression,
  replace: (name: string, column: Expression) => Expression | undefined,
): Expression | undefined {
  return mapColumns(condition, (path, column) =>
    path.length === 1 ? replace(path[0] ?? '', column) : undefined,
  );
}

/** Rebuilds a condition with each column replaced; undefined as soon as one is not, or a form is not known. */
export function mapColumns(
  node: Expression,
  replace: (path: readonly string[], column: Expression) => Expression | undefined,
): Expression | undefined {
  const path = columnPath(node);
  if (path !== undefined) return replace(path, node);
  const again = (inner: Expression): Expression | undefined => mapColumns(inner, replace);
  const all = (items: readonly Expression[]): readonly Expression[] | undefined => {
    const mapped = items.map(again);
    return mapped.includes(undefined) ? undefined : (mapped as readonly Expression[]);
  };
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
      return node;
    case 'not':
    case 'negate':
    case 'plus':
    case 'isNull':
    case 'cast':
    case 'extract': {
      const operand = again(node.operand);
      return operand === undefined ? undefined : { ...node, operand };
    }
    case 'and':
    case 'or': {
      const terms = all(node.terms);
      return terms === undefined ? undefined : { ...node, terms };
    }
    case 'arithmetic':
    case 'comparison':
    case 'isDistinct': {
      const [left, right] = [again(node.left), again(node.right)];
      return left === undefined || right === undefined ? undefined : { ...node, left, right };
    }
    case 'between': {
      const [operand, low, high] = [again(node.operand), again(node.low), again(node.high)];
      return operand === undefined || low === undefined || high === undefined
        ? undefined
        : { ...node, operand, low, high };
    }
    case 'inList': {
      const [operand, items] = [again(node.operand), all(node.items)];
      return operand === undefined || items === undefined ? undefined : { ...node, operand, items };
    }
    case 'like': {
      const [operand, pattern] = [again(node.operand), again(node.pattern)];
      const fixed = node.escape === undefined || node.escape.kind === 'string';
      return operand === undefined || pattern === undefined || !fixed
        ? undefined
        : { ...node, operand, pattern };
    }
    case 'call': {
      const items = all(node.arguments);
      return items === undefined || node.over !== undefined ? undefined : { ...node, arguments: items };
    }
    case 'array':
    case 'atTimeZone':
    case 'case':
    case 'exists':
    case 'field':
    case 'identifier':
    case 'inQuery':
    case 'lambda':
    case 'quantified':
    case 'row':
    case 'subquery':
    case 'subscript':
      return undefined;
  }
}

function columnPath(node: Expression): readonly string[] | undefined {
  if (node.kind === 'identifier') return [node.name.text.toLowerCase()];
  if (node.kind !== 'field') return undefined;
  const base = columnPath(node.base);
  return base === undefined ? undefined : [...base, node.name.text.toLowerCase()];
}
