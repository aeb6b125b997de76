import { markup, type Markup } from '../markup';
import { cellLegend, drawCell, type CellState, type CellWords } from './cell-states';
import { chart, percent, type ChartWords } from './chart';

/** One row of a map: something over the 24 hours of a day. */
export interface HourMapRow {
  readonly label: string;
  /** At the right end of the label's line. */
  readonly text: string;
  readonly hours: readonly { readonly state: CellState; readonly title: string }[];
}

/** Rows x 24 hours. */
export interface HourMap extends ChartWords {
  readonly rows: readonly HourMapRow[];
  readonly words: CellWords;
}

const HEAD = 16;
const ROW = 38;
const CELL = 14;

/** What there is of each hour, row by row: gaps stand out by their shape. */
export function hourMap({ rows, words, ...said }: HourMap): Markup {
  const hourNames = Array.from({ length: 8 }, (_, index) => index * 3).map(
    (hour) =>
      markup`<text x="${percent((hour + 0.5) / 24)}" y="10" text-anchor="middle">${String(hour).padStart(2, '0')}</text>`,
  );
  const drawing = rows.map(({ label, text, hours }, index) => {
    const top = HEAD + index * ROW;
    const cells = hours.map(
      ({ state, title }, hour) =>
        markup`<g><title>${title}</title>${drawCell(state, {
          x: percent((hour + 0.06) / 24),
          middle: percent((hour + 0.5) / 24),
          width: percent(0.88 / 24),
          y: top + 17,
          height: CELL,
        })}</g
        >`,
    );
    return markup`<text class="strong" x="0" y="${top + 12}">${label}</text><text x="100%" y="${top + 12}" text-anchor="end">${text}</text>${cells}
`;
  });
  const used = new Set(rows.flatMap(({ hours }) => hours.map(({ state }) => state)));
  return chart(said, HEAD + rows.length * ROW, [hourNames, drawing], { legend: cellLegend(words, used) });
}
