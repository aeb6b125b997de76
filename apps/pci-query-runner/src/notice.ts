import type { Notice } from '@lakeward/sns';
import type { Manifest } from './manifest';
import { SEVERITIES } from './rule';

/** The notice of a reviewed day: the answer first, then counts by severity and what needs a person. */
export function noticeOf(manifest: Manifest, manifestUri: string, topic: string): Notice {
  const { date, pack, status, rules, problems, eventsRead, files } = manifest;
  const findings = rules.reduce((sum, { count }) => sum + count, 0);
  const bySeverity = SEVERITIES.map((severity) => ({
    severity,
    count: rules.reduce((sum, rule) => sum + (rule.severity === severity ? rule.count : 0), 0),
  })).filter(({ count }) => count > 0);
  const lines = [
    `${date} was reviewed by ${pack.id}: ${status}, ${findings} findings in ${eventsRead} events of ${files.read} files.`,
    ...bySeverity.map(({ severity, count }) => `  ${severity}: ${count}`),
    ...rules.filter(({ count }) => count > 0).map(({ id, title, count }) => `  ${id}: ${count} (${title})`),
    ...problems.map(
      ({ code, file, message }) => `Problem ${code}: ${file === undefined ? '' : `${file}: `}${message}`,
    ),
    `Evidence: ${manifestUri}`,
  ];
  return {
    topic,
    subject: `PCI review of ${date}: ${status}, ${findings} findings`,
    message: lines.join('\n'),
    attributes: { app: manifest.app, date, status, highestSeverity: bySeverity[0]?.severity ?? 'none' },
  };
}
