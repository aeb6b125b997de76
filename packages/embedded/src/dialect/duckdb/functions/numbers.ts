import { scalar } from '../../types/trino-type';
import { isInteger } from '../value';
import type { CallSite } from './call-site';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  like,
  renamed,
  special,
  VARCHAR,
  written,
  type FunctionRule,
  type FunctionTable,
  type ResultType,
} from './function-rule';

/** Functions of one double that DuckDB has under the same name. */
function ofDouble(...names: readonly string[]): FunctionTable {
  return Object.fromEntries(
    names.map((name): [string, FunctionRule] => [name, renamed('number', DOUBLE, name)]),
  );
}

/** Trino widens to the larger of the arguments; that is told from the first where both are the same. */
const NUMBER_LIKE: ResultType = like(0);

/** Mathematical functions, and those on bits. */
export const NUMBER_FUNCTIONS: FunctionTable = {
  ...ofDouble('atan', 'cos', 'cosh', 'degrees', 'exp', 'radians', 'sin', 'sinh', 'tan', 'tanh'),
  abs: renamed('number', NUMBER_LIKE, 'abs'),
  acos: renamed('number', DOUBLE, 'athena_acos'),
  asin: renamed('number', DOUBLE, 'athena_asin'),
  atan2: renamed('number number', DOUBLE, 'atan2'),
  bit_count: written('integer integer', BIGINT, (site) => `athena_bit_count(${site.sql(0)}, ${site.sql(1)})`),
  bitwise_and: onBits((a, b) => `(${a} & ${b})`),
  bitwise_left_shift: written('integer integer', like(0), (site) => shift(site, 'athena_left_shift')),
  bitwise_not: written('integer', BIGINT, (site) => `(~CAST(${site.sql(0)} AS BIGINT))`),
  bitwise_or: onBits((a, b) => `(${a} | ${b})`),
  bitwise_right_shift: written('integer integer', like(0), (site) => shift(site, 'athena_right_shift')),
  bitwise_right_shift_arithmetic: written('integer integer', like(0), (site) =>
    shift(site, 'athena_right_shift_arithmetic'),
  ),
  bitwise_xor: onBits((a, b) => `xor(${a}, ${b})`),
  cbrt: renamed('number', DOUBLE, 'athena_cbrt'),
  ceil: renamed('number', rounded, 'athena_ceiling'),
  ceiling: renamed('number', rounded, 'athena_ceiling'),
  e: written('', DOUBLE, () => 'exp(1)'),
  floor: renamed('number', rounded, 'athena_floor'),
  from_base: renamed('text integer', BIGINT, 'athena_from_base'),
  infinity: written('', DOUBLE, () => `CAST('Infinity' AS DOUBLE)`),
  is_finite: renamed('number', BOOLEAN, 'isfinite'),
  is_infinite: renamed('number', BOOLEAN, 'isinf'),
  is_nan: renamed('number', BOOLEAN, 'isnan'),
  ln: renamed('number', DOUBLE, 'athena_ln'),
  log: written('number number', DOUBLE, (site) => `(athena_ln(${site.sql(1)}) / athena_ln(${site.sql(0)}))`),
  log10: renamed('number', DOUBLE, 'athena_log10'),
  log2: renamed('number', DOUBLE, 'athena_log2'),
  mod: renamed('number number', NUMBER_LIKE, 'athena_modulus'),
  nan: written('', DOUBLE, () => `CAST('NaN' AS DOUBLE)`),
  pi: renamed('', DOUBLE, 'pi'),
  pow: renamed('number number', DOUBLE, 'power'),
  power: renamed('number number', DOUBLE, 'power'),
  rand: random(),
  random: random(),
  round: special('number integer?', (site) => {
    const { sql, type } = site.value(0);
    if (site.size === 1) return { sql: `round(${sql})`, type: rounded(site) };
    return { sql: `athena_round(${sql}, ${site.sql(1)})`, type };
  }),
  sign: renamed('number', NUMBER_LIKE, 'athena_sign'),
  sqrt: renamed('number', DOUBLE, 'athena_sqrt'),
  to_base: renamed('integer integer', VARCHAR, 'athena_to_base'),
  truncate: renamed(
    'number integer?',
    (site) => (site.size === 1 ? rounded(site) : site.value(0).type),
    'athena_truncate',
  ),
  width_bucket: written('number any number? integer?', BIGINT, (site) => {
    if (site.size === 3) throw site.unexpected();
    return `athena_width_bucket(${site.list()})`;
  }),
};

/** A decimal without its fraction; other numbers stay what they are. */
function rounded(site: CallSite): ReturnType<Extract<ResultType, (site: CallSite) => unknown>> {
  const { type } = site.value(0);
  if (type.kind !== 'decimal') return type;
  return { kind: 'decimal', precision: Math.max(type.precision - type.scale, 1), scale: 0 };
}

/** The operands as 64 bits, as Trino takes them. */
function onBits(sql: (a: string, b: string) => string): FunctionRule {
  return written('integer integer', BIGINT, (site) =>
    sql(`CAST(${site.sql(0)} AS BIGINT)`, `CAST(${site.sql(1)} AS BIGINT)`),
  );
}

const BITS: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, integer: 32, bigint: 64 };

function shift(site: CallSite, macro: string): string {
  const { sql, type } = site.value(0);
  const name = type.kind === 'scalar' && isInteger(type) ? type.name : 'bigint';
  return `CAST(${macro}(CAST(${sql} AS HUGEINT), CAST(${site.sql(1)} AS INTEGER), ${BITS[name] ?? 64}) AS ${name.toUpperCase()})`;
}

function random(): FunctionRule {
  return special('number? number?', (site) => {
    if (site.size === 0) return { sql: 'random()', type: DOUBLE };
    const low = site.size === 1 ? '0' : site.sql(0);
    const { sql: high, type } = site.value(site.size - 1);
    return {
      sql: `cast_to_type(${low} + floor(random() * (${high} - ${low})), ${high})`,
      type: type.kind === 'unknown' ? scalar('bigint') : type,
    };
  });
}
