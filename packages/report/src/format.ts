/**
 * How reports write numbers and times. Made by hand instead of by Intl: the same value has the same bytes on every machine,
 * whatever its locale data.
 */

/** `1234567` as `1,234,567`. Whole numbers only, as large as they come. */
export function formatCount(value: number | bigint): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Count and noun: `1 file`, `2 files`, `0 files`. */
export function formatCounted(value: number | bigint, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 || value === 1n ? one : many}`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** Bytes in the unit that people read, by powers of ten as AWS bills them: `3.7 MB`. */
export function formatBytes(bytes: number | bigint): string {
  let value = Number(bytes);
  let unit = 0;
  // What would be shown as 1000.0 is shown in the next unit.
  while (unit < BYTE_UNITS.length - 1 && value >= (unit === 0 ? 1_000 : 999.95)) {
    value /= 1_000;
    unit += 1;
  }
  const [whole = '0', tenths] = value.toFixed(unit === 0 ? 0 : 1).split('.');
  return `${formatCount(BigInt(whole))}${tenths === undefined ? '' : `.${tenths}`} ${BYTE_UNITS[unit] ?? 'B'}`;
}

/** Part of a whole in percent: `12.5 %`. Below and above the shown digits it says so: `< 0.1 %`, `> 99.9 %`. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '-';
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  if (percent < 100 && percent > 99.9) return '> 99.9 %';
  return `${percent.toFixed(1)} %`;
}

/** Money with enough digits to tell small prices from nothing: `USD 0.00005`, `USD 1,204.50`. */
export function formatMoney(amount: number, currency: string): string {
  const digits =
    amount !== 0 && Math.abs(amount) < 0.01 ? Math.min(12, 1 - Math.floor(Math.log10(Math.abs(amount)))) : 2;
  const [whole = '0', fraction = ''] = amount.toFixed(digits).split('.');
  return `${currency} ${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.0+)?(\.\d+)?Z$/;

/** An ISO 8601 instant in UTC as people read it: `2026-03-09 04:05:06`. Anything else stays as it is. */
export function formatInstant(instant: string): string {
  const [, date, time, fraction = ''] = INSTANT.exec(instant) ?? [];
  return date === undefined || time === undefined ? instant : `${date} ${time}${fraction}`;
}
