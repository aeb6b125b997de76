import { parseLot } from '../plan/remedies';
import type { WrittenManifest } from '../plan/write-manifests';
import { TOO_LARGE } from './failed-tasks';
import { parseRequest, type JobRecord } from './run-records';
import { isMiscounted } from './task-count';

/** What another job can do about the failures of one. */
export interface LeftToTry {
  /** Failed for the moment: the same again. */
  readonly again?: WrittenManifest;
  /** Over 5 GiB, which S3 Batch does not copy itself: in parts. */
  readonly inParts?: WrittenManifest;
}

/**
 * What of a job's failures is worth another job, by its report. Nothing where its manifest was not the plan's, nor where it copied old
 * versions: a copy goes to the front, and by now the current version has been copied to stay in front of it.
 */
export function leftToTry(job: JobRecord): LeftToTry {
  if (job.report === undefined || isMiscounted(job) || copiesOldVersions(job)) return {};
  const { redrive, inParts } = job.report;
  return {
    ...(redrive === undefined ? {} : { again: redrive }),
    ...(inParts === undefined ? {} : { inParts }),
  };
}

/** True for a job whose copies of old versions come to the front, for those of the current ones to cover them. */
export function copiesOldVersions({ name, request }: Pick<JobRecord, 'name' | 'request'>): boolean {
  const isCopy = ['S3PutObjectCopy', 'LambdaInvoke'].includes(parseRequest(request).operation.name);
  return isCopy && isOfOldVersions(name);
}

/** True for a job whose copies are to cover those of old versions, in whatever round it is. */
export function coversOldVersions(
  { name }: Pick<JobRecord, 'name'>,
  jobs: readonly Pick<JobRecord, 'name' | 'waitsFor'>[],
): boolean {
  const first = name.replace(/(:in-parts(-\d+)?)+$/, '');
  const waitsFor = jobs.find((job) => job.name === first)?.waitsFor ?? [];
  return !isOfOldVersions(name) && waitsFor.some(isOfOldVersions);
}

function isOfOldVersions(name: string): boolean {
  const [lot = ''] = name.split(':');
  return parseLot(lot)?.isNoncurrent === true;
}

/** Name of the job that copies in parts what was too large for another: one for each round, so that no two share name and round. */
export function inPartsName({ name, round }: Pick<JobRecord, 'name' | 'round'>): string {
  return round === 1 ? `${name}:in-parts` : `${name}:in-parts-${round}`;
}

/** What becomes of failed tasks: a redrive tries them again, has them copied in parts, or leaves them as they are. */
export type Prospect = 'again' | 'in-parts' | 'left';

/** Failed tasks of one code that no later job has taken up. */
export interface LeftFailures {
  readonly code: string;
  readonly count: number;
  readonly prospect: Prospect;
}

/** The failures of a job that no other of its remedy has taken up, with what a redrive does about them. */
export function leftFailures(job: JobRecord, jobs: readonly JobRecord[]): LeftFailures[] {
  if (job.report === undefined) return [];
  const { failures, retryable = {} } = job.report;
  const { again, inParts } = leftToTry(job);
  const isTriedAgain = jobs.some(({ name, round }) => name === job.name && round > job.round);
  const isCopiedInParts = jobs.some(({ name }) => name === inPartsName(job));
  return Object.entries(failures).flatMap(([code, count]): LeftFailures[] => {
    if (code === TOO_LARGE && inParts !== undefined) {
      return isCopiedInParts ? [] : [{ code, count, prospect: 'in-parts' }];
    }
    const toTry = again === undefined ? 0 : (retryable[code] ?? 0);
    const parts: LeftFailures[] = [
      { code, count: isTriedAgain ? 0 : toTry, prospect: 'again' },
      { code, count: count - toTry, prospect: 'left' },
    ];
    return parts.filter((part) => part.count > 0);
  });
}
