import { AppError, Deadline, systemClock, type UtcDay } from '@lakeward/core';
import {
  checkDay,
  embeddedDependencies,
  packOf,
  readLogFolder,
  readPackFile,
  reviewDay,
  type Manifest,
  type ReviewProblem,
  type ReviewStep,
} from '@lakeward/pci-query-runner';
import { formatCount } from '@lakeward/report';
import { silentLog } from '../silent-log';

/** Options of `lakeward pci review`, as commander gives them. */
export interface PciReviewOptions {
  readonly logs: string;
  readonly date?: string;
  readonly from?: string;
  readonly to?: string;
  readonly exceptions?: string;
  readonly packFile?: string;
  readonly pack: string;
  readonly lake: string;
  readonly guard: readonly string[];
  readonly cap: number;
  readonly digestKeys?: string;
  readonly json?: boolean;
  readonly failOnFindings?: boolean;
}

/** Result of a review as `--json` prints it. */
export interface PciReviewResult {
  readonly date: string;
  readonly pack: string;
  readonly status: Manifest['status'];
  /** What CloudTrail's digest files prove. */
  readonly digests: Manifest['completeness']['digests'];
  /** Where CloudTrail had delivered the files, as digests tell. */
  readonly deliveredTo: readonly string[];
  readonly filesRead: number;
  readonly eventsRead: number;
  readonly bytesScanned: number;
  readonly rules: Manifest['rules'];
  readonly exceptions: Manifest['exceptions'];
  readonly problems: readonly ReviewProblem[];
  /** Path of the run's manifest. */
  readonly evidence: string;
}

/** Reviews one day of the folder. */
export async function reviewFolderDay(
  day: UtcDay,
  options: PciReviewOptions,
  progress: (step: ReviewStep) => void,
): Promise<PciReviewResult> {
  checkDay(day, systemClock.now(), 0);
  const own = options.packFile === undefined ? undefined : await readPackFile(options.packFile);
  const pack = own?.id ?? packOf(options.pack).id;
  const logs = await readLogFolder(options.logs, day);
  if (logs.cells.length === 0) throw nothingOfTheDay(options.logs, day, logs.problems.length);
  const dependencies = await embeddedDependencies({
    lake: options.lake,
    logs,
    guardedBuckets: options.guard,
    listingCap: options.cap,
    ...(options.digestKeys === undefined ? {} : { digestKeys: options.digestKeys }),
    ...(options.exceptions === undefined ? {} : { exceptions: options.exceptions }),
    ...(own === undefined ? {} : { pack: own }),
    clock: systemClock,
    log: silentLog,
    progress,
  });
  try {
    const input = { day, pack, requestedAt: systemClock.now(), problems: logs.problems };
    const deadline = Deadline.none(systemClock);
    const { manifest, manifestUri } = await reviewDay(input, dependencies, { deadline });
    return {
      date: manifest.date,
      pack,
      status: manifest.status,
      digests: manifest.completeness.digests,
      deliveredTo: manifest.completeness.movedFrom ?? [],
      filesRead: manifest.files.read,
      eventsRead: manifest.eventsRead,
      bytesScanned: manifest.query.bytesScanned,
      rules: manifest.rules,
      exceptions: manifest.exceptions,
      problems: await Promise.all(
        manifest.problems.map(async (problem) => ({ ...problem, ...(await localFile(problem)) })),
      ),
      evidence: await dependencies.localPath(manifestUri),
    };
  } finally {
    await dependencies.close();
  }

  async function localFile({ file }: ReviewProblem): Promise<{ file?: string }> {
    return file?.startsWith('s3://') === true ? { file: await dependencies.localPath(file) } : {};
  }
}

function nothingOfTheDay(logs: string, { date }: UtcDay, unplaced: number): AppError {
  const others = unplaced === 0 ? '' : ` ${unplaced} files there cannot be placed on any day.`;
  return new AppError({
    code: 'PCI_NO_LOG_FILES',
    message: `"${logs}" holds no CloudTrail log file of ${date}.${others}`,
    remedy:
      'Check the folder and the date; log files belong to the UTC day of their delivery, which their names tell.',
  });
}

/** A step and its detail, for people who wait. */
export function describeStep(step: ReviewStep): [string, string] {
  switch (step.step) {
    case 'reading-files':
      return ['Reading log files', `${formatCount(step.files)} read`];
    case 'checking-digests':
      return ['Checking digests', `${formatCount(step.digests)} read`];
    case 'asking':
      return ['Asking the rules', `${step.rules} rules, one scan of ${formatCount(step.files)} files`];
    case 'writing-evidence':
      return ['Writing evidence', `${formatCount(step.findings)} findings`];
  }
}
