import { EngineFailure } from './engine-failure';
import { escapePattern } from './escape-pattern';

const UNITS: Readonly<Record<string, number>> = {
  YEAR: 365.25 * 86_400_000,
  MONTH: 30.4375 * 86_400_000,
  WEEK: 7 * 86_400_000,
  DAY: 86_400_000,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1_000,
};

/** The letters of Java's DateTimeFormatter that partition folders use, with the digits each stands for. */
const LETTERS: Readonly<Record<string, { field: number; digits: string }>> = {
  yyyy: { field: 0, digits: '\\d{4}' },
  MM: { field: 1, digits: '\\d{2}' },
  dd: { field: 2, digits: '\\d{2}' },
  HH: { field: 3, digits: '\\d{2}' },
  mm: { field: 4, digits: '\\d{2}' },
  ss: { field: 5, digits: '\\d{2}' },
};

/** Reads the dates of one projected column. */
export interface DateFormat {
  /** Source of a regular expression for values: digits and the text between them, without groups. */
  readonly pattern: string;
  /** Milliseconds since 1970 of a value in the format, or undefined when it is not one. */
  parse(value: string): number | undefined;
  /** Milliseconds since 1970 of an end of a range: a value in the format, `NOW`, or `NOW+9HOURS`. */
  parseBound(text: string): number;
}

/** A projection's `format`; throws INVALID_TABLE_PROPERTY for letters that partition folders do not use. */
export function dateFormat(format: string, now: Date): DateFormat {
  const fields: number[] = [];
  const source = format.replace(
    /'([^']*)'|([A-Za-z]+)|([^A-Za-z']+)/g,
    (_, quoted?: string, word?: string, other?: string) => {
      if (word === undefined) return escapePattern(quoted ?? other ?? '');
      const letters = word.match(/y+|M+|d+|H+|m+|s+|[A-Za-z]/g) ?? [];
      return letters
        .map((letter) => {
          const known = LETTERS[letter];
          if (known === undefined) {
            throw new EngineFailure(
              'INVALID_TABLE_PROPERTY',
              `the date format '${format}' has '${letter}', which is not supported`,
            );
          }
          fields.push(known.field);
          return `(${known.digits})`;
        })
        .join('');
    },
  );
  const pattern = new RegExp(`^${source}$`);

  const parse = (value: string): number | undefined => {
    const match = pattern.exec(value);
    if (match === null) return undefined;
    const parts = [1970, 1, 1, 0, 0, 0];
    fields.forEach((field, index) => (parts[field] = Number(match[index + 1])));
    const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
    const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
    const real =
      at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
    return real ? at.getTime() : undefined;
  };

  return {
    pattern: source.replace(/(?<!\\)[()]/g, ''),
    parse,
    parseBound: (text) => {
      const relative = /^NOW\s*(?:([+-])\s*(\d+)\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?$/.exec(
        text.trim(),
      );
      if (relative !== null) {
        const [, sign, count, unit] = relative;
        const offset = Number(count ?? 0) * (UNITS[unit ?? ''] ?? 0);
        return now.getTime() + (sign === '-' ? -offset : offset);
      }
      const at = parse(text);
      if (at === undefined) {
        throw new EngineFailure(
          'INVALID_TABLE_PROPERTY',
          `the date '${text}' does not have the format '${format}'`,
        );
      }
      return at;
    },
  };
}
