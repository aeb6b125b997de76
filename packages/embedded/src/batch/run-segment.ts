import type { Job, TaskResult } from '@lakeward/s3-batch';
import { runTask, type TaskTools } from './run-task';
import type { ListedTask } from './task-list';

/** Tasks after which a job that mostly fails is ended. Source: "Tracking job status and completion reports", S3 User Guide. */
const tasksBeforeRule = 1_000;

/** True where more than half of at least 1,000 tasks have failed: then S3 Batch ends the job. */
export function failsTooOften({ succeeded, failed }: { succeeded: number; failed: number }): boolean {
  const run = succeeded + failed;
  return run >= tasksBeforeRule && failed * 2 > run;
}

/** What became of a segment: the results of its first tasks, in order. */
export interface SegmentOutcome {
  readonly results: readonly TaskResult[];
  readonly succeeded: number;
  readonly failed: number;
}

/**
 * Does tasks side by side, begun in order. Begins no more once the failure rate is too high or `isStopped`; those begun are
 * finished, so that the results are always those of the first tasks.
 */
export async function runSegment(
  job: Job,
  tasks: readonly ListedTask[],
  { tools, concurrency, isStopped }: { tools: TaskTools; concurrency: number; isStopped: () => boolean },
): Promise<SegmentOutcome> {
  const results: TaskResult[] = [];
  const counts = { succeeded: job.progress.succeeded, failed: job.progress.failed };
  let next = 0;
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (next < tasks.length && failures.length === 0 && !isStopped() && !failsTooOften(counts)) {
      const index = next;
      next += 1;
      const task = tasks[index];
      if (task === undefined) return;
      try {
        const result = await runTask(job, task, tools);
        results[index] = result;
        counts[result.status] += 1;
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, tasks.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return {
    results,
    succeeded: counts.succeeded - job.progress.succeeded,
    failed: counts.failed - job.progress.failed,
  };
}
