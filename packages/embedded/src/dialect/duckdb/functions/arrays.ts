import { duckDbTypeOf, UNKNOWN, type TrinoType } from '../../types/trino-type';
import { commonType, typeMismatch } from '../context';
import { familyOf, rowOf, type Value } from '../value';
import { asText } from '../write-cast';
import type { CallSite } from './call-site';
import {
  arrayOf,
  BIGINT,
  BOOLEAN,
  elementOf,
  like,
  renamed,
  special,
  VARCHAR,
  written,
  type FunctionRule,
  type FunctionTable,
} from './function-rule';

const element = elementOf(0);

/** Array functions. */
export const ARRAY_FUNCTIONS: FunctionTable = {
  all_match: matching('athena_all_match'),
  any_match: matching('athena_any_match'),
  array_distinct: renamed('array', like(0), 'athena_array_distinct'),
  array_except: renamed('array array', like(0), 'athena_array_except'),
  array_intersect: renamed('array array', like(0), 'athena_array_intersect'),
  array_join: written('array text text?', VARCHAR, (site) => {
    const inner: Value = { sql: 'athena_item', type: element(site) };
    const texts = `list_transform(${site.sql(0)}, lambda athena_item: ${asText(inner)})`;
    return `athena_array_join(${[texts, site.sql(1), ...(site.size > 2 ? [site.sql(2)] : [])].join(', ')})`;
  }),
  array_max: renamed('array', element, 'athena_array_max'),
  array_min: renamed('array', element, 'athena_array_min'),
  array_position: renamed('array any', BIGINT, 'athena_array_position'),
  array_remove: renamed('array any', like(0), 'athena_array_remove'),
  array_sort: written('array', like(0), (site) => `list_sort(${site.sql(0)}, 'ASC', 'NULLS LAST')`),
  array_union: renamed('array array', like(0), 'athena_array_union'),
  arrays_overlap: renamed('array array', BOOLEAN, 'athena_arrays_overlap'),
  cardinality: written('any', BIGINT, (site) => {
    const { sql, type } = site.value(0);
    if (type.kind === 'map') return `CAST(cardinality(${sql}) AS BIGINT)`;
    if (type.kind !== 'array' && type.kind !== 'unknown') throw site.unexpected();
    return `len(${sql})`;
  }),
  concat: special('any any*', concatenation),
  contains: renamed('array any', BOOLEAN, 'athena_contains'),
  element_at: special('any any', elementAt),
  filter: special('array lambda', (site) => {
    const array = site.value(0);
    return { ...array, sql: `list_filter(${array.sql}, ${site.lambda(1, [element(site)]).sql})` };
  }),
  flatten: renamed('array', element, 'flatten'),
  none_match: matching('athena_none_match'),
  reduce: special('array any lambda lambda', reduce),
  repeat: written('any integer', arrayOf(0), (site) => `athena_repeat(${site.sql(0)}, ${site.sql(1)})`),
  reverse: special('any', (site) => {
    const value = site.value(0);
    const macro = value.type.kind === 'array' ? 'list_reverse' : 'reverse';
    return { ...value, sql: `${macro}(${value.sql})` };
  }),
  sequence: special('any any any?', sequence),
  slice: renamed('array integer integer', like(0), 'athena_slice'),
  transform: special('array lambda', (site) => {
    const { sql, body } = site.lambda(1, [element(site)]);
    return { sql: `list_transform(${site.sql(0)}, ${sql})`, type: { kind: 'array', element: body.type } };
  }),
  trim_array: renamed('array integer', like(0), 'athena_trim_array'),
  zip: written('array array array*', zipped, (site) => {
    const fields = site.call.arguments.map((_, index) => `athena_zipped[${index + 1}]`);
    return `list_transform(list_zip(${site.list()}), lambda athena_zipped: ${rowOf(fields)})`;
  }),
  zip_with: special('array array lambda', (site) => {
    const types = [elementOf(0)(site), elementOf(1)(site)];
    const { sql, body } = site.lambda(2, types, { fields: ['[1]', '[2]'] });
    return {
      sql: `list_transform(list_zip(${site.sql(0)}, ${site.sql(1)}), ${sql})`,
      type: { kind: 'array', element: body.type },
    };
  }),
};

function zipped(site: CallSite): TrinoType {
  const fields = site.call.arguments.map((_, index) => ({ type: elementOf(index)(site) }));
  return { kind: 'array', element: { kind: 'row', fields } };
}

function matching(macro: string): FunctionRule {
  return written(
    'array lambda',
    BOOLEAN,
    (site) => `${macro}(list_transform(${site.sql(0)}, ${site.lambda(1, [element(site)]).sql}))`,
  );
}

/** Text, bytes or arrays one after the other; NULL if one of them is. */
function concatenation(site: CallSite): Value {
  const items = site.values();
  if (items.length < 2) throw site.invalid('There must be two or more concatenation arguments');
  const families = new Set(items.map((item) => familyOf(item.type)).filter((family) => family !== undefined));
  const [family] = families;
  if (families.size > 1 || (family !== undefined && !['text', 'binary', 'array'].includes(family))) {
    throw site.unexpected();
  }
  const known = items.find((item) => item.type.kind !== 'unknown');
  const type: TrinoType = family === 'text' ? VARCHAR : (known?.type ?? UNKNOWN);
  return { sql: `(${items.map((item) => item.sql).join(' || ')})`, type };
}

/** NULL beyond the end and on a missing key, from the end for a negative index. */
function elementAt(site: CallSite): Value {
  const [base, index] = [site.value(0), site.value(1)];
  const { type } = base;
  if (type.kind === 'map') return { sql: `${base.sql}[${index.sql}]`, type: type.value };
  if (type.kind === 'array')
    return { sql: `athena_element_at(${base.sql}, ${index.sql})`, type: type.element };
  if (type.kind !== 'unknown') throw site.unexpected();
  return { sql: `(${base.sql})[${index.sql}]`, type: UNKNOWN };
}

/**
 * DuckDB's list_reduce has one type for state and elements: here both are the fields of a row, of which a step changes the
 * state.
 */
function reduce(site: CallSite): Value {
  const [array, initial] = [site.value(0), site.value(1)];
  const item = elementOf(0)(site);
  const state = `athena_state_${site.context.depth}`;
  const next = `athena_item_${site.context.depth}`;
  const step = site.lambda(2, [initial.type, item], { names: [`${state}.s`, `${next}.x`] });
  const type = commonType([initial.type, step.body.type]);
  const typed = (sql: string): string =>
    type.kind === 'unknown'
      ? `cast_to_type(${sql}, ${initial.sql})`
      : `CAST(${sql} AS ${duckDbTypeOf(type)})`;
  const output = site.lambda(3, [type]);
  const rows = `list_transform(${array.sql}, lambda ${next}: {'s': ${typed('NULL')}, 'x': ${next}})`;
  const start = `{'s': ${typed(initial.sql)}, 'x': ${array.sql}[1]}`;
  const change = `lambda ${state}, ${next}: {'s': ${typed(step.body.sql)}, 'x': ${next}.x}`;
  return {
    sql: `(list_transform(CASE WHEN ${array.sql} IS NOT NULL THEN [list_reduce(${rows}, ${change}, ${start}).s] END, ${output.sql}))[1]`,
    type: output.body.type,
  };
}

/** Whole numbers, dates or timestamps from the first to the last. */
function sequence(site: CallSite): Value {
  const [start, stop] = [site.value(0), site.value(1)];
  const type = commonType([start.type, stop.type]);
  const result: TrinoType = { kind: 'array', element: type };
  const family = familyOf(type);
  if (family !== undefined && family !== 'number' && family !== 'date and time') throw site.unexpected();
  if (site.size === 2) {
    if (type.kind === 'timestamp') throw site.unexpected();
    return { sql: `athena_sequence(${start.sql}, ${stop.sql})`, type: result };
  }
  const step = site.value(2);
  if (family === 'date and time' && familyOf(step.type) !== 'interval' && step.type.kind !== 'unknown') {
    throw typeMismatch(site.node(2).at, 'sequence of dates takes an INTERVAL as its step');
  }
  return { sql: `athena_sequence(${start.sql}, ${stop.sql}, ${step.sql})`, type: result };
}
