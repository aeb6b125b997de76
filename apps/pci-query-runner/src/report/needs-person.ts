import { formatCounted } from '@lakeward/report';
import { UtcDay } from '@lakeward/core';
import type { Manifest } from '../evidence/manifest';
import type { Rule } from '../query/rule';
import { PRESSING } from './counts';
import { nextAction, proveNextDay } from './next-action';
import type { NeedsPerson } from './report-model';

/** How long before its end an exception is spoken of, in days. */
const NOTICE_DAYS = 30;

/**
 * What a person must look at: what may hide events, then findings that press by severity, then exceptions that are over or
 * nearly so.
 */
export function needsPerson(manifest: Manifest, ruleOf: (id: string) => Rule | undefined): NeedsPerson[] {
  return [...problems(manifest), ...findings(manifest, ruleOf), ...exceptions(manifest)];
}

function problems(manifest: Manifest): NeedsPerson[] {
  const losing = manifest.problems
    .filter(({ losesEvents }) => losesEvents)
    .map((problem): NeedsPerson => {
      const { code, message, file = null } = problem;
      return { kind: 'problem', code, title: message, file, action: nextAction(problem, manifest) };
    });
  if (manifest.status !== 'unverified') return losing;
  const unproven: NeedsPerson = {
    kind: 'problem',
    code: 'PCI_DAY_UNVERIFIED',
    title: 'Nothing proves that no log file is missing',
    file: null,
    action: proveNextDay(manifest),
  };
  return [...losing, unproven];
}

function findings(manifest: Manifest, ruleOf: (id: string) => Rule | undefined): NeedsPerson[] {
  return PRESSING.flatMap((severity) =>
    manifest.rules
      .filter((rule) => rule.severity === severity && rule.count > 0)
      .map(({ id, title, count }): NeedsPerson => {
        const action = { text: ruleOf(id)?.action ?? '', command: null };
        return { kind: 'rule', rule: id, severity, title, count, action };
      }),
  );
}

function exceptions({ exceptions: all, rules, date }: Manifest): NeedsPerson[] {
  const soon = UtcDay.parse(date).plus(NOTICE_DAYS).date;
  return [...all]
    .sort((a, b) => (a.expires < b.expires ? -1 : a.expires > b.expires ? 1 : 0))
    .filter(({ state, expires }) => state === 'expired' || expires <= soon)
    .map(({ id, rule, owner, state, expires }): NeedsPerson => {
      const over = state === 'expired';
      const suppressed = rules
        .flatMap((result) => result.exceptions)
        .reduce((sum, exception) => sum + (exception.id === id ? exception.count : 0), 0);
      const today = over
        ? 'Its findings are open again.'
        : `Today it covers ${formatCounted(suppressed, 'finding')}.`;
      return {
        kind: 'exception',
        exception: id,
        state: over ? 'expired' : 'expiring',
        title: `Exception ${id} ${over ? 'expired' : 'expires'} on ${expires}`,
        action: {
          text: `${today} ${owner} decides whether ${rule} is excepted any longer.`,
          command: null,
        },
      };
    });
}
