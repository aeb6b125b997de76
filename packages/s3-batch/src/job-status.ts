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

/** True where S3 Batch takes the request; a status that is asked for once more is no error for a caller that repeats itself. */
export function mayRequestStatus(present: JobStatus, requested: 'Ready' | 'Cancelled'): boolean {
  if (requested === 'Ready') return present === 'Suspended';
  return !isFinalStatus(present) && !['Cancelling', 'Failing', 'Completing'].includes(present);
}
