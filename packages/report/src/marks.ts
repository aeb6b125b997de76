import { markup, Markup } from './markup';

/**
 * How something stands. Each has a shape of its own, so that it can be told without colour: circle with tick, triangle,
 * octagon with cross, circle that is half full.
 */
export type State = 'good' | 'attention' | 'bad' | 'unknown';

/** How much something matters, from most to least. */
export const LEVELS = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Level = (typeof LEVELS)[number];

/** Symbols are drawn once a page and referred to; `currentColor` makes them follow the text. */
const SYMBOLS: Readonly<Record<State | Level, string>> = {
  good: '<circle cx="8" cy="8" r="7.5"/><path class="ink" d="M4.4 8.4l2.5 2.5 4.8-5.6"/>',
  attention: '<path d="M8 .8l7.6 13.7H.4z"/><path class="ink" d="M8 5.6v4.2M8 11.6v1.2"/>',
  bad: '<path d="M5 .6h6L15.4 5v6L11 15.4H5L.6 11V5z"/><path class="ink" d="M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6"/>',
  unknown: '<circle class="line" cx="8" cy="8" r="6.6"/><path d="M8 1.4a6.6 6.6 0 0 1 0 13.2z"/>',
  critical: '<path d="M8 .5l7.5 7.5L8 15.5.5 8z"/>',
  high: '<path d="M8 1.5l7.3 13H.7z"/>',
  medium: '<path d="M2 2h12v12H2z"/>',
  low: '<circle cx="8" cy="8" r="5.2" class="line"/>',
  info: '<circle cx="8" cy="8" r="2.5"/>',
};

/** The symbols and patterns that marks and charts refer to; stands once in a page. */
export function drawings(): Markup {
  const symbols = Object.entries(SYMBOLS).map(
    ([name, shape]) => `<symbol id="mark-${name}" viewBox="0 0 16 16">${shape}</symbol>`,
  );
  return Markup.trusted(
    `<svg class="drawings" width="0" height="0" aria-hidden="true" focusable="false">${symbols.join('')}` +
      '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
      '<path class="hatch" d="M1.5 0v6"/></pattern></defs></svg>',
  );
}

function mark(name: State | Level): Markup {
  return markup`<svg class="mark ${name}" aria-hidden="true" focusable="false"><use href="#mark-${name}"></use></svg>`;
}

/** A state by shape, colour and word. */
export function stateBadge(state: State, word: string): Markup {
  return markup`<span class="badge ${state}">${mark(state)}${word}</span>`;
}

/** A level by shape and word. */
export function levelMark(level: Level): Markup {
  return markup`<span class="level">${mark(level)}${level}</span>`;
}
