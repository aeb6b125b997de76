import type { JobStateEvent } from '@lakeward/s3-batch';
import { followJob } from './follow-job';
import type { FollowDependencies } from './run-dependencies';
import { sweep } from './sweep';

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
        await followJob(jobId, dependencies);
      },
    });
    const { released } = await sweep(dependencies);
    if (released === 0) return;
  }
}
