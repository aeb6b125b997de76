export {
  bars,
  beforeAfterBars,
  type Bar,
  type BarPart,
  type BeforeAfter,
  type BeforeAfterBars,
} from './charts/bars';
export { calendar, type Calendar, type CalendarDay } from './charts/calendar';
export type { CellState, CellWords } from './charts/cell-states';
export type { ChartWords, Tone } from './charts/chart';
export { hourBars, type HourBars, type Series } from './charts/hour-bars';
export { hourMap, type HourMap, type HourMapRow } from './charts/hour-map';
export { attentionList, type AttentionItem } from './components/attention-list';
export { codeBlock, commandToCopy, shellWord, type CodeBlock } from './components/code-block';
export { countCell, dataTable, type Column, type DataTable } from './components/data-table';
export { datum, facts } from './components/facts';
export { filterable } from './components/filterable';
export { fold, folds, type Fold } from './components/fold';
export { keyFigures, type KeyFigure } from './components/key-figures';
export { formatBytes, formatCount, formatCounted, formatInstant, formatMoney, formatShare } from './format';
export { markup, joined, type Content, type Markup } from './markup';
export { LEVELS, levelMark, stateBadge, type Level, type State } from './marks';
export { renderPage, type Page, type Section, type Verdict } from './page';
export { firstCharacters } from './visible-text';
