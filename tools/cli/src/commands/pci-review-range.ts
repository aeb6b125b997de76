import { toAppError, type UtcDay } from '@lakeward/core';
import { readPackFile } from '@lakeward/pci-query-runner';
import { formatCount } from '@lakeward/report';
import { EXIT, type ExitCode } from '../exit-code';
import { table, type Progress, type Streams } from '../terminal';
import {
  describeStep,
  reviewFolderDay,
  type PciReviewOptions,
  type PciReviewResult,
} from './review-folder-day';

/** One day of a range as `--json` prints it: its result, or why there is none. */
export type PciRangeDay =
  | (Pick<PciReviewResult, 'date' | 'status' | 'filesRead' | 'eventsRead' | 'bytesScanned' | 'evidence'> & {
      readonly findings: number;
      readonly excepted: number;
    })
  | { readonly date: string; readonly error: { code: string; message: string; remedy: string } };

/** Result of a range as `--json` prints it. */
export interface PciRangeResult {
  readonly from: string;
  readonly to: string;
  readonly pack: string;
  readonly days: readonly PciRangeDay[];
}

/** Reviews each day on its own, with evidence of its own. A day that fails is named, and the others are still done. */
export async function reviewRangeOfDays(
  days: readonly [UtcDay, ...UtcDay[]],
  options: PciReviewOptions,
  { streams, progress }: { readonly streams: Streams; readonly progress: Progress },
): Promise<ExitCode> {
  const results: PciRangeDay[] = [];
  for (const day of days) {
    const show = (step: string, detail: string): void => progress.update(`${day.date}: ${step}`, detail);
    results.push(
      await reviewFolderDay(day, options, (step) => show(...describeStep(step)))
        .then(rowOf, (error: unknown): PciRangeDay => {
          const { code, message, remedy } = toAppError(error);
          return { date: day.date, error: { code, message, remedy } };
        })
        .finally(() => progress.end()),
    );
  }
  const [first] = days;
  const pack = options.packFile === undefined ? options.pack : (await readPackFile(options.packFile)).id;
  const result = { from: first.date, to: days.at(-1)?.date ?? first.date, pack, days: results };
  streams.out.write(options.json === true ? `${JSON.stringify(result, undefined, 2)}\n` : summary(result));
  if (results.some((day) => 'error' in day)) return EXIT.failed;
  const found = results.some((day) => 'findings' in day && day.findings > 0);
  return options.failOnFindings === true && found ? EXIT.findings : EXIT.done;
}

function rowOf(result: PciReviewResult): PciRangeDay {
  const { date, status, filesRead, eventsRead, bytesScanned, rules, evidence } = result;
  return {
    ...{ date, status, filesRead, eventsRead, bytesScanned },
    findings: rules.reduce((sum, { count }) => sum + count, 0),
    excepted: rules.reduce((sum, { excepted }) => sum + excepted, 0),
    evidence,
  };
}

function summary({ from, to, pack, days }: PciRangeResult): string {
  const failed = days.filter((day) => 'error' in day);
  const lines = [
    `${from} to ${to}  ${pack}  ${formatCount(days.length - failed.length)} of ${formatCount(days.length)} days reviewed`,
    '',
    table([
      ['findings', 'excepted', 'events', 'day'],
      ...days.map((day): [string | number, string | number, string | number, string] =>
        'error' in day
          ? ['-', '-', '-', `${day.date}  ${day.error.code}`]
          : [day.findings, day.excepted, day.eventsRead, `${day.date}  ${day.status}  ${day.evidence}`],
      ),
    ]),
    ...failed.map((day) =>
      'error' in day ? `\n${day.date}  ${day.error.code}: ${day.error.message}\n  ${day.error.remedy}` : '',
    ),
  ];
  return `${lines.join('\n')}\n`;
}
