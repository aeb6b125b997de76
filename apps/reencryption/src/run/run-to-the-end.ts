import type { JobStateEvent } from '@lakeward/s3-batch';
import type { FollowDependencies } from './run-dependencies';
import { sweep } from './sweep';
import { watchJob } from './watch-job';

/**
 * Runs jobs on one machine until none can go on: lets the runner work, takes in statuses and reports as the functions on AWS would, and
 * lets those begin that waited. What waits for a person, or for hours to pass, is left.
 */
export async function runToTheEnd(
  dependencies: FollowDependencies & {
    runJobs(options: { onEvent: (event: JobStateEvent) => Promise<void> }): Promise<void>;
  },
): Promise<void> {
  for (;;) {
    await dependencies.runJobs({
      onEvent: async ({ jobId }) => {
        await watchJob(jobId, dependencies);
      },
    });
    const { released, stopped } = await sweep(dependencies);
    if (released + stopped === 0) return;
  }
}
