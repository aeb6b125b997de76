import type { UtcDay } from '@lakeward/core';
import { cellName, filesByCell, losesEvents, type DayFile } from '../logs/day-files';
import type { CellDigests } from '../digests/check-cell';
import type { DigestEvidence } from '../digests/check-digests';
import { gapsBetween, mergeSpans, type Span } from '../digests/spans';
import { deliveryTime } from '../logs/log-file-name';
import type { ReviewProblem, ReviewStatus } from './review-problem';

/**
 * What proves that nothing was left out. `verified`: unbroken chains of digests cover the whole day for every account and
 * Region. `broken`: digests are there, but some of them prove nothing or leave gaps. `absent`: there are none. `keys-missing`:
 * they are there, but not the keys that check them.
 */
export type DigestState = 'verified' | 'broken' | 'absent' | 'keys-missing';

/** A span of time from one instant up to another, both ISO 8601 in UTC. */
export interface TimeSpan {
  readonly from: string;
  readonly to: string;
}

/** What one account's trail delivered of one Region. */
export interface CompletenessCell {
  readonly account: string;
  readonly region: string;
  readonly files: number;
  readonly events: number;
  /** Files by hour of delivery, UTC: 24 numbers. Files whose name tells no time are in none. */
  readonly hours: readonly number[];
  /** Spans of the day that verified digests cover; where several trails deliver, what all of them cover. */
  readonly covered: readonly TimeSpan[];
  /** Spans of the day that no verified digest covers. */
  readonly gaps: readonly TimeSpan[];
  /** Codes of problems. */
  readonly problems: readonly string[];
}

/** What was delivered of what was expected, by account and Region. */
export interface Completeness {
  readonly digests: DigestState;
  /** `s3://` URIs of the places that CloudTrail delivered to, where the files were copied from there. */
  readonly movedFrom?: readonly string[];
  readonly cells: readonly CompletenessCell[];
}

/** What completeness is judged by. */
export interface Delivery {
  readonly day: UtcDay;
  readonly files: readonly DayFile[];
  readonly digests: DigestEvidence;
  /** True where the files are known to be a copy, so that it need not be said. */
  readonly isCopy: boolean;
}

/** How much of what was to be delivered is there. */
export interface Judgement {
  readonly completeness: Completeness;
  /** What a person must know of it; damaged files, which are named elsewhere, are not among them. */
  readonly problems: readonly ReviewProblem[];
}

/** Holds what was delivered against what was expected and what the digests prove. The cells are those of the digest evidence. */
export function judgeCompleteness({ day, files, digests, isCopy }: Delivery): Judgement {
  const bounds = { from: day.start().getTime(), to: day.plus(1).start().getTime() };
  const isAbsent = digests.cells.every(({ found }) => found === 0);
  const filesOf = filesByCell(files);
  const cells = digests.cells.map((cell) => {
    const delivered = filesOf.get(cellName(cell)) ?? [];
    const spans = spansOf(cell, bounds);
    const problems =
      isAbsent || !digests.keysGiven
        ? withoutProof(cell, delivered)
        : [
            ...cell.problems,
            ...gapProblems(cell, spans.gaps, bounds.to),
            ...unlistedProblems(cell, spans.gaps),
          ];
    return { cell: describeCell(cell, delivered, spans, problems), problems };
  });
  const movedFrom = [...new Set(digests.cells.flatMap((cell) => cell.movedFrom))].sort();
  const problems = [
    ...stateProblems(digests, isAbsent),
    ...(isCopy ? [] : movedFrom.map(movedProblem)),
    ...cells.flatMap((cell) => cell.problems),
  ];
  const state = isAbsent ? 'absent' : digests.keysGiven ? verifiedState(cells) : 'keys-missing';
  return {
    completeness: {
      digests: state,
      ...(movedFrom.length === 0 ? {} : { movedFrom }),
      cells: cells.map(({ cell }) => cell),
    },
    problems: inOrder(problems),
  };
}

/** The day's status, from everything that is known of it. */
export function statusOf(completeness: Completeness, problems: readonly ReviewProblem[]): ReviewStatus {
  if (problems.some((problem) => problem.losesEvents)) return 'incomplete';
  return completeness.digests === 'verified' ? 'complete' : 'unverified';
}

/** What the digests of a cell cover. Which trail records what is not known, so what one trail lacks is a gap. */
interface CellSpans {
  readonly covered: readonly Span[];
  readonly gaps: readonly (Span & { readonly trails: readonly string[] })[];
}

function spansOf({ trails }: CellDigests, bounds: Span): CellSpans {
  const lacking = trails.map(({ trail, covered }) => ({ trail, gaps: gapsBetween(covered, bounds) }));
  const gaps =
    trails.length === 0
      ? [bounds]
      : mergeSpans(
          lacking.flatMap((each) => each.gaps),
          bounds,
        );
  return {
    covered: gapsBetween(gaps, bounds),
    gaps: gaps.map((gap) => ({
      ...gap,
      trails: lacking
        .filter((each) => each.gaps.some((span) => overlaps(span, gap)))
        .map(({ trail }) => trail),
    })),
  };
}

function describeCell(
  { account, region }: CellDigests,
  delivered: readonly DayFile[],
  { covered, gaps }: CellSpans,
  problems: readonly ReviewProblem[],
): CompletenessCell {
  const hours = new Array<number>(24).fill(0);
  for (const { file } of delivered) {
    const hour = deliveryTime(file)?.getUTCHours();
    if (hour !== undefined) hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return {
    account,
    region,
    files: delivered.length,
    events: delivered.reduce((sum, { events, problem }) => sum + (problem === undefined ? events : 0), 0),
    hours,
    covered: covered.map(timeSpan),
    gaps: gaps.map(timeSpan),
    problems: [
      ...new Set([...delivered.flatMap(({ problem }) => problem ?? []), ...problems.map(({ code }) => code)]),
    ],
  };
}

/** Without digests nothing tells a Region in which nothing happened from one whose logs are gone. */
function withoutProof(
  { account, region, problems }: CellDigests,
  delivered: readonly DayFile[],
): ReviewProblem[] {
  if (delivered.length > 0) return [...problems];
  return [
    ...problems,
    {
      code: 'PCI_LOGS_MISSING',
      message: `Nothing was delivered of account ${account} in ${region}, and no verified digest says that nothing happened there. Check that the trail covers both; with log file validation switched on, an empty day can be proven.`,
      losesEvents: true,
    },
  ];
}

function gapProblems(
  { account, region, found, trails, unlisted }: CellDigests,
  gaps: CellSpans['gaps'],
  dayEnd: number,
): ReviewProblem[] {
  return gaps.map((gap) => {
    const files = unlisted.filter(({ file }) => isWithin(file, gap)).length;
    const of = trails.length > 1 ? ` of trail ${gap.trails.join(' and trail ')}` : '';
    const digest = found === 0 ? 'There is no digest' : `No verified digest${of} covers ${clock(gap)}`;
    const unproven = files === 0 ? '' : ` ${files} files that were delivered then are unproven.`;
    const early =
      found > 0 && gap.to === dayEnd ? ' The last digests of a day come up to two hours after it.' : '';
    return {
      code: 'PCI_DELIVERY_GAP',
      message: `${digest} of account ${account} in ${region}: what was delivered then is not known.${unproven}${early} Find out whether logging was stopped, digests were deleted, or the validation of log files was switched off.`,
      losesEvents: true,
    };
  });
}

/** Files in a gap are counted there; elsewhere CloudTrail lists whatever it delivers. */
function unlistedProblems({ unlisted }: CellDigests, gaps: CellSpans['gaps']): ReviewProblem[] {
  return unlisted
    .filter((file) => !losesEvents(file) && !gaps.some((gap) => isWithin(file.file, gap)))
    .map(({ file }) => ({
      code: 'PCI_LOG_UNLISTED',
      file,
      message:
        'No verified digest lists the file, so CloudTrail did not deliver it here, or the digest that lists it is gone. Find out who put it there.',
      // Where a file came that CloudTrail does not know of, one may have gone as well.
      losesEvents: true,
    }));
}

/** True where the file was delivered in the span, as far as its name tells: in whole minutes, or not at all. */
function isWithin(file: string, { from, to }: Span): boolean {
  const minute = deliveryTime(file)?.getTime();
  return minute === undefined || overlaps({ from: minute, to: minute + 60_000 }, { from, to });
}

function overlaps(one: Span, other: Span): boolean {
  return one.from < other.to && other.from < one.to;
}

function stateProblems({ keysGiven, ended }: DigestEvidence, isAbsent: boolean): ReviewProblem[] {
  if (isAbsent && ended) {
    const message =
      'Digests were delivered until the day before, and none on this day: logging was stopped, the validation of log files was switched off, or digests were deleted. Find out which.';
    return [{ code: 'PCI_DIGESTS_ENDED', message, losesEvents: true }];
  }
  if (isAbsent || keysGiven) return [];
  const message =
    'There are digests, but no public keys to check them by. Give what "aws cloudtrail list-public-keys" prints for each Region.';
  return [{ code: 'PCI_DIGEST_KEYS_NOT_GIVEN', message, losesEvents: false }];
}

function movedProblem(place: string): ReviewProblem {
  return {
    code: 'PCI_LOGS_MOVED',
    message: `CloudTrail delivered to ${place}; what was reviewed is a copy of it. Its digests and files were verified under their first names.`,
    losesEvents: false,
  };
}

const WITHOUT_KEYS = new Set(['PCI_DIGEST_KEY_MISSING', 'PCI_DIGEST_KEYS_UNAVAILABLE']);

function verifiedState(
  cells: readonly { readonly cell: CompletenessCell; readonly problems: readonly ReviewProblem[] }[],
): DigestState {
  if (cells.every(({ cell }) => cell.gaps.length === 0)) {
    const refused = cells.some(({ problems }) => problems.some(isOfDigests));
    return refused ? 'broken' : 'verified';
  }
  const refusals = cells.flatMap(({ problems }) => problems.filter(isOfDigests));
  const areOnlyKeys = refusals.length > 0 && refusals.every(({ code }) => WITHOUT_KEYS.has(code));
  return areOnlyKeys ? 'keys-missing' : 'broken';
}

function isOfDigests({ code, losesEvents }: ReviewProblem): boolean {
  return losesEvents && code.startsWith('PCI_DIGEST');
}

/**
 * Keys that cannot be had are the same problem for every account of a Region. What may lose events comes first: whoever reads
 * only the begin of a long list must not miss it.
 */
function inOrder(problems: readonly ReviewProblem[]): ReviewProblem[] {
  const different = [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
  return different.sort((one, other) => Number(other.losesEvents) - Number(one.losesEvents));
}

function timeSpan({ from, to }: Span): TimeSpan {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function clock({ from, to }: Span): string {
  const { from: start, to: end } = timeSpan({ from, to });
  const time = (text: string): string => text.slice(11, 19);
  return `${time(start)} to ${time(end) === '00:00:00' ? '24:00:00' : time(end)} UTC`;
}
