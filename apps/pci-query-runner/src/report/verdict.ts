import { formatCount, formatCounted } from '@lakeward/report';
import type { Manifest } from '../evidence/manifest';
import { bySeverity, pressing } from './counts';
import type { ReportVerdict } from './report-model';

/** Is the day complete, and does it need a person: one sentence, one number. */
export function verdictOf(manifest: Manifest): ReportVerdict {
  const { status, date } = manifest;
  const open = pressing(bySeverity(manifest.rules));
  const need = open === 0 ? 'nothing' : formatCounted(open, 'finding');
  const needs = `${need} ${open === 1 || open === 0 ? 'needs' : 'need'} a person`;
  const findings = { number: open, numberLabel: 'critical and high findings need a person' };
  switch (status) {
    case 'complete':
      return {
        status,
        sentence: `${date} is complete: ${needs}`,
        ...findings,
        explanation: completeBecause(manifest),
      };
    case 'unverified':
      return {
        status,
        sentence: `${date} was read whole, but nothing proves that no log is missing; ${needs}`,
        ...findings,
        explanation: unverifiedBecause(manifest),
      };
    case 'incomplete': {
      const losing = manifest.problems.filter(({ losesEvents }) => losesEvents).length;
      return {
        status,
        sentence: `${date} is incomplete: events may be missing${open === 0 ? '' : `, and ${needs}`}`,
        number: losing,
        numberLabel: losing === 1 ? 'problem may hide events' : 'problems may hide events',
        explanation: `What was delivered whole was reviewed: ${asked(manifest)}. The problems below say what may be missing.`,
      };
    }
  }
}

function completeBecause(manifest: Manifest): string {
  const { accounts, regions } = manifest.scope;
  const where = `${formatCounted(accounts.length, 'account')} in ${formatCounted(regions.length, 'Region')}`;
  return `CloudTrail's own digests prove, hour by hour, that every log file of ${where} is here as it was delivered. ${asked(manifest)}.`;
}

function unverifiedBecause(manifest: Manifest): string {
  const why =
    manifest.completeness.digests === 'keys-missing'
      ? 'The public keys that check the digests are missing'
      : 'There are no digest files of this day';
  return `${why}, so a log file that was never delivered, or was deleted, would not be noticed. ${asked(manifest)}.`;
}

function asked({ eventsRead, files, rules }: Manifest): string {
  return `${formatCount(rules.length)} rules were asked of ${formatCounted(eventsRead, 'event')} in ${formatCounted(files.read, 'file')}`;
}
