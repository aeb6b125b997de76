import { notSupported, syntaxError } from '../lexical/errors';
import type { Source } from '../query/syntax-tree';
import { formatTrinoType, scalar, UNKNOWN, type TrinoType } from '../types/trino-type';
import { typeMismatch, type WriteContext, type WrittenQuery } from './context';
import type { Column } from './scope';
import { identifier, type Value } from './value';

type Unnest = Extract<Source, { kind: 'unnest' }>;

/**
 * Writes `UNNEST(a, b) WITH ORDINALITY AS t (x, y, n)` as a subquery with a column for each name: an element for an array,
 * key and value for a map, each field for an array of rows. Arrays of several lengths are filled up with NULL.
 *
 * Where the type of an argument is not known, the number of names tells what it is: more names than arguments mean rows.
 */
export function writeUnnest(source: Unnest, context: WriteContext): WrittenQuery {
  const items = source.arguments.map((argument) => context.write(argument, context));
  const lists = items.map((item, index) => asList(item, source, index));
  const widths = columnCounts(source, lists);
  const columns = columnsOf(source, lists, widths);
  const inner = [
    ...lists.map(({ sql }, index) => `unnest(${sql}) AS e${index}`),
    ...(source.ordinality ? [`unnest(range(1, ${longest(lists)} + 1)) AS n`] : []),
  ];
  const outer = [
    ...lists.flatMap((_, index) => elementColumns(index, widths[index])),
    ...(source.ordinality ? ['n'] : []),
  ];
  if (columns === undefined)
    return { sql: `SELECT ${wildcards(lists, source.ordinality).join(', ')}`, columns };
  const named = outer.map((sql, index) => `${sql} AS ${identifier(columns[index]?.text ?? '')}`);
  return {
    sql: `SELECT ${named.join(', ')} FROM (SELECT ${inner.join(', ')})`,
    columns: columns.map(({ text, type }): Column => ({ name: text.toLowerCase(), type })),
  };
}

/** An argument as a list; the entries of a map are rows of key and value. */
interface ListValue {
  readonly sql: string;
  readonly element: TrinoType;
}

function asList({ sql, type }: Value, source: Unnest, index: number): ListValue {
  if (type.kind === 'array') return { sql, element: type.element };
  if (type.kind === 'unknown') return { sql, element: UNKNOWN };
  if (type.kind === 'map') {
    const fields = [
      { name: 'key', type: type.key },
      { name: 'value', type: type.value },
    ];
    return { sql: `map_entries(${sql})`, element: { kind: 'row', fields } };
  }
  throw typeMismatch(
    source.arguments[index]?.at ?? source.at,
    `Cannot unnest type: ${formatTrinoType(type)}`,
  );
}

/** How many columns each argument gives; 0 for an element that is a column itself. */
function columnCounts(source: Unnest, lists: readonly ListValue[]): readonly number[] {
  const known = lists.map(({ element }) =>
    element.kind === 'row' ? element.fields.length : element.kind === 'unknown' ? undefined : 0,
  );
  const names = source.columns?.length;
  if (names === undefined) return known.map((count) => count ?? 0);
  const total = known.reduce<number>((sum, count) => sum + (count === undefined ? 0 : Math.max(count, 1)), 0);
  const open = known.filter((count) => count === undefined).length;
  const left = names - total - (source.ordinality ? 1 : 0);
  if (open === 0 ? left !== 0 : left < open) {
    throw syntaxError(
      source.at,
      `Column alias list has ${names} entries but '${source.alias?.text ?? 'UNNEST'}' has ${total + open + (source.ordinality ? 1 : 0)} columns available`,
    );
  }
  if (left === open) return known.map((count) => count ?? 0);
  if (open > 1) {
    throw notSupported(
      source.at,
      'it is not known how many columns each argument of UNNEST gives',
      'Unnest the arguments one by one, or cast them to their types.',
    );
  }
  return known.map((count) => count ?? left);
}

function elementColumns(index: number, width = 0): readonly string[] {
  if (width === 0) return [`e${index}`];
  return Array.from({ length: width }, (_, field) => `struct_extract_at(e${index}, ${field + 1})`);
}

/** Names and types of the columns, or undefined where neither the statement nor the types give names. */
function columnsOf(
  source: Unnest,
  lists: readonly ListValue[],
  widths: readonly number[],
): readonly { readonly text: string; readonly type: TrinoType }[] | undefined {
  const own = lists.flatMap(({ element }, index) => {
    const width = widths[index] ?? 0;
    if (width === 0) return [{ text: undefined, type: element }];
    const fields = element.kind === 'row' ? element.fields : [];
    return Array.from({ length: width }, (_, field) => ({
      text: fields[field]?.name,
      type: fields[field]?.type ?? UNKNOWN,
    }));
  });
  const all = source.ordinality ? [...own, { text: 'ordinality', type: scalar('bigint') }] : own;
  const named = all.map(({ text, type }, index) => ({
    text: source.columns?.[index]?.text ?? text ?? `_col${index}`,
    type,
  }));
  const unknown = lists.some(({ element }) => element.kind === 'unknown');
  return source.columns === undefined && unknown ? undefined : named;
}

/** Without names and types: rows give their fields under their own names, anything else one column. */
function wildcards(lists: readonly ListValue[], ordinality: boolean): readonly string[] {
  return [
    ...lists.map(({ sql }) => `unnest(${sql}, max_depth := 2)`),
    ...(ordinality ? [`unnest(range(1, ${longest(lists)} + 1)) AS ordinality`] : []),
  ];
}

function longest(lists: readonly ListValue[]): string {
  const lengths = lists.map(({ sql }) => `len(${sql})`);
  return lengths.length === 1 ? (lengths[0] ?? '') : `greatest(${lengths.join(', ')})`;
}
