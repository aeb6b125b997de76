import type { CellState } from '@lakeward/report';
import type { Completeness, CompletenessCell } from '../review/completeness';
import type { CellReport } from './report-model';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The cells with the state of each of the day's hours. */
export function cellReports(date: string, { digests, cells }: Completeness): CellReport[] {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const provable = digests === 'verified' || digests === 'broken';
  return cells.map((cell) => ({
    ...cell,
    states: cell.hours.map((files, hour) => {
      const covered = coveredMs(cell, midnight + hour * HOUR_MS, midnight + (hour + 1) * HOUR_MS);
      return stateOf(files, covered, provable);
    }),
    provenMinutes: Math.floor(coveredMs(cell, midnight, midnight + 24 * HOUR_MS) / MINUTE_MS),
  }));
}

function stateOf(files: number, covered: number, provable: boolean): CellState {
  if (covered >= HOUR_MS) return files > 0 ? 'full' : 'quiet';
  if (covered > 0) return 'part';
  if (provable) return 'missing';
  return files > 0 ? 'seen' : 'open';
}

/** How much of a span the verified digests cover. Spans of one cell that overlap count once. */
function coveredMs({ covered }: CompletenessCell, from: number, to: number): number {
  let done = from;
  let sum = 0;
  const spans = covered
    .map((span) => ({ from: Date.parse(span.from), to: Date.parse(span.to) }))
    .sort((a, b) => a.from - b.from);
  for (const span of spans) {
    const start = Math.max(done, span.from);
    const end = Math.min(to, span.to);
    if (end <= start) continue;
    sum += end - start;
    done = end;
  }
  return sum;
}
