import path from 'node:path';
import { AppError, UtcDay } from '@lakeward/core';
import { daysOf, type Manifest } from '@lakeward/pci-query-runner';
import { formatBytes, formatCount } from '@lakeward/report';
import { EXIT, type ExitCode } from '../exit-code';
import { Progress, table, type Streams } from '../terminal';
import {
  describeStep,
  reviewFolderDay,
  type PciReviewOptions,
  type PciReviewResult,
} from './review-folder-day';

/** Reviews a day or a range of days of logs that lie in a folder, on the embedded runtime. */
export async function pciReview(
  options: PciReviewOptions,
  streams: Streams,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ExitCode> {
  const progress = new Progress(streams.err, environment);
  const days = daysAsked(options);
  if (days.length > 1 || options.from !== undefined) {
    const { reviewRangeOfDays } = await import('./pci-review-range');
    return reviewRangeOfDays(days, options, { streams, progress });
  }
  const [day] = days;
  const result = await reviewFolderDay(day, options, (step) =>
    progress.update(...describeStep(step)),
  ).finally(() => progress.end());
  streams.out.write(options.json === true ? `${JSON.stringify(result, undefined, 2)}\n` : summary(result));
  const found = result.rules.some(({ count }) => count > 0);
  return options.failOnFindings === true && found ? EXIT.findings : EXIT.done;
}

/** The days that the options ask for: one, or a range. */
function daysAsked({ date, from, to }: PciReviewOptions): readonly [UtcDay, ...UtcDay[]] {
  if (date !== undefined && from === undefined && to === undefined) return [UtcDay.parse(date)];
  if (date !== undefined || from === undefined || to === undefined) {
    throw new AppError({
      code: 'USAGE',
      message: 'The days to review are not clear.',
      remedy: 'Give --date for one day, or --from and --to for a range.',
    });
  }
  const [first, ...others] = daysOf(UtcDay.parse(from), UtcDay.parse(to));
  return [first ?? UtcDay.parse(from), ...others];
}

const STATUS_SENTENCES: Readonly<Record<Manifest['status'], string>> = {
  complete: 'every log file of the day is there and unchanged, as signed CloudTrail digests prove',
  incomplete: 'INCOMPLETE: events may be missing, see below',
  unverified: 'all delivered files were read; no digests prove that none is missing',
};

function summary(result: PciReviewResult): string {
  const { date, pack, status, deliveredTo, filesRead, eventsRead, bytesScanned, rules, problems, evidence } =
    result;
  const findings = rules.reduce((sum, { count }) => sum + count, 0);
  const excepted = rules.reduce((sum, rule) => sum + rule.excepted, 0);
  const expired = result.exceptions.filter(({ state }) => state === 'expired');
  const lines = [
    `${date}  ${pack}  ${formatCount(findings)} findings  ${status}`,
    ...(excepted > 0 ? [`${formatCount(excepted)} more findings are excepted`] : []),
    STATUS_SENTENCES[status],
    ...deliveredTo.map((place) => `as CloudTrail delivered them to ${place}`),
    `${formatCount(eventsRead)} events in ${formatCount(filesRead)} files, ${formatBytes(bytesScanned)} scanned once for ${rules.length} rules`,
    '',
    table([
      ['count', 'severity', 'requirement', 'rule'],
      ...rules.map(({ count, severity, requirement, id, title }) => [
        count,
        severity,
        requirement,
        `${id}  ${title}`,
      ]),
    ]),
    ...problems.map(
      ({ code, file, message }) =>
        `\n${code}${file === undefined ? '' : `  ${path.basename(file)}`}\n  ${message}`,
    ),
    ...expired.map(({ id, rule, expires }) => `\nException ${id} for ${rule} expired on ${expires}`),
    '',
    `Report: ${path.join(path.dirname(evidence), 'report.html')}`,
    `Evidence: ${evidence}`,
  ];
  return `${lines.join('\n')}\n`;
}
