/**
 * Where a job stands. New -> Preparing -> Suspended (waits for confirmation) or Ready -> Active (-> Pausing -> Paused -> Active)
 * -> Completing -> Complete; Cancelling -> Cancelled and Failing -> Failed from any state that is not final. Complete says that
 * every task was tried, not that any succeeded. Source: "Tracking job status and completion reports", S3 User Guide.
 */
export const jobStatuses = [
  'New',
  'Preparing',
  'Suspended',
  'Ready',
  'Active',
  'Pausing',
  'Paused',
  'Completing',
  'Complete',
  'Cancelling',
  'Cancelled',
  'Failing',
  'Failed',
] as const;

/** One of {@link jobStatuses}. */
export type JobStatus = (typeof jobStatuses)[number];

/** True once nothing will change any more. */
export function isFinalStatus(status: JobStatus): status is 'Complete' | 'Cancelled' | 'Failed' {
  return status === 'Complete' || status === 'Cancelled' || status === 'Failed';
}

/**
 * What a request for a status means to a job that stands at `present`: a `change`; `done`, where it repeats what has happened; or
 * `refused`. S3 Batch itself refuses repetitions too; for callers that may be run twice they are no error.
 */
export function statusRequest(
  present: JobStatus,
  requested: 'Ready' | 'Cancelled',
): 'change' | 'done' | 'refused' {
  if (requested === 'Ready') {
    if (present === 'Suspended') return 'change';
    return ['Ready', 'Active', 'Pausing', 'Paused', 'Completing', 'Complete'].includes(present)
      ? 'done'
      : 'refused';
  }
  if (present === 'Cancelling' || present === 'Cancelled') return 'done';
  return ['Completing', 'Complete', 'Failing', 'Failed'].includes(present) ? 'refused' : 'change';
}
