import { markup, type Content, type Markup } from '../markup';
import { levelMark, stateBadge, type Level, type State } from '../marks';

/** Something that a person must look at. */
export interface AttentionItem {
  readonly mark: { readonly level: Level } | { readonly state: State; readonly word: string };
  readonly title: Content;
  /** At the right end of the title's line. */
  readonly figure?: Content;
  readonly detail?: Content;
  /** The command that is the next step. */
  readonly command?: Content;
}

/** What needs a person, the most pressing first. */
export function attentionList(items: readonly AttentionItem[]): Markup {
  return markup`<ol class="attend">${items.map(
    ({ mark, title, figure, detail, command }) =>
      markup`<li>${'level' in mark ? levelMark(mark.level) : stateBadge(mark.state, mark.word)}<div class="what"><b>${title}</b><span class="number">${figure}</span></div>${detail === undefined ? '' : markup`<div>${detail}</div>`}${command}</li>
`,
  )}</ol>`;
}
