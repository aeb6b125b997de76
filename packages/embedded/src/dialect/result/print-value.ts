import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimeTZValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBTypeId,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { doubleText, realText } from './number-text';

const MICROS_PER_MILLI = 1_000n;
const MILLIS_PER_DAY = 86_400_000n;

/**
 * A value of DuckDB as Athena prints it in a result: `1.0E10`, `2027-03-09 23:51:07.123`, `[1, 2]`, `{a=1}`, bytes as `61 62`.
 * NULL is null, and `null` inside an array, row or map.
 */
export function printValue(value: DuckDBValue, type: DuckDBType): string | null {
  if (value === null) return null;
  if (typeof value === 'number') {
    if (type.typeId === DuckDBTypeId.DOUBLE) return doubleText(value);
    return type.typeId === DuckDBTypeId.FLOAT ? realText(value) : String(value);
  }
  if (value instanceof DuckDBTimestampValue) return timestampText(value.micros);
  if (value instanceof DuckDBTimestampTZValue) return `${timestampText(value.micros)} UTC`;
  if (value instanceof DuckDBTimeValue) return timeText(value.micros);
  if (value instanceof DuckDBTimeTZValue) return `${timeText(value.micros)}+00:00`;
  if (value instanceof DuckDBIntervalValue) return intervalText(value);
  if (value instanceof DuckDBBlobValue) return bytesText(value.bytes);
  if (value instanceof DuckDBListValue) {
    const items =
      type.typeId === DuckDBTypeId.LIST ? value.items.map((item) => inner(item, type.valueType)) : [];
    return `[${items.join(', ')}]`;
  }
  if (value instanceof DuckDBMapValue) return mapText(value, type);
  if (value instanceof DuckDBStructValue) return rowText(value, type);
  if (value instanceof DuckDBDateValue || value instanceof DuckDBDecimalValue) return value.toString();
  return String(value);
}

function inner(value: DuckDBValue, type: DuckDBType): string {
  return printValue(value, type) ?? 'null';
}

function mapText(value: DuckDBMapValue, type: DuckDBType): string {
  if (type.typeId !== DuckDBTypeId.MAP) return String(value);
  const entries = value.entries.map(
    (entry) => `${inner(entry.key, type.keyType)}=${inner(entry.value, type.valueType)}`,
  );
  return `{${entries.join(', ')}}`;
}

function rowText(value: DuckDBStructValue, type: DuckDBType): string {
  if (type.typeId !== DuckDBTypeId.STRUCT) return String(value);
  const fields = type.entryNames.map(
    (name, index) => `${name}=${inner(value.entries[name] ?? null, type.entryTypes[index] ?? type)}`,
  );
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
function intervalText({ months, days, micros }: DuckDBIntervalValue): string {
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
