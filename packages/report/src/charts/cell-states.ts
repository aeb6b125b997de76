import { markup, type Content, type Markup } from '../markup';
import { swatch, type LegendEntry } from './chart';

/**
 * What an hour or a day can be on a map: done and proven (`full`), proven to have had nothing (`quiet`), done in part (`part`),
 * missing (`missing`), there without proof (`seen`), nothing known (`open`). Each has a drawing of its own.
 */
export type CellState = 'full' | 'quiet' | 'part' | 'missing' | 'seen' | 'open';

/** Words for the states that a map uses, in the order of its legend. */
export type CellWords = Partial<Readonly<Record<CellState, string>>>;

/** Where a cell is drawn: x and width as attribute values in percent or pixels, y and height in pixels. */
export interface CellPlace {
  readonly x: string;
  readonly middle: string;
  readonly width: string;
  readonly y: number;
  readonly height: number;
}

/** One cell, without its title. */
export function drawCell(state: CellState, { x, middle, width, y, height }: CellPlace): Markup {
  const box = (tone: string, top = y, tall = height): Markup =>
    markup`<rect x="${x}" width="${width}" y="${top}" height="${tall}" class="${tone}"/>`;
  switch (state) {
    case 'full':
      return box('f1');
    case 'quiet':
      return markup`${box('f3')}<circle cx="${middle}" cy="${y + height / 2}" r="1.6" class="f1"/>`;
    case 'part':
      return markup`${box('f5')}${box('f1', y + height / 2, height / 2)}`;
    case 'missing':
      return box('f5');
    case 'seen':
      return markup`${box('f6', y + height / 2, height / 2)}${box('o')}`;
    case 'open':
      return box('o');
  }
}

/** The legend of a map: only states that occur are explained. */
export function cellLegend(words: CellWords, used: ReadonlySet<CellState>): LegendEntry[] {
  const entries: { state: CellState; name: Content }[] = [];
  for (const state of ['full', 'quiet', 'seen', 'part', 'missing', 'open'] as const) {
    const name = words[state];
    if (name !== undefined && used.has(state)) entries.push({ state, name });
  }
  return entries.map(({ state, name }) => ({
    swatch: swatch(drawCell(state, { x: '1', middle: '7', width: '12', y: 1, height: 12 })),
    name,
  }));
}
