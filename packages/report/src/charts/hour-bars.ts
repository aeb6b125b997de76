import { formatCount, formatCounted } from '../format';
import { markup, type Content, type Markup } from '../markup';
import { axisEnd, chart, percent, toneSwatch, type ChartWords, type Tone } from './chart';

/** Counts over time that stand on one another. */
export interface Series {
  readonly name: string;
  readonly tone: Tone;
  /** One for each slot of the axis. */
  readonly values: readonly number[];
}

/** Bars over hours. */
export interface HourBars extends ChartWords {
  /** Names of the slots, such as `00` to `23`. */
  readonly slots: readonly string[];
  /** What is counted: one, many. */
  readonly unit: readonly [one: string, many: string];
  /** The first stands at the bottom. */
  readonly series: readonly Series[];
}

const TOP = 16;
const PLOT = 88;
/** What is there at all is seen. */
const LEAST = 2;

/** A timeline: one bar for each hour, split by series. */
export function hourBars({ slots, unit, series, ...words }: HourBars): Markup {
  const totals = slots.map((_, slot) => series.reduce((sum, { values }) => sum + (values[slot] ?? 0), 0));
  const end = axisEnd(Math.max(...totals, 0));
  const y = (share: number): number => TOP + PLOT * (1 - share);
  const grid = [1, 0.5].flatMap((share) => {
    const value = end * share;
    if (!Number.isInteger(value)) return [];
    const text = share === 1 ? formatCounted(value, ...unit) : formatCount(value);
    return markup`<line class="axis" x1="0" x2="100%" y1="${y(share)}" y2="${y(share)}"/><text x="0" y="${y(share) - 3}">${text}</text>`;
  });
  const bars = slots.map((slot, index) => {
    const total = totals[index] ?? 0;
    if (total === 0) return '';
    let below = 0;
    const parts = series.flatMap(({ values, tone }) => {
      const value = values[index] ?? 0;
      if (value === 0) return [];
      const height = Math.max(LEAST, Number(((PLOT * value) / end).toFixed(1)));
      below += height;
      return markup`<rect x="${percent((index + 0.13) / slots.length)}" width="${percent(0.74 / slots.length)}" y="${Number((TOP + PLOT - below).toFixed(1))}" height="${height}" class="${tone}"/>`;
    });
    const split = series.length < 2 ? '' : `: ${splitOf(series, index)}`;
    return markup`<g><title>${`${slot}  ${formatCounted(total, ...unit)}${split}`}</title>${parts}</g>
`;
  });
  const base = markup`<line class="axis" x1="0" x2="100%" y1="${TOP + PLOT}" y2="${TOP + PLOT}"/>`;
  const legend =
    series.length < 2 ? [] : series.map(({ name, tone }) => ({ swatch: toneSwatch(tone), name }));
  return chart(words, TOP + PLOT + 18, [grid, bars, base, slotNames(slots)], {
    legend,
    legendPlace: 'below',
  });
}

function splitOf(series: readonly Series[], slot: number): string {
  return series
    .filter(({ values }) => (values[slot] ?? 0) > 0)
    .map(({ name, values }) => `${formatCount(values[slot] ?? 0)} ${name}`)
    .join(', ');
}

/** Every third hour is named, and slots that are no hours, which stand at the ends and need more room. */
function slotNames(slots: readonly string[]): Content[] {
  const isHour = (slot: string | undefined): boolean => slot !== undefined && /^\d\d$/.test(slot);
  return slots.map((slot, index) => {
    const y = TOP + PLOT + 14;
    if (!isHour(slot)) {
      const [x, anchor] = index === 0 ? ['0', 'start'] : ['100%', 'end'];
      return markup`<text x="${x}" y="${y}" text-anchor="${anchor}">${slot}</text>`;
    }
    if (Number(slot) % 3 !== 0 || (index === 1 && !isHour(slots[0]))) return '';
    return markup`<text x="${percent((index + 0.5) / slots.length)}" y="${y}" text-anchor="middle">${slot}</text>`;
  });
}
