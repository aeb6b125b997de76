import { markup, type Content, type Markup } from '../markup';

/** Content that is folded away until somebody wants it; print shows it. */
export interface Fold {
  /** Anchor of the content: a link to it opens the fold. */
  readonly id: string;
  readonly heading: Content;
  /** Stands at the right end of the heading's line. */
  readonly count?: Content;
  readonly body: Content;
  readonly open?: boolean;
}

/** One fold. */
export function fold({ id, heading, count, body, open = false }: Fold): Markup {
  // The anchor lies inside: browsers open folds for targets in them, not for themselves.
  return markup`<details class="fold"${open ? markup` open` : ''}><summary><span>${heading}</span><span class="count number">${count}</span></summary><div class="body" id="${id}">${body}</div></details>
`;
}

/** Folds one below the other. */
export function folds(items: readonly Fold[]): Markup {
  return markup`<div class="folds">${items.map(fold)}</div>`;
}
