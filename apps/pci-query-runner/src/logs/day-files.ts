import { s3Uri, type ObjectRef, type ObjectStore } from '@lakeward/s3';
import { inspectLogFile, type FileProblem } from './inspect-log-file';
import { dayFolder, parseLogFileName, type LogFileName } from './log-file-name';

/** One delivered file and what became of it. */
export interface DayFile {
  /** `s3://` URI. */
  readonly file: string;
  readonly account: string;
  readonly region: string;
  readonly size: number;
  readonly sha256: string;
  readonly events: number;
  readonly problem?: FileProblem;
  /** The file with the same content that was read instead. */
  readonly duplicateOf?: string;
}

/** Where a trail's files of a day are looked for. */
export interface TrailDay {
  /** `AWSLogs/` root of the trail: bucket, and key with trailing slash. */
  readonly root: ObjectRef;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly day: LogFileName['day'];
}

/**
 * Reads every log file delivered on the day, in order of account, Region and key, and answers what each holds. The first of
 * several files with the same content is the one that counts.
 */
export async function* dayFiles(trail: TrailDay, store: ObjectStore): AsyncIterable<DayFile> {
  const seen = new Map<string, string>();
  for (const account of trail.accounts) {
    for (const region of trail.regions) {
      const prefix = trail.root.key + dayFolder({ account, region, day: trail.day });
      for await (const object of store.list(trail.root.bucket, { prefix })) {
        const name = object.key.slice(prefix.length);
        if (!isLogFile(name)) continue;
        const { body } = await store.get(object);
        const inspection = await inspectLogFile(body);
        const file = s3Uri(object);
        const first = inspection.events > 0 ? seen.get(inspection.sha256) : undefined;
        if (first === undefined) {
          seen.set(inspection.sha256, file);
          yield { file, account, region, size: object.size, ...inspection };
        } else {
          const problem = 'PCI_LOG_DUPLICATE';
          yield { file, account, region, size: object.size, ...inspection, problem, duplicateOf: first };
        }
      }
    }
  }
}

/** Files that Athena would read from the folder: all but folder markers and hidden ones. */
function isLogFile(name: string): boolean {
  return name !== '' && !name.endsWith('/') && !/(?:^|\/)[_.]/.test(name);
}

/** True where events may be missing because of the file: everything wrong but a duplicate. */
export function losesEvents({ problem, file }: DayFile): boolean {
  if (problem === undefined || problem === 'PCI_LOG_DUPLICATE') return false;
  // A JSON document that is no log and has no log's name was put there by somebody else: nothing was lost with it.
  return (
    problem !== 'PCI_LOG_NOT_CLOUDTRAIL' ||
    parseLogFileName(file.slice(file.lastIndexOf('/') + 1)) !== undefined
  );
}

/** One account in one Region: what CloudTrail keeps folders for. */
export interface Cell {
  readonly account: string;
  readonly region: string;
}

/** Name of a cell, for maps. */
export function cellName({ account, region }: Cell): string {
  return `${account} ${region}`;
}

/** The files of each cell, by its name, in their order. */
export function filesByCell(files: readonly DayFile[]): ReadonlyMap<string, readonly DayFile[]> {
  const cells = new Map<string, DayFile[]>();
  for (const file of files) {
    const cell = cells.get(cellName(file));
    if (cell === undefined) cells.set(cellName(file), [file]);
    else cell.push(file);
  }
  return cells;
}
