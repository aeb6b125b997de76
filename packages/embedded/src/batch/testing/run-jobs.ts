import { appendFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { ManualClock } from '@lakeward/core';
import { BatchLake } from './batch-lake';

/** What the process is told on its command line, as JSON. */
export interface RunJobsTask {
  readonly lake: string;
  readonly time: string;
  /** The function that LambdaInvoke calls; it notes the key of each call in the file below. */
  readonly functionArn: string;
  readonly callsFile: string;
  /** Which change to the file system, counted from 1, the process does not live to make; 0 for none. */
  readonly dieAt: number;
}

/**
 * A process of its own that runs the jobs of a lake and kills itself, as the kernel would, right before the given change to the file
 * system. It ends well, and says how many changes there were, when there are fewer than that.
 */
async function main({ lake, time, functionArn, callsFile, dieAt }: RunJobsTask): Promise<void> {
  let changes = 0;
  const mutable = fs as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  for (const name of ['link', 'rename', 'unlink']) {
    const original = mutable[name]!;
    mutable[name] = (...args) => {
      changes += 1;
      if (changes === dieAt) {
        process.kill(process.pid, 'SIGKILL');
        for (;;);
      }
      return original(...args);
    };
  }
  const { jobs } = BatchLake.at(lake, new ManualClock(time));
  await jobs.run({
    functions: {
      [functionArn]: ({ invocationSchemaVersion, invocationId, tasks }) => {
        appendFileSync(callsFile, `${tasks[0]?.s3Key ?? ''}\n`);
        return Promise.resolve({
          invocationSchemaVersion,
          invocationId,
          results: tasks.map(({ taskId }) => ({ taskId, resultCode: 'Succeeded', resultString: 'done' })),
        });
      },
    },
  });
  process.stdout.write(String(changes));
}

void main(JSON.parse(process.argv[2]!) as RunJobsTask);
