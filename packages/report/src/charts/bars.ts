import { markup, type Markup } from '../markup';
import { chart, percent, toneSwatch, type ChartWords, type Tone } from './chart';

/** A bar with its name and its value as text. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value with its unit. */
  readonly text: string;
}

const BAR_ROW = 30;

/** Bars one below the other, the longest as wide as the page. */
export function bars({ rows, ...words }: ChartWords & { readonly rows: readonly Bar[] }): Markup {
  const most = Math.max(...rows.map(({ value }) => value), 0);
  const drawing = rows.map(({ label, value, text }, index) => {
    const y = index * BAR_ROW;
    return markup`<text class="strong" x="0" y="${y + 11}">${label}</text><text class="strong" x="100%" y="${y + 11}" text-anchor="end">${text}</text><rect class="f4" data-decoration x="0" y="${y + 15}" width="100%" height="2"/><rect class="f1" x="0" y="${y + 15}" width="${percent(most === 0 ? 0 : value / most)}" height="9"/>
`;
  });
  return chart(words, rows.length * BAR_ROW, drawing);
}

/** A part of a stacked bar; its tone is that of the part with this name in the legend. */
export interface BarPart {
  readonly part: string;
  readonly value: number;
  /** The value with its unit. */
  readonly text: string;
}

/** One thing before and after. */
export interface BeforeAfter {
  readonly label: string;
  /** At the right end of the label's line. */
  readonly text: string;
  readonly before: readonly BarPart[];
  readonly after: readonly BarPart[];
}

/** Stacked bars in pairs. */
export interface BeforeAfterBars extends ChartWords {
  /** Tone of each part, in the order in which parts stand. */
  readonly parts: Readonly<Record<string, Tone>>;
  readonly rows: readonly BeforeAfter[];
  /** Words for the two bars of a pair. Default: before, after. */
  readonly names?: readonly [before: string, after: string];
}

const PAIR_ROW = 50;
/** Share of the width that the names of the two bars take. */
const NAME_SHARE = 0.14;

/** What things consist of, before and after: pairs of stacked bars on one scale. */
export function beforeAfterBars({
  rows,
  parts,
  names = ['before', 'after'],
  ...words
}: BeforeAfterBars): Markup {
  const order = Object.keys(parts);
  const total = (bar: readonly BarPart[]): number => bar.reduce((sum, { value }) => sum + value, 0);
  const most = Math.max(...rows.flatMap(({ before, after }) => [total(before), total(after)]), 0);
  const stack = (bar: readonly BarPart[], y: number): Markup[] => {
    let from = NAME_SHARE;
    return [...bar]
      .sort((a, b) => order.indexOf(a.part) - order.indexOf(b.part))
      .filter(({ value }) => value > 0)
      .map(({ part, value, text }) => {
        const width = ((1 - NAME_SHARE) * value) / most;
        const x = from;
        from += width;
        return markup`<rect class="${parts[part]}" x="${percent(x)}" y="${y}" width="${percent(width)}" height="11"><title>${`${part}: ${text}`}</title></rect>`;
      });
  };
  const drawing = rows.map(({ label, text, before, after }, index) => {
    const y = index * PAIR_ROW;
    return markup`<text class="strong" x="0" y="${y + 11}">${label}</text><text class="strong" x="100%" y="${y + 11}" text-anchor="end">${text}</text><text x="0" y="${y + 25}">${names[0]}</text>${stack(before, y + 16)}<text x="0" y="${y + 39}">${names[1]}</text>${stack(after, y + 30)}
`;
  });
  const legend = Object.entries(parts).map(([name, tone]) => ({ swatch: toneSwatch(tone), name }));
  return chart(words, rows.length * PAIR_ROW, drawing, { legend });
}
