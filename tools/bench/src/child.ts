import { spawnSync } from 'node:child_process';

/** What one run in a process of its own took. */
export interface Measurement {
  readonly milliseconds: number;
  /** Peak resident memory of the process, in MB. */
  readonly peakMegabytes: number;
  /** What the run answered, for comparison with other runs. */
  readonly answer: unknown;
  readonly bytesScanned: readonly number[];
}

/** Runs `task` in a fresh process of this program, so that memory and caches of one run do not serve another. */
export function measureInChild(task: string, input: unknown): Measurement {
  const child = spawnSync(process.execPath, [process.argv[1] ?? '', 'task', task, JSON.stringify(input)], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (child.status !== 0) throw new Error(`${task} failed:\n${child.stderr}`);
  return JSON.parse(child.stdout) as Measurement;
}

/** The run in the middle of an odd number of runs, by time. */
export function median(runs: readonly Measurement[]): Measurement {
  const sorted = [...runs].sort((a, b) => a.milliseconds - b.milliseconds);
  const middle = sorted[Math.trunc(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}

/** Times `work` and answers it as a child's measurement on stdout. */
export async function reportMeasurement(
  work: () => Promise<{ answer: unknown; bytesScanned: readonly number[] }>,
): Promise<void> {
  const started = performance.now();
  const result = await work();
  const milliseconds = performance.now() - started;
  const peakMegabytes = process.resourceUsage().maxRSS / 1_000;
  process.stdout.write(JSON.stringify({ milliseconds, peakMegabytes, ...result }));
}
