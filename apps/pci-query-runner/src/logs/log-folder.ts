import { createReadStream } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { AppError, deterministicId, UtcDay } from '@lakeward/core';
import { cellName, type Cell } from './day-files';
import { digestFolder, parseDigestName, SIDECAR } from '../digests/digest-name';
import { FILE_PROBLEMS, inspectLogFile, readRecords } from './inspect-log-file';
import { dayFolder, parseLogFileName, type LogFileName } from './log-file-name';
import type { ReviewProblem } from '../review/review-problem';

/** A folder of log files, seen as the bucket of a trail. */
export interface LogFolder {
  /** Name of the bucket that shows the folder: the same for the same folder. */
  readonly bucket: string;
  /** Absolute path of each log file of the day, and of each digest around it, by its key in CloudTrail's layout. */
  readonly files: ReadonlyMap<string, string>;
  /** Log files among them. */
  readonly logs: number;
  /** Accounts of the files; those that are named by a file's folder or name come first. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** Accounts and Regions that have a log file or a digest of the day. */
  readonly cells: readonly Cell[];
  /** Files that cannot be placed on any day. */
  readonly problems: readonly ReviewProblem[];
}

/** CloudTrail's folders below `AWSLogs/`, for a trail of one account or an organization. */
const LAYOUT =
  /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?(\d{12})\/(CloudTrail(?:-[A-Za-z]+)?)\/([a-z0-9-]+)\/(\d{4})\/(\d{2})\/(\d{2})\/[^/]+$/;

/**
 * Finds the log files of a day in a folder: in CloudTrail's own layout at any depth, or lying flat. A file is placed by its
 * folders, else by its name, else by what it holds. Only `.json` and `.json.gz` files are looked at; Insights files and the
 * like are left alone. Digests of the day before and after come along, for they tell of this one.
 */
export async function readLogFolder(directory: string, day: UtcDay): Promise<LogFolder> {
  const root = await existingDirectory(directory);
  const files = new Map<string, string>();
  const problems: ReviewProblem[] = [];
  const named: LogFileName[] = [];
  const guessed: LogFileName[] = [];
  const digested: Cell[] = [];
  for (const relative of await filesBelow(root)) {
    const file = path.join(root, relative);
    const digest = placeDigest(relative, day);
    if (digest !== undefined) {
      files.set(freeKey(digest.key, relative, files), file);
      if (digest.ofTheDay) digested.push(digest.cell);
      continue;
    }
    const place = placeByPath(relative);
    if (place === 'other-kind') continue;
    const found = place ?? (await placeByContent(file));
    if (!('account' in found)) {
      if (found.code !== undefined) problems.push({ ...found, code: found.code, file });
    } else if (found.day.date === day.date) {
      (place === undefined ? guessed : named).push(found);
      files.set(freeKey(`AWSLogs/${dayFolder(found)}${path.basename(relative)}`, relative, files), file);
    }
  }
  const places = [...named, ...guessed];
  const cells = [...places, ...digested].map(({ account, region }) => ({ account, region }));
  return {
    bucket: `logs-${deterministicId(root).slice(0, 12)}`,
    files,
    logs: places.length,
    accounts: [...new Set(cells.map(({ account }) => account))],
    regions: [...new Set(cells.map(({ region }) => region))].sort(),
    cells: [...new Map(cells.map((cell) => [cellName(cell), cell])).values()],
    problems,
  };
}

async function existingDirectory(directory: string): Promise<string> {
  try {
    const root = await realpath(directory);
    await readdir(root);
    return root;
  } catch (cause) {
    throw new AppError({
      code: 'PCI_LOG_FOLDER_NOT_FOUND',
      message: `"${directory}" is not a folder that can be read.`,
      remedy: 'Give the folder with the CloudTrail log files, or the one that holds AWSLogs/.',
      cause,
    });
  }
}

/** Relative paths of all JSON files, in a stable order. */
async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) => !entry.isDirectory() && /\.json(?:\.gz)?$/.test(entry.name) && !entry.name.startsWith('.'),
    )
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** A digest, or a file beside one, of the day or of the days next to it. */
interface DigestPlace {
  readonly key: string;
  readonly cell: Cell;
  /** True where it tells of the day: it ends after the day's begin, and not long after its end. */
  readonly ofTheDay: boolean;
}

/** Where a digest lies in CloudTrail's layout, by its folders or else by its name; undefined for everything else. */
function placeDigest(relative: string, day: UtcDay): DigestPlace | undefined {
  const name = path.basename(relative);
  const digest = parseDigestName(name.endsWith(SIDECAR) ? name.slice(0, -SIDECAR.length) : name);
  if (digest === undefined) return undefined;
  const [, account, kind, region, year, month, date] = LAYOUT.exec(relative.split(path.sep).join('/')) ?? [];
  const isFiled = kind === 'CloudTrail-Digest' && account !== undefined && region !== undefined;
  const cell = isFiled ? { account, region } : { account: digest.account, region: digest.region };
  const ending = isFiled ? UtcDay.parse(`${year ?? ''}-${month ?? ''}-${date ?? ''}`) : UtcDay.of(digest.end);
  if (![day.plus(-1), day, day.plus(1)].some((near) => near.date === ending.date)) return undefined;
  const { end } = digest;
  return {
    key: `AWSLogs/${digestFolder(cell.account, cell.region, ending)}${name}`,
    cell,
    ofTheDay: end > day.start() && end.getTime() - 3_600_000 < day.plus(1).start().getTime(),
  };
}

/** The place that folders or name tell; `other-kind` for Insights, digests of other days and other files of the trail that are no logs. */
function placeByPath(relative: string): LogFileName | 'other-kind' | undefined {
  const [, account, kind, region, year, month, date] = LAYOUT.exec(relative.split(path.sep).join('/')) ?? [];
  if (account !== undefined && region !== undefined) {
    if (kind !== 'CloudTrail') return 'other-kind';
    return { account, region, day: UtcDay.parse(`${year ?? ''}-${month ?? ''}-${date ?? ''}`) };
  }
  const name = path.basename(relative);
  return /_CloudTrail-[A-Za-z]+_/.test(name) ? 'other-kind' : parseLogFileName(name);
}

/** A file with a name of its own belongs to the day of its last event: it was delivered then or soon after. */
async function placeByContent(
  file: string,
): Promise<LogFileName | (Omit<ReviewProblem, 'code' | 'file'> & { code?: string })> {
  const { problem } = await inspectLogFile(createReadStream(file));
  if (problem !== undefined) {
    const message = `${FILE_PROBLEMS[problem]} Neither its folder nor its name says to which day it belongs.`;
    return { code: problem, message, losesEvents: problem !== 'PCI_LOG_NOT_CLOUDTRAIL' };
  }
  const records = await readRecords(createReadStream(file));
  const last = records
    .map((record) => String(record['eventTime']))
    .sort()
    .at(-1);
  const [first] = records;
  if (last === undefined || first === undefined)
    return { message: 'The file has no events.', losesEvents: false };
  return {
    account: /^\d{12}$/.exec(String(first['recipientAccountId']))?.[0] ?? '000000000000',
    region: /^[a-z0-9-]+$/.exec(String(first['awsRegion']))?.[0] ?? 'us-east-1',
    day: UtcDay.of(new Date(last)),
  };
}

/** Two files of one name from different folders keep apart. */
function freeKey(key: string, relative: string, taken: ReadonlyMap<string, string>): string {
  if (!taken.has(key)) return key;
  return key.replace(/(\.json(?:\.gz)?)$/, `-${deterministicId(relative).slice(0, 8)}$1`);
}
