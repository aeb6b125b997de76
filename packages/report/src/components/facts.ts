import { markup, type Content, type Markup } from '../markup';

/** Names with their values, one below the other; a pair without a value is left out. */
export function facts(pairs: readonly (readonly [name: string, value: Content])[]): Markup {
  return markup`<dl class="facts">${pairs.map(([name, value]) =>
    value === null || value === undefined || value === false || value === ''
      ? ''
      : markup`<dt>${name}</dt><dd>${value}</dd>`,
  )}</dl>`;
}

/** A value out of data, set apart from the sentence around it: its letters may run from right to left. */
export function datum(value: string): Markup {
  return markup`<bdi class="data">${value}</bdi>`;
}
