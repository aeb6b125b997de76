import { AppError } from './app-error';

/** A UTC day in milliseconds: each has as many, since leap seconds are not counted. */
export const DAY_MS = 86_400_000;

/** One UTC calendar day. */
export class UtcDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly year: string;
  /** Zero-padded. */
  readonly month: string;
  /** Zero-padded. */
  readonly day: string;

  private constructor(date: string) {
    this.date = date;
    [this.year, this.month, this.day] = date.split('-') as [string, string, string];
  }

  /** Parses `YYYY-MM-DD`; throws `INVALID_DATE` for anything else, including days no calendar has. */
  static parse(text: string): UtcDay {
    const instant = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
    if (
      instant === undefined ||
      Number.isNaN(instant.getTime()) ||
      instant.toISOString().slice(0, 10) !== text
    ) {
      throw new AppError({
        code: 'INVALID_DATE',
        message: `"${text}" is not a calendar day.`,
        remedy: 'Give the day as YYYY-MM-DD, for example 2026-03-09.',
      });
    }
    return new UtcDay(text);
  }

  /** The day that `instant` falls into. */
  static of(instant: Date): UtcDay {
    return new UtcDay(instant.toISOString().slice(0, 10));
  }

  /** The last full day before `instant`. */
  static before(instant: Date): UtcDay {
    return UtcDay.of(instant).plus(-1);
  }

  /** The day `days` later (earlier when negative). */
  plus(days: number): UtcDay {
    return UtcDay.of(new Date(this.start().getTime() + days * DAY_MS));
  }

  /** Midnight at which the day begins. */
  start(): Date {
    return new Date(`${this.date}T00:00:00Z`);
  }

  /** True once the whole day lies before `instant`. */
  isOver(instant: Date): boolean {
    return instant.getTime() >= this.start().getTime() + DAY_MS;
  }

  toString(): string {
    return this.date;
  }
}
