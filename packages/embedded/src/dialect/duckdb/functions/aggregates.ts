import type { Call } from '../../query/syntax-tree';
import { UNKNOWN, type TrinoType } from '../../types/trino-type';
import { isInteger } from '../value';
import { parameters, type CallSite } from './call-site';
import {
  aggregate,
  arrayOf,
  BIGINT,
  BOOLEAN,
  DOUBLE,
  like,
  VARBINARY,
  VARCHAR,
  windowed,
  type FunctionRule,
  type FunctionTable,
} from './function-rule';

/** Aggregate functions. */
export const AGGREGATE_FUNCTIONS: FunctionTable = {
  any_value: aggregate('any', like(0), 'any_value'),
  approx_distinct: aggregate('any number?', BIGINT, (site) => counted(site)),
  approx_percentile: aggregate('number any', percentile, 'quantile_disc'),
  arbitrary: aggregate('any', like(0), 'any_value'),
  array_agg: aggregate('any', arrayOf(0), 'array_agg'),
  avg: aggregate('any', average, averaged),
  bitwise_and_agg: aggregate('integer', BIGINT, 'bit_and'),
  bitwise_or_agg: aggregate('integer', BIGINT, 'bit_or'),
  bool_and: aggregate('boolean', BOOLEAN, 'bool_and'),
  bool_or: aggregate('boolean', BOOLEAN, 'bool_or'),
  checksum: aggregate(
    'any',
    VARBINARY,
    (site) => `athena_checksum(${site.aggregate('sum', [`CAST(hash(${site.sql(0)}) AS HUGEINT)`])})`,
  ),
  corr: aggregate('number number', DOUBLE, 'corr'),
  count: count(),
  count_if: aggregate(
    'boolean',
    BIGINT,
    (site) => `CAST(${site.aggregate('count_if', [site.sql(0)])} AS BIGINT)`,
  ),
  covar_pop: aggregate('number number', DOUBLE, 'covar_pop'),
  covar_samp: aggregate('number number', DOUBLE, 'covar_samp'),
  every: aggregate('boolean', BOOLEAN, 'bool_and'),
  geometric_mean: aggregate('number', DOUBLE, 'geomean'),
  histogram: aggregate(
    'any',
    histogramType,
    (site) => `athena_histogram(${site.aggregate('histogram', [site.sql(0)])})`,
  ),
  listagg: aggregate('text text?', VARCHAR, (site) =>
    site.aggregate('string_agg', [site.sql(0), site.size > 1 ? site.sql(1) : "''"]),
  ),
  map_agg: aggregate('any any', mapType, (site) => `athena_map_agg(${pairs(site)})`),
  max: aggregate('any integer?', extremes, 'max'),
  max_by: by('arg_max'),
  min: aggregate('any integer?', extremes, 'min'),
  min_by: by('arg_min'),
  multimap_agg: aggregate('any any', multimapType, (site) => `athena_multimap_agg(${pairs(site)})`),
  regr_intercept: aggregate('number number', DOUBLE, 'regr_intercept'),
  regr_slope: aggregate('number number', DOUBLE, 'regr_slope'),
  stddev: aggregate('number', DOUBLE, 'stddev_samp'),
  stddev_pop: aggregate('number', DOUBLE, 'stddev_pop'),
  stddev_samp: aggregate('number', DOUBLE, 'stddev_samp'),
  sum: aggregate('any', sumType, summed),
  var_pop: aggregate('number', DOUBLE, 'var_pop'),
  var_samp: aggregate('number', DOUBLE, 'var_samp'),
  variance: aggregate('number', DOUBLE, 'var_samp'),
};

/** Window functions. */
export const WINDOW_FUNCTIONS: FunctionTable = {
  cume_dist: windowed('', DOUBLE),
  dense_rank: windowed('', BIGINT),
  first_value: windowed('any', like(0)),
  lag: windowed('any integer? any?', like(0)),
  last_value: windowed('any', like(0)),
  lead: windowed('any integer? any?', like(0)),
  nth_value: windowed('any integer', like(0)),
  ntile: windowed('integer', BIGINT),
  percent_rank: windowed('', DOUBLE),
  rank: windowed('', BIGINT),
  row_number: windowed('', BIGINT),
};

/** True for a call that needs the rows of a group or window. */
export function isAggregate(call: Call): boolean {
  return call.over !== undefined || call.name in AGGREGATE_FUNCTIONS || call.name === 'grouping';
}

function count(): FunctionRule {
  return {
    kind: 'aggregate',
    parameters: parameters('any?'),
    write: (site) => ({
      sql: site.aggregate('count', site.call.star || site.size === 0 ? ['*'] : [site.sql(0)]),
      type: BIGINT,
    }),
  };
}

/** Exact where Athena estimates: it is within any error that was asked for. */
function counted(site: CallSite): string {
  return site.aggregate('count', [`DISTINCT ${site.sql(0)}`], true);
}

function percentile(site: CallSite): TrinoType {
  const { type } = site.value(0);
  return site.value(1).type.kind === 'array' ? { kind: 'array', element: type } : type;
}

/** Decimals stay decimals of the same scale: median has that type, and is not computed. */
function averaged(site: CallSite): string {
  const average = site.aggregate('avg', [site.sql(0)]);
  const { type } = site.value(0);
  if (
    type.kind !== 'decimal' &&
    type.kind !== 'unknown' &&
    !(type.kind === 'scalar' && type.name === 'real')
  ) {
    return average;
  }
  return `cast_to_type(${average}, ${site.aggregate('median', [site.sql(0)], true)})`;
}

function average(site: CallSite): TrinoType {
  const { type } = site.value(0);
  return type.kind === 'scalar' && isInteger(type) ? DOUBLE : type;
}

/** The sum of whole numbers is a bigint; DuckDB's is wider. */
function summed(site: CallSite): string {
  const { sql, type } = site.value(0);
  const sum = site.aggregate('sum', [sql]);
  if (type.kind !== 'scalar') return sum;
  if (isInteger(type)) return `CAST(${sum} AS BIGINT)`;
  return type.name === 'real' ? `CAST(${sum} AS FLOAT)` : sum;
}

function sumType(site: CallSite): TrinoType {
  const { type } = site.value(0);
  if (type.kind === 'decimal') return { ...type, precision: 38 };
  return isInteger(type) ? BIGINT : type;
}

function extremes(site: CallSite): TrinoType {
  const { type } = site.value(0);
  return site.size > 1 ? { kind: 'array', element: type } : type;
}

/** Rows whose second argument is NULL do not count; the first may be NULL. */
function by(name: 'arg_min' | 'arg_max'): FunctionRule {
  return aggregate('any any integer?', extremesBy, (site) => {
    const items = site.values().map((value) => value.sql);
    return site.aggregate(site.size > 2 ? name : `${name}_null`, items);
  });
}

function extremesBy(site: CallSite): TrinoType {
  const { type } = site.value(0);
  return site.size > 2 ? { kind: 'array', element: type } : type;
}

function histogramType(site: CallSite): TrinoType {
  return { kind: 'map', key: site.value(0).type, value: BIGINT };
}

function mapType(site: CallSite): TrinoType {
  return { kind: 'map', key: site.value(0).type, value: site.value(1).type };
}

function multimapType(site: CallSite): TrinoType {
  const { type } = site.value(1);
  const element = type.kind === 'unknown' ? UNKNOWN : type;
  return { kind: 'map', key: site.value(0).type, value: { kind: 'array', element } };
}

function pairs(site: CallSite): string {
  return site.aggregate('array_agg', [`{'k': ${site.sql(0)}, 'v': ${site.sql(1)}}`]);
}
