import type { Plan } from '../plan/plan';
import type { Remedy } from '../plan/remedies';
import { parseRequest, type JobRecord, type RemedyRecord } from '../run/run-records';
import type { Estate, VersionState } from './report-model';

const STATE_OF: Readonly<Record<Remedy, VersionState>> = {
  compliant: 'as-wanted',
  'key-unknown': 'key-unknown',
  update: 'update',
  copy: 'copy',
  'multipart-copy': 'copy',
  'restore-first': 'copy',
  impossible: 'stays',
  'not-applicable': 'stays',
};

/** Delete markers that a snapshot lists: they hold nothing, so they are no part of the estate. */
export function deleteMarkers({ remedies }: Plan): number {
  return remedies.impossible.reasons['delete-marker']?.objects ?? 0;
}

/** How the versions of a snapshot stand. */
export function estateOf(plan: Plan): Estate {
  const estate: Record<VersionState, number> = {
    'as-wanted': 0,
    update: 0,
    copy: 0,
    'key-unknown': 0,
    stays: 0,
  };
  for (const [remedy, { objects }] of Object.entries(plan.remedies)) {
    estate[STATE_OF[remedy as Remedy]] += objects;
  }
  estate.stays -= deleteMarkers(plan);
  return estate;
}

/** How they stand by what jobs say of themselves: nothing that a job said has been seen by anybody else. */
export function estateByJobs(before: Estate, remedies: readonly RemedyRecord[]): Estate {
  const after: Record<VersionState, number> = { ...before };
  for (const { remedy, jobs } of remedies) {
    const done = jobs.filter(isRewriting).reduce((sum, { succeeded }) => sum + succeeded, 0);
    const moved = Math.min(done, after[STATE_OF[remedy]]);
    after[STATE_OF[remedy]] -= moved;
    after['as-wanted'] += moved;
  }
  return after;
}

/** False for jobs that only order archived objects back. */
export function isRewriting({ request }: JobRecord): boolean {
  return parseRequest(request).operation.name !== 'S3InitiateRestoreObject';
}

/** Versions that something can be done about. */
export function openVersions(estate: Estate): number {
  return estate.update + estate.copy;
}

/** All versions. */
export function versionsOf(estate: Estate): number {
  return Object.values(estate).reduce((sum, count) => sum + count, 0);
}
