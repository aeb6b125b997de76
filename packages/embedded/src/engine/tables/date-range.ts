import { DAY_MS } from '@lakeward/core';
import { EngineFailure } from '../engine-failure';
import { dateFormat, datePartsOf, type DateFormat } from './date-format';

/** Properties of one date column of a partition projection. */
export interface DateProjection {
  readonly format: string;
  /** Ends of the range: values in the format, `NOW`, or `NOW-3YEARS`. */
  readonly min: string;
  readonly max: string;
  readonly interval?: number;
  /** `DAYS` and the like. */
  readonly unit?: string;
}

/** Names of ChronoUnit that intervals take; months are counted by the calendar, the others in milliseconds. */
const UNIT_MS: Readonly<Record<string, number>> = {
  WEEK: 7 * DAY_MS,
  DAY: DAY_MS,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1_000,
  MILLI: 1,
};
const UNIT_MONTHS: Readonly<Record<string, number>> = { YEAR: 12, MONTH: 1 };

/** Unit of the interval where none is given, by the format's finest field. */
const DEFAULT_UNITS = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND', 'MILLI'];

const RELATIVE = /^\s*NOW\s*(?:([+-])\s*(\d+)\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?\s*)?$/;

/** The values that a date projection has, as of `now`; ends are cut to the format's precision. */
export function dateRange(
  { format: text, min, max, interval, unit }: DateProjection,
  now: Date,
): { readonly format: DateFormat; readonly admits: (value: string) => boolean } {
  const format = dateFormat(text);
  const first = boundOf(min, text, format, now);
  const last = boundOf(max, text, format, now);
  const step = interval === undefined && unit === undefined ? undefined : stepOf(format, interval ?? 1, unit);
  return {
    format,
    admits: (value) => {
      const at = format.parse(value);
      if (at === undefined || at < first || at > last || format.write(at) !== value) return false;
      return step === undefined || step(first, at);
    },
  };
}

function boundOf(text: string, formatText: string, format: DateFormat, now: Date): number {
  const relative = RELATIVE.exec(text);
  const at = relative === null ? format.parse(text.trim()) : format.parse(format.write(moved(now, relative)));
  if (at !== undefined) return at;
  throw new EngineFailure(
    'INVALID_TABLE_PROPERTY',
    `the date '${text}' does not have the format '${formatText}'`,
  );
}

function moved(now: Date, [, sign, count, unit = '']: RegExpExecArray): number {
  const amount = Number(count ?? 0) * (sign === '-' ? -1 : 1);
  const months = UNIT_MONTHS[unit];
  if (months !== undefined) return plusMonths(now.getTime(), amount * months);
  return now.getTime() + amount * (UNIT_MS[unit] ?? 0);
}

/** True when `at` lies whole steps after `first`. */
function stepOf(
  format: DateFormat,
  interval: number,
  unit: string | undefined,
): (first: number, at: number) => boolean {
  const name = unit?.trim().toUpperCase().replace(/S$/, '') ?? DEFAULT_UNITS[format.precision] ?? '';
  const months = UNIT_MONTHS[name];
  const ms = UNIT_MS[name];
  if (!Number.isInteger(interval) || interval < 1 || (months === undefined && ms === undefined)) {
    throw new EngineFailure(
      'INVALID_TABLE_PROPERTY',
      `a projection has the interval ${interval} ${unit ?? ''}`,
    );
  }
  if (months === undefined) return (first, at) => (at - first) % (interval * (ms ?? 1)) === 0;
  return (first, at) => {
    const [[year, month], [firstYear, firstMonth]] = [datePartsOf(at), datePartsOf(first)];
    const between = (year - firstYear) * 12 + month - firstMonth;
    return between % (interval * months) === 0 && plusMonths(first, between) === at;
  };
}

/** As java.time does it: the day is cut to the length of the month. */
function plusMonths(at: number, months: number): number {
  const [year, month, day, ...time] = datePartsOf(at);
  const lastDay = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return Date.UTC(year, month - 1 + months, Math.min(day, lastDay), ...time);
}
