import { syntaxError } from '../../lexical/errors';
import type { Position } from '../../lexical/position';
import type { ExtractField } from '../../query/syntax-tree';
import { atTimeZone, wallClock, withTimeZone, zoneOf } from '../time-zone';
import { textLiteral, type Value } from '../value';
import { shifted } from '../write-arithmetic';
import type { CallSite } from './call-site';
import { jodaFormat, mysqlFormat } from './date-formats';
import {
  BIGINT,
  DATE,
  DOUBLE,
  special,
  TIMESTAMP,
  VARCHAR,
  written,
  ZONED,
  type FunctionRule,
  type FunctionTable,
} from './function-rule';

const FIELDS: Readonly<Record<ExtractField | 'MILLISECOND', string>> = {
  YEAR: 'year',
  QUARTER: 'quarter',
  MONTH: 'month',
  WEEK: 'week',
  DAY: 'day',
  DAY_OF_MONTH: 'day',
  DAY_OF_WEEK: 'isodow',
  DOW: 'isodow',
  DAY_OF_YEAR: 'dayofyear',
  DOY: 'dayofyear',
  YEAR_OF_WEEK: 'isoyear',
  YOW: 'isoyear',
  HOUR: 'hour',
  MINUTE: 'minute',
  SECOND: 'second',
  MILLISECOND: 'athena_millisecond',
  TIMEZONE_HOUR: '',
  TIMEZONE_MINUTE: '',
};

/** Writes a field of a date or time, read on its own wall clock. */
export function extractedField(field: keyof typeof FIELDS, operand: Value, at: Position): Value {
  const name = FIELDS[field];
  if (name === '') {
    throw syntaxError(
      at,
      `${field} is not supported by the embedded runtime`,
      'Times are UTC there: it is 0.',
    );
  }
  return { sql: `${name}(${wallClock(operand)})`, type: BIGINT };
}

function field(name: keyof typeof FIELDS): FunctionRule {
  return special('zoned', (site) => extractedField(name, site.value(0), site.call.at));
}

/** Units of date_trunc, date_add and date_diff, with what makes an interval of a number of them. */
const UNITS: Readonly<Record<string, (count: string) => string>> = {
  millisecond: (count) => `to_milliseconds(${count})`,
  second: (count) => `to_seconds(${count})`,
  minute: (count) => `to_minutes(${count})`,
  hour: (count) => `to_hours(${count})`,
  day: (count) => `to_days(CAST(${count} AS INTEGER))`,
  week: (count) => `to_days(CAST(7 * ${count} AS INTEGER))`,
  month: (count) => `to_months(CAST(${count} AS INTEGER))`,
  quarter: (count) => `to_months(CAST(3 * ${count} AS INTEGER))`,
  year: (count) => `to_months(CAST(12 * ${count} AS INTEGER))`,
};

function unitOf(site: CallSite, type: Value['type']): string {
  const unit = site.constant(0).toLowerCase();
  const time = ['millisecond', 'second', 'minute', 'hour'].includes(unit);
  const fits = type.kind === 'scalar' && type.name === 'date' ? !time : type.kind === 'time' ? time : true;
  if (!(unit in UNITS) || !fits) {
    throw site.invalid(
      `'${unit}' is not a valid ${type.kind === 'scalar' ? 'DATE' : type.kind.toUpperCase()} field`,
      0,
    );
  }
  return unit;
}

/** Date and time functions. */
export const DATE_TIME_FUNCTIONS: FunctionTable = {
  at_timezone: special('zoned text', (site) => atTimeZone(site.value(0), site.node(1), site.context)),
  current_date: special('', (site) => ({ sql: `CAST(${now(site)} AS DATE)`, type: DATE })),
  current_time: written(
    '',
    { kind: 'time', precision: 3, zone: true },
    (site) => `CAST(${now(site)} AS TIMETZ)`,
  ),
  current_timestamp: special('', (site) => ({ sql: now(site), type: ZONED })),
  current_timezone: written('', VARCHAR, () => `'UTC'`),
  date: special('zoned', (site) => ({ sql: `athena_cast_date(${wallClock(site.value(0))})`, type: DATE })),
  date_add: special('constant integer zoned', (site) => {
    const moment = site.value(2);
    const unit = unitOf(site, moment.type);
    return shifted(moment, `+ ${UNITS[unit]?.(site.sql(1)) ?? ''}`);
  }),
  date_diff: special('constant zoned zoned', (site) => {
    const [, from, to] = [0, site.value(1), site.value(2)] as const;
    const unit = unitOf(site, from.type);
    // Days and longer are counted on the wall clock of the second moment's zone.
    const zone = to.zone ?? from.zone;
    const clock = (value: Value): string =>
      zone === undefined
        ? value.sql
        : wallClock(value.type.kind === 'timestamp' && value.type.zone ? { ...value, zone } : value);
    return { sql: `date_sub('${unit}', ${clock(from)}, ${clock(to)})`, type: BIGINT };
  }),
  date_format: special('zoned constant', (site) => ({
    sql: `strftime(${wallClock(site.value(0))}, ${textLiteral(mysqlFormat(site, 1, 'print'))})`,
    type: VARCHAR,
  })),
  date_parse: special('text constant', (site) => ({
    sql: parsed(site.sql(0), mysqlFormat(site, 1, 'parse')),
    type: TIMESTAMP,
  })),
  date_trunc: special('constant zoned', (site) => {
    const moment = site.value(1);
    const unit = unitOf(site, moment.type);
    const truncated = `date_trunc('${unit}', ${wallClock(moment)})`;
    if (moment.zone !== undefined) return { ...moment, sql: `(${truncated} AT TIME ZONE ${moment.zone})` };
    return { ...moment, sql: `cast_to_type(${truncated}, ${moment.sql})` };
  }),
  day: field('DAY'),
  day_of_month: field('DAY'),
  day_of_week: field('DAY_OF_WEEK'),
  day_of_year: field('DAY_OF_YEAR'),
  dow: field('DOW'),
  doy: field('DOY'),
  format_datetime: special('zoned constant', (site) => ({
    sql: `strftime(${wallClock(site.value(0))}, ${textLiteral(jodaFormat(site, 1, 'print').format)})`,
    type: VARCHAR,
  })),
  from_iso8601_date: written('text', DATE, (site) => `athena_from_iso8601_date(${site.sql(0)})`),
  from_iso8601_timestamp: written('text', ZONED, (site) => `athena_from_iso8601_timestamp(${site.sql(0)})`),
  from_unixtime: special('number text?', (site) => ({
    sql: `athena_from_unixtime(${site.sql(0)})`,
    type: ZONED,
    ...(site.size === 2 ? zoneOf(site.node(1), site.context) : {}),
  })),
  hour: field('HOUR'),
  last_day_of_month: special('zoned', (site) => ({
    sql: `last_day(${wallClock(site.value(0))})`,
    type: DATE,
  })),
  localtime: written(
    '',
    { kind: 'time', precision: 3, zone: false },
    (site) => `CAST(CAST(${now(site)} AS TIMESTAMP) AS TIME)`,
  ),
  localtimestamp: written('', TIMESTAMP, (site) => `CAST(${now(site)} AS TIMESTAMP)`),
  millisecond: field('MILLISECOND'),
  minute: field('MINUTE'),
  month: field('MONTH'),
  now: special('', (site) => ({ sql: now(site), type: ZONED })),
  parse_datetime: special('text constant', (site) => {
    const { format, hasZone } = jodaFormat(site, 1, 'parse');
    const sql = parsed(site.sql(0), format);
    return { sql: hasZone ? sql : `CAST(${sql} AS TIMESTAMP WITH TIME ZONE)`, type: ZONED };
  }),
  quarter: field('QUARTER'),
  second: field('SECOND'),
  to_iso8601: written('moment', VARCHAR, (site) => `athena_to_iso8601(${site.sql(0)})`),
  to_milliseconds: written('interval', BIGINT, (site) => `CAST(epoch(${site.sql(0)}) * 1000 AS BIGINT)`),
  to_unixtime: special('zoned', (site) => ({ sql: `epoch(${site.value(0).sql})`, type: DOUBLE })),
  week: field('WEEK'),
  week_of_year: field('WEEK'),
  with_timezone: special('moment text', (site) => withTimeZone(site.value(0), site.node(1), site.context)),
  year: field('YEAR'),
  year_of_week: field('YEAR_OF_WEEK'),
  yow: field('YOW'),
};

/** The time of the query, in milliseconds: the caller's clock where it gives one. */
function now(site: CallSite): string {
  const { now: given } = site.context.translation;
  if (given === undefined) return `date_trunc('millisecond', current_timestamp)`;
  return `CAST('${given.toISOString()}' AS TIMESTAMP WITH TIME ZONE)`;
}

/** strptime starts from 1900, Athena from 1970: where a format has no year, 1970 is put in front. */
function parsed(text: string, format: string): string {
  if (/%[YyG]/.test(format)) return `strptime(${text}, ${textLiteral(format)})`;
  return `strptime('1970 ' || ${text}, ${textLiteral(`%Y ${format}`)})`;
}
