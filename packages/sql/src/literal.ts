import { AppError, UtcDay } from '@lakeward/core';

/** A value that can stand in a statement. Lists become comma-separated literals, for IN and ARRAY. */
export type SqlValue = SqlScalar | readonly SqlScalar[];

/** A single value. A Date becomes a TIMESTAMP(3) in UTC, a UtcDay a DATE. */
export type SqlScalar = string | number | bigint | boolean | Date | UtcDay;

/** How a dialect writes a string: Trino doubles the quote, Hive escapes with backslashes. */
export type Dialect = 'trino' | 'hive';

/**
 * The value as a literal. This function is the only place in Lakeward where a value becomes SQL text.
 *
 * Throws `SQL_INVALID_VALUE` for what has no literal: a fraction that is not finite, an unsafe integer, an empty list, a
 * character that the engine cannot hold (NUL, an unpaired surrogate).
 */
export function literal(value: SqlValue, dialect: Dialect = 'trino'): string {
  if (isList(value)) {
    if (value.length === 0)
      throw invalid('an empty list', 'Leave the condition out when there is nothing to compare with.');
    return value.map((item) => literal(item, dialect)).join(', ');
  }
  if (typeof value === 'string') return stringLiteral(value, dialect);
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return value instanceof Date ? timestampLiteral(value) : `DATE '${value.date}'`;
}

function isList(value: SqlValue): value is readonly SqlScalar[] {
  return Array.isArray(value);
}

function stringLiteral(text: string, dialect: Dialect): string {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw invalid(
      'text with a NUL or an unpaired surrogate',
      'Remove the character; no SQL engine can hold it.',
    );
  }
  return dialect === 'trino'
    ? `'${text.replaceAll("'", "''")}'`
    : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

function numberLiteral(value: number): string {
  if (Number.isSafeInteger(value)) return value.toString();
  if (Number.isInteger(value) || !Number.isFinite(value)) {
    throw invalid(`the number ${value}`, 'Give integers beyond 2^53 as bigint, and only finite fractions.');
  }
  // In Trino a plain 0.1 is a DECIMAL; only the exponent form is the DOUBLE that JavaScript meant.
  const text = value.toString();
  return text.includes('e') ? text.toUpperCase() : `${text}E0`;
}

function timestampLiteral(value: Date): string {
  if (Number.isNaN(value.getTime())) throw invalid('an invalid date', 'Give a valid instant.');
  return `TIMESTAMP '${value.toISOString().replace('T', ' ').replace('Z', '')}'`;
}

function invalid(what: string, remedy: string): AppError {
  return new AppError({ code: 'SQL_INVALID_VALUE', message: `SQL has no literal for ${what}.`, remedy });
}
