import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { readContent, type ContentProblem } from './read-content';

/** What is wrong with a log file. Only `duplicate` loses nothing: its events are in the other file. */
export const FILE_PROBLEMS = {
  PCI_LOG_EMPTY: 'The file has no bytes.',
  PCI_LOG_TRUNCATED: 'The file ends before its content does.',
  PCI_LOG_MALFORMED: 'The file is not JSON.',
  PCI_LOG_NOT_CLOUDTRAIL: 'The file is JSON, but has no list of CloudTrail records.',
  PCI_LOG_TOO_LARGE: 'The file is larger than any that CloudTrail delivers.',
  PCI_LOG_DUPLICATE: 'The file has the same content as another one of the day and was read once.',
} as const;
export type FileProblem = keyof typeof FILE_PROBLEMS;

/** What was found in one log file. */
export interface Inspection {
  /** SHA-256 of the uncompressed bytes, in hex: what CloudTrail's digest files list. */
  readonly sha256: string;
  /** Records in the file; zero where there is a problem. */
  readonly events: number;
  readonly problem?: FileProblem;
}

/** CloudTrail's limit is 50 MB before compression ("Quotas in AWS CloudTrail"). */
const LARGEST_FILE = 64 * 1024 * 1024;

const CONTENT_PROBLEMS: Readonly<Record<ContentProblem, FileProblem>> = {
  'too-large': 'PCI_LOG_TOO_LARGE',
  truncated: 'PCI_LOG_TRUNCATED',
  malformed: 'PCI_LOG_MALFORMED',
};

/**
 * Reads a log file whole, as gzip or plain by its first bytes, and says what it holds. One file is in memory at a time. A
 * file that is wrong is a finding here, not an error; errors of the store are thrown.
 */
export async function inspectLogFile(body: Readable): Promise<Inspection> {
  const { sha256, records } = await readLogFile(body);
  return typeof records === 'string'
    ? { sha256, events: 0, problem: records }
    : { sha256, events: records.length };
}

/** A record of a log file. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** The records of a log file; none where the file has a problem. */
export async function readRecords(body: Readable): Promise<readonly LogRecord[]> {
  const { records } = await readLogFile(body);
  return typeof records === 'string' ? [] : records;
}

/** One log file, read: its records, or what is wrong with it. */
interface LogFileContent {
  readonly sha256: string;
  readonly records: readonly LogRecord[] | FileProblem;
}

async function readLogFile(body: Readable): Promise<LogFileContent> {
  const content = await readContent(body, LARGEST_FILE);
  if ('bytes' in content) return parseContent(content.bytes);
  const { problem, stored } = content;
  return { sha256: stored === undefined ? '' : sha256(stored), records: CONTENT_PROBLEMS[problem] };
}

function parseContent(content: Buffer): LogFileContent {
  const hash = sha256(content);
  if (content.length === 0) return { sha256: hash, records: 'PCI_LOG_EMPTY' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(content.toString('utf8'));
  } catch {
    const last = content
      .toString('utf8', Math.max(0, content.length - 64))
      .trimEnd()
      .at(-1);
    return { sha256: hash, records: last === '}' ? 'PCI_LOG_MALFORMED' : 'PCI_LOG_TRUNCATED' };
  }
  const records: unknown = isObject(parsed) ? parsed['Records'] : undefined;
  const isLog = Array.isArray(records) && records.every(isRecord);
  return { sha256: hash, records: isLog ? records : 'PCI_LOG_NOT_CLOUDTRAIL' };
}

/** Fields that the table reads as structures, and what lies below them. Everything else may be of any form: it is read as text. */
interface Structure {
  readonly [field: string]: Structure;
}

const STRUCTURES: Structure = {
  userIdentity: {
    onBehalfOf: {},
    sessionContext: { attributes: {}, sessionIssuer: {}, webIdFederationData: { attributes: {} } },
  },
  addendum: {},
  tlsDetails: {},
};

/**
 * Every record has a name and a time, since version 1.0; Insights records, which have no eventName, are not log records. A
 * record whose structures are none would make the scan of the whole day fail, so its file is set aside by name instead.
 */
function isRecord(record: unknown): record is LogRecord {
  return (
    isObject(record) &&
    typeof record['eventName'] === 'string' &&
    typeof record['eventTime'] === 'string' &&
    hasStructures(record, STRUCTURES) &&
    (record['resources'] == null ||
      (Array.isArray(record['resources']) && record['resources'].every(isObject)))
  );
}

/** CloudTrail writes a field that has no value as null, or not at all. */
function hasStructures(value: Record<string, unknown>, structures: Structure): boolean {
  return Object.entries(structures).every(([field, inner]) => {
    const structure = value[field];
    return structure == null || (isObject(structure) && hasStructures(structure, inner));
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
