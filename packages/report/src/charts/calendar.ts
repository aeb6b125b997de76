import { DAY_MS } from '@lakeward/core';
import { markup, type Markup } from '../markup';
import { cellLegend, drawCell, type CellState, type CellWords } from './cell-states';
import { chart, percent, type ChartWords } from './chart';

/** A day of a calendar. */
export interface CalendarDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly state: CellState;
  /** What is to be said of the day. */
  readonly title: string;
}

/** Days by week. */
export interface Calendar extends ChartWords {
  /** In order; days that are left out stay blank. */
  readonly days: readonly CalendarDay[];
  readonly words: CellWords;
}

const HEAD = 18;
const WEEK = 34;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** A calendar of weeks from Monday to Sunday; the first day of each month says its month. */
export function calendar({ days, words, ...said }: Calendar): Markup {
  const heads = WEEKDAYS.map(
    (name, index) =>
      markup`<text x="${percent((index + 0.5) / 7)}" y="11" text-anchor="middle">${name}</text>`,
  );
  const [first] = days;
  if (first === undefined) return chart(said, HEAD, heads);
  const start = dayNumber(first.date);
  const monday = start - weekday(start);
  let bottom = HEAD;
  const drawing = days.map(({ date, state, title }, index) => {
    const offset = dayNumber(date) - monday;
    const column = offset % 7;
    const y = HEAD + Math.floor(offset / 7) * WEEK;
    bottom = Math.max(bottom, y + WEEK);
    const name = index === 0 || date.endsWith('-01') ? date.slice(5) : date.slice(8);
    return markup`<g><title>${`${date}  ${title}`}</title><text x="${percent((column + 0.03) / 7)}" y="${y + 11}">${name}</text>${drawCell(
      state,
      {
        x: percent((column + 0.03) / 7),
        middle: percent((column + 0.5) / 7),
        width: percent(0.92 / 7),
        y: y + 15,
        height: 12,
      },
    )}</g>
`;
  });
  const used = new Set(days.map(({ state }) => state));
  return chart(said, bottom, [heads, drawing], { legend: cellLegend(words, used) });
}

/** Days since 1970-01-01. */
function dayNumber(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

/** 0 for Monday: 1970-01-01 was a Thursday. */
function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}
