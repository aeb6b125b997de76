import type { BusEvent } from '@lakeward/eventbridge';
import { EVENT_SOURCE, EVENT_TYPES } from '../contract';
import type { Manifest } from '../evidence/manifest';
import { SEVERITIES, type Severity } from '../query/rule';

/**
 * What other programs are told of a reviewed day: its state, and one event for each critical rule that has open findings.
 * Only counts and places: what the log files say stays in the evidence. Their form is in the README; `runKey` is the same
 * where an event comes twice.
 */
export function busEventsOf(manifest: Manifest, manifestUri: string): BusEvent[] {
  const { date, pack, runKey, status, rules, problems, eventsRead } = manifest;
  const run = { runKey, date, pack: pack.id, manifest: manifestUri };
  const day: BusEvent = {
    source: EVENT_SOURCE,
    type: EVENT_TYPES.day,
    detail: {
      ...run,
      status,
      events: eventsRead,
      findings: openBySeverity(manifest),
      excepted: rules.reduce((sum, { excepted }) => sum + excepted, 0),
      problems: [...new Set(problems.map(({ code }) => code))].sort(),
    },
  };
  const critical = rules
    .filter(({ severity, count }) => severity === 'critical' && count > 0)
    .map(({ id, title, requirements, count }): BusEvent => ({
      source: EVENT_SOURCE,
      type: EVENT_TYPES.finding,
      detail: {
        ...run,
        rule: id,
        title,
        requirements,
        count,
      },
    }));
  return [day, ...critical];
}

/** Open findings by severity, zeros too. */
export function openBySeverity({ rules }: Pick<Manifest, 'rules'>): Readonly<Record<Severity, number>> {
  const counts = SEVERITIES.map((severity) => [
    severity,
    rules.reduce((sum, rule) => sum + (rule.severity === severity ? rule.count : 0), 0),
  ]);
  return Object.fromEntries(counts) as Record<Severity, number>;
}
