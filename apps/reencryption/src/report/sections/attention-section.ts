import {
  attentionList,
  commandToCopy,
  datum,
  fold,
  formatCounted,
  markup,
  type AttentionItem,
  type Content,
} from '@lakeward/report';
import type { NeedsPerson, RunReport } from '../report-model';

/** Items that stand open; the rest is folded. */
const OPEN_ITEMS = 12;

/** What needs a person, the most pressing first. */
export function attentionSection({ needsPerson }: RunReport): Content {
  if (needsPerson.length === 0)
    return markup`<p>Nothing. No decision is due, no task has failed, nothing is left open.</p>`;
  const items = needsPerson.map(itemOf);
  const rest = items.slice(OPEN_ITEMS);
  return [
    attentionList(items.slice(0, OPEN_ITEMS)),
    rest.length > 0 &&
      fold({
        id: 'attention-rest',
        heading: `${formatCounted(rest.length, 'more item')}, less pressing than those above`,
        body: attentionList(rest),
      }),
  ];
}

function itemOf({ state, word, bucket, title, figure, text, command }: NeedsPerson): AttentionItem {
  return {
    mark: { state, word },
    title,
    figure,
    detail: markup`${datum(bucket)}<br>${text}`,
    ...(command === null ? {} : { command: commandToCopy('Next', command) }),
  };
}
