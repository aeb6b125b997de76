import {
  datum,
  attentionList,
  commandToCopy,
  fold,
  formatCounted,
  markup,
  type AttentionItem,
  type Content,
} from '@lakeward/report';
import { ruleAnchor } from '../anchors';
import type { NeedsPerson, ReviewReport } from '../report-model';

/** Items that stand open; the rest is folded. */
const OPEN_ITEMS = 12;

/** What needs a person, the most pressing first. */
export function attentionSection({ needsPerson }: ReviewReport): Content {
  if (needsPerson.length === 0) {
    return markup`<p>Nothing. No critical or high finding is open, no log is missing, no exception ends within 30 days.</p>`;
  }
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

function itemOf(item: NeedsPerson): AttentionItem {
  const { title, action } = item;
  const common = {
    detail: action.text,
    command: action.command === null ? undefined : commandToCopy('Next', action.command),
  };
  switch (item.kind) {
    case 'problem':
      return {
        ...common,
        mark:
          item.code === 'PCI_DAY_UNVERIFIED'
            ? { state: 'unknown', word: 'unproven' }
            : { state: 'bad', word: 'problem' },
        title,
        detail: markup`${item.file !== null && markup`${datum(item.file)}<br>`}${action.text}`,
      };
    case 'rule':
      return {
        ...common,
        mark: { level: item.severity },
        title: markup`<a href="#${ruleAnchor(item.rule)}">${title}</a>`,
        figure: formatCounted(item.count, 'finding'),
      };
    case 'exception':
      return {
        ...common,
        mark: { state: 'attention', word: item.state },
        title: markup`<a href="#exceptions">${title}</a>`,
      };
  }
}
