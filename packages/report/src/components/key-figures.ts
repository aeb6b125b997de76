import { markup, type Content, type Markup } from '../markup';

/** One number of the day, with the word for it. */
export interface KeyFigure {
  readonly label: string;
  readonly value: Content;
  /** What the value is a part of, or what it was measured by. */
  readonly note?: Content;
}

/** Numbers side by side. */
export function keyFigures(figures: readonly KeyFigure[]): Markup {
  return markup`<dl class="figures">${figures.map(
    ({ label, value, note }) =>
      markup`<div><dt>${label}</dt><dd>${value}${note === undefined ? '' : markup`<small>${note}</small>`}</dd></div>`,
  )}</dl>`;
}
