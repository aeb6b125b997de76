import { EngineFailure } from '../engine-failure';
import { escapePattern } from './escape-pattern';

/** Fields of a date, in the order of Date.UTC. */
type Field = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** The letters of Java's DateTimeFormatter that partition folders use. */
const FIELDS: Readonly<Record<string, Field>> = { y: 0, u: 0, M: 1, d: 2, H: 3, m: 4, s: 5, S: 6 };

/** How a field is written: `width` digits, or one digit or more where it is 1. */
interface FormatPart {
  readonly field: Field;
  readonly width: number;
}

/** Dates as one projected column writes them. */
export interface DateFormat {
  /** Source of a regular expression for values: digits and the text between them, without groups. */
  readonly pattern: string;
  /** The finest field that is written; 0 is the year, 6 the millisecond. */
  readonly precision: number;
  /** Milliseconds since 1970 of a value in the format, or undefined when it is not one. */
  parse(value: string): number | undefined;
  /** The value for a time in milliseconds since 1970; what is finer than the format is cut off. */
  write(at: number): string;
}

/** A projection's `format`; throws INVALID_TABLE_PROPERTY for letters that partition folders do not use. */
export function dateFormat(format: string): DateFormat {
  const parts = partsOf(format);
  const fields = parts.filter((part) => typeof part !== 'string');
  const sources = parts.map((part) => (typeof part === 'string' ? escapePattern(part) : digits(part)));
  const groups = parts.map((part, index) =>
    typeof part === 'string' ? sources[index] : `(${sources[index] ?? ''})`,
  );
  const whole = new RegExp(`^${groups.join('')}$`);
  return {
    pattern: sources.join(''),
    precision: Math.max(...fields.map(({ field }) => field), 0),
    parse: (value) => {
      const match = whole.exec(value);
      if (match === null) return undefined;
      const date: [number, number, number, number, number, number, number] = [1970, 1, 1, 0, 0, 0, 0];
      for (const [index, { field, width }] of fields.entries()) {
        const number = Number(match[index + 1]);
        date[field] = field === 0 && width === 2 ? 2000 + number : number;
      }
      return instantOf(date);
    },
    write: (at) => {
      const date = datePartsOf(at);
      return parts
        .map((part) => {
          if (typeof part === 'string') return part;
          const number = part.field === 0 && part.width === 2 ? date[0] % 100 : date[part.field];
          return String(number).padStart(part.width, '0');
        })
        .join('');
    },
  };
}

/** Year, month from 1, day, hour, minute, second, millisecond in UTC. */
export function datePartsOf(at: number): [number, number, number, number, number, number, number] {
  const date = new Date(at);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    date.getUTCMilliseconds(),
  ];
}

/** Undefined for a date that no calendar has, such as the 30th of February. */
function instantOf(
  parts: readonly [number, number, number, number, number, number, number],
): number | undefined {
  const [year, month, day, hour, minute, second, millisecond] = parts;
  const at = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const written = datePartsOf(at);
  return parts.every((part, index) => part === written[index]) ? at : undefined;
}

function digits({ field, width }: FormatPart): string {
  if (width === 1) return field === 6 ? '\\d{1,3}' : '\\d{1,2}';
  return `\\d{${width}}`;
}

function partsOf(format: string): (string | FormatPart)[] {
  const pieces = format.match(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+/g) ?? [];
  return pieces.map((piece) => {
    if (piece === "''") return "'";
    if (piece.startsWith("'")) return piece.slice(1, -1).replaceAll("''", "'");
    if (!/^[A-Za-z]/.test(piece)) return piece;
    const field = FIELDS[piece.charAt(0)];
    const width = piece.length;
    const fits = field === 0 ? width === 4 || width === 2 : field === 6 ? width <= 3 : width <= 2;
    if (field === undefined || !fits) {
      throw new EngineFailure(
        'INVALID_TABLE_PROPERTY',
        `the date format '${format}' has '${piece}', which the embedded runtime does not know`,
      );
    }
    return { field, width };
  });
}
