import { UtcDay } from '@lakeward/core';
import type { Notice } from '@lakeward/sns';
import { openBySeverity } from './bus-events';
import type { ExceptionState, Manifest } from '../evidence/manifest';
import { SEVERITIES } from '../query/rule';

/** Problems that a notice lists; a damaged day can have thousands, and a notice at most 256 KiB. */
const MOST_PROBLEMS = 20;
const LONGEST_LINE = 500;

/** An exception is announced this many days before it expires. */
const SOON_DAYS = 14;

/** The notice of a reviewed day: the answer first, then counts by severity and what needs a person. */
export function noticeOf(manifest: Manifest, manifestUri: string, topic: string): Notice {
  const { date, pack, status, rules, problems, eventsRead, files } = manifest;
  const findings = rules.reduce((sum, { count }) => sum + count, 0);
  const excepted = rules.reduce((sum, rule) => sum + rule.excepted, 0);
  const open = openBySeverity(manifest);
  const severities = SEVERITIES.filter((severity) => open[severity] > 0);
  const lines = [
    `${date} was reviewed by ${pack.id}: ${status}, ${findings} findings in ${eventsRead} events of ${files.read} files.`,
    ...severities.map((severity) => `  ${severity}: ${open[severity]}`),
    ...(excepted > 0 ? [`  excepted: ${excepted}`] : []),
    ...rules.filter(({ count }) => count > 0).map(({ id, title, count }) => `  ${id}: ${count} (${title})`),
    ...problems
      .slice(0, MOST_PROBLEMS)
      .map(
        ({ code, file, message }) => `Problem ${code}: ${file === undefined ? '' : `${file}: `}${message}`,
      ),
    ...(problems.length > MOST_PROBLEMS
      ? [`${problems.length - MOST_PROBLEMS} more problems are in the manifest.`]
      : []),
    ...manifest.exceptions.flatMap((exception) => expiryOf(exception, new Date(manifest.requestedAt))),
    `Evidence: ${manifestUri}`,
  ];
  return {
    topic,
    subject: `PCI review of ${date}: ${status}, ${findings} findings`,
    message: lines
      .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}...` : line))
      .join('\n'),
    attributes: {
      app: manifest.app,
      date,
      status,
      highestSeverity: severities[0] ?? 'none',
      runKey: manifest.runKey,
    },
  };
}

function expiryOf({ id, rule, owner, expires, state }: ExceptionState, requestedAt: Date): string[] {
  if (state === 'expired') {
    return [
      `Exception ${id} for ${rule} expired on ${expires}: its findings are open again. Owner: ${owner}`,
    ];
  }
  const soon = UtcDay.of(requestedAt).plus(SOON_DAYS).date;
  return expires <= soon ? [`Exception ${id} for ${rule} expires on ${expires}. Owner: ${owner}`] : [];
}
