import {
  DuckDBDateValue,
  DuckDBTypeId,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { doubleText, realText } from './number-text';

const MICROS_PER_MILLI = 1_000n;
const MILLIS_PER_DAY = 86_400_000n;

/** What is read of DuckDB's values, whose classes are not asked for: of a class there may be two copies. */
interface Moment {
  readonly micros: bigint;
}

interface Interval extends Moment {
  readonly months: number;
  readonly days: number;
}

interface Bytes {
  readonly bytes: Uint8Array;
}

interface List {
  readonly items: readonly DuckDBValue[];
}

interface MapEntries {
  readonly entries: readonly { readonly key: DuckDBValue; readonly value: DuckDBValue }[];
}

interface Row {
  readonly entries: Readonly<Record<string, DuckDBValue>>;
}

/**
 * A value of DuckDB as Athena prints it in a result: `1.0E10`, `2027-03-09 23:51:07.123`, `[1, 2]`, `{a=1}`, bytes as `61 62`.
 * NULL is null, and `null` inside an array, row or map.
 */
export function printValue(value: DuckDBValue, type: DuckDBType): string | null {
  if (value === null) return null;
  const print = PRINTERS[type.typeId];
  return print === undefined ? String(value) : print(value, type);
}

/** Types that are not printed as their own text; the type tells what the value is. */
const PRINTERS: Partial<Record<DuckDBTypeId, (value: DuckDBValue, type: DuckDBType) => string>> = {
  [DuckDBTypeId.DOUBLE]: (value) => doubleText(value as number),
  [DuckDBTypeId.FLOAT]: (value) => realText(value as number),
  [DuckDBTypeId.TIMESTAMP]: (value) => timestampText((value as Moment).micros),
  [DuckDBTypeId.TIMESTAMP_TZ]: (value) => `${timestampText((value as Moment).micros)} UTC`,
  [DuckDBTypeId.TIME]: (value) => timeText((value as Moment).micros),
  [DuckDBTypeId.TIME_TZ]: (value) => `${timeText((value as Moment).micros)}+00:00`,
  [DuckDBTypeId.INTERVAL]: (value) => intervalText(value as Interval),
  [DuckDBTypeId.BLOB]: (value) => bytesText((value as Bytes).bytes),
  [DuckDBTypeId.LIST]: (value, type) => arrayText(value as List, type as DuckDBListType),
  [DuckDBTypeId.MAP]: (value, type) => mapText(value as MapEntries, type as DuckDBMapType),
  [DuckDBTypeId.STRUCT]: (value, type) => rowText(value as Row, type as DuckDBStructType),
};

function inner(value: DuckDBValue, type: DuckDBType): string {
  return printValue(value, type) ?? 'null';
}

function arrayText({ items }: List, { valueType }: DuckDBListType): string {
  return `[${items.map((item) => inner(item, valueType)).join(', ')}]`;
}

function mapText({ entries }: MapEntries, { keyType, valueType }: DuckDBMapType): string {
  return `{${entries.map(({ key, value }) => `${inner(key, keyType)}=${inner(value, valueType)}`).join(', ')}}`;
}

function rowText({ entries }: Row, type: DuckDBStructType): string {
  const fields = type.entryNames.map((name, index) => {
    const fieldType = type.entryTypes[index];
    return `${name}=${fieldType === undefined ? 'null' : inner(entries[name] ?? null, fieldType)}`;
  });
  return `{${fields.join(', ')}}`;
}

/** Athena prints milliseconds, rounded ("Athena engine version 3", timestamp changes). */
function timestampText(micros: bigint): string {
  const millis = floorDivide(micros + MICROS_PER_MILLI / 2n, MICROS_PER_MILLI);
  const days = floorDivide(millis, MILLIS_PER_DAY);
  return `${new DuckDBDateValue(Number(days)).toString()} ${clockText(millis - days * MILLIS_PER_DAY)}`;
}

function timeText(micros: bigint): string {
  return clockText(micros / MICROS_PER_MILLI);
}

/** `hh:mm:ss.SSS` */
function clockText(millis: bigint): string {
  const part = (divisor: bigint, modulus: bigint, width: number): string =>
    String((millis / divisor) % modulus).padStart(width, '0');
  return `${part(3_600_000n, 24n, 2)}:${part(60_000n, 60n, 2)}:${part(1_000n, 60n, 2)}.${part(1n, 1_000n, 3)}`;
}

/** `years-months` or `days hh:mm:ss.SSS`: an interval of Trino is one or the other. */
function intervalText({ months, days, micros }: Interval): string {
  if (months !== 0) {
    const total = Math.abs(months);
    return `${months < 0 ? '-' : ''}${Math.floor(total / 12)}-${total % 12}`;
  }
  const millis = BigInt(days) * MILLIS_PER_DAY + micros / MICROS_PER_MILLI;
  const size = millis < 0n ? -millis : millis;
  return `${millis < 0n ? '-' : ''}${size / MILLIS_PER_DAY} ${clockText(size % MILLIS_PER_DAY)}`;
}

function bytesText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}
