import { markup, type Content, type Markup } from '../markup';

/** What every chart says of itself in words. */
export interface ChartWords {
  /** Unique in the page: lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What the picture shows, for somebody who does not see it: extremes, totals, what is missing. */
  readonly description: string;
}

/** Ways to fill an area, told apart by lightness and pattern: three steps of the accent, grey, hatched. */
export const TONES = ['f1', 'f2', 'f3', 'f6', 'f5'] as const;
export type Tone = (typeof TONES)[number];

/** An entry of a legend. */
export interface LegendEntry {
  readonly swatch: Markup;
  readonly name: Content;
}

/** What stands around a drawing. */
export interface Surroundings {
  readonly legend?: readonly LegendEntry[];
  /** Maps say first what their drawings mean; bars line up with their neighbours, their legend below. */
  readonly legendPlace?: 'above' | 'below';
}

/**
 * A drawing as wide as its place: x in percent, y in pixels, so that text keeps its size on a phone and on paper.
 */
export function chart(
  { id, title, description }: ChartWords,
  height: number,
  drawing: Content,
  { legend = [], legendPlace = 'above' }: Surroundings = {},
): Markup {
  const entries = legend.map(({ swatch: drawn, name }) => markup`<li>${drawn}${name}</li>`);
  const explained = legend.length > 0 && markup`<ul class="legend">${entries}</ul>`;
  return markup`<figure class="chart"><figcaption>${title}</figcaption>${legendPlace === 'above' && explained}<svg width="100%" height="${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>
${drawing}</svg>${legendPlace === 'below' && explained}</figure>`;
}

/** A swatch of a tone. */
export function toneSwatch(tone: Tone): Markup {
  return swatch(markup`<rect x="1" y="1" width="12" height="12" class="${tone}"/>`);
}

/** A swatch of any drawing in a square of 14 pixels. */
export function swatch(drawing: Content): Markup {
  return markup`<svg width="14" height="14" aria-hidden="true">${drawing}</svg>`;
}

/** A share of the width as an attribute's value. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

/** The next of 1, 2, 5, 10, 20, 50, ... that is not below `value`: the end of an axis. */
export function axisEnd(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= value) ?? value;
}
