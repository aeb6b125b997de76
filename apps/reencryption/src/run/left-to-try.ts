import { parseLot } from '../remedies';
import type { WrittenManifest } from '../write-manifests';
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
  const [lot = ''] = name.split(':');
  const isCopy = ['S3PutObjectCopy', 'LambdaInvoke'].includes(parseRequest(request).operation.name);
  return isCopy && parseLot(lot)?.isNoncurrent === true;
}

/** Name of the job that copies in parts what was too large for another: one for each round, so that no two share name and round. */
export function inPartsName({ name, round }: Pick<JobRecord, 'name' | 'round'>): string {
  return round === 1 ? `${name}:in-parts` : `${name}:in-parts-${round}`;
}
