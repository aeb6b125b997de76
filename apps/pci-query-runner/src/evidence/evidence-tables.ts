import type { DayFile } from '../logs/day-files';
import type { Finding } from '../query/review-answer';
import { requirementOf, type RulePack } from '../query/rule';
import { csvOf, type CsvValue } from './csv';

/** A column of the findings: its name in the files, and the field of a finding that it shows. */
interface FindingColumn {
  readonly name: string;
  readonly field: string;
}

/** What the log says about an event, as findings list it. `event_time` is a timestamp in Parquet. */
export const EVENT_COLUMNS: readonly FindingColumn[] = [
  { name: 'event_time', field: 'eventTime' },
  { name: 'event_id', field: 'eventId' },
  { name: 'event_source', field: 'eventSource' },
  { name: 'event_name', field: 'eventName' },
  { name: 'aws_region', field: 'awsRegion' },
  { name: 'recipient_account_id', field: 'recipientAccountId' },
  { name: 'user_type', field: 'userType' },
  { name: 'user_id', field: 'userId' },
  { name: 'source_ip_address', field: 'sourceIpAddress' },
  { name: 'user_agent', field: 'userAgent' },
  { name: 'error_code', field: 'errorCode' },
  { name: 'request_parameters', field: 'requestParameters' },
  { name: 'response_elements', field: 'responseElements' },
  { name: 'log_file', field: 'file' },
];

/** Columns that say which rule matched. */
export const RULE_COLUMNS = ['rule', 'severity', 'requirement'] as const;

/** The rule's part of a finding's row, in the order of {@link RULE_COLUMNS}. */
export function ruleCells(pack: RulePack): (finding: Finding) => string[] {
  const byId = new Map(pack.rules.map((rule) => [rule.id, [rule.severity, requirementOf(rule, pack)]]));
  return ({ rule }) => [rule, ...(byId.get(rule) ?? ['', ''])];
}

/** `findings.csv`: what people and spreadsheets read. Exact values are in the Parquet file. */
export function findingsCsv(findings: readonly Finding[], pack: RulePack): Buffer {
  const rule = ruleCells(pack);
  return csvOf(
    [...RULE_COLUMNS, ...EVENT_COLUMNS.map(({ name }) => name)],
    findings.map((finding) => [
      ...rule(finding),
      ...EVENT_COLUMNS.map(({ field }) => finding[field] ?? null),
    ]),
  );
}

/** Columns of `files.csv` and what they show of a delivered file. */
const FILE_COLUMNS: readonly (readonly [string, (file: DayFile) => CsvValue])[] = [
  ['file', ({ file }) => file],
  ['account', ({ account }) => account],
  ['region', ({ region }) => region],
  ['bytes', ({ size }) => size],
  ['sha256', ({ sha256 }) => sha256],
  ['events', ({ events }) => events],
  ['problem', ({ problem }) => problem ?? null],
  ['duplicate_of', ({ duplicateOf }) => duplicateOf ?? null],
];

/** `files.csv`: every delivered file, with the SHA-256 of its uncompressed bytes, and what is wrong with it. */
export function filesCsv(files: readonly DayFile[]): Buffer {
  return csvOf(
    FILE_COLUMNS.map(([name]) => name),
    files.map((file) => FILE_COLUMNS.map(([, cell]) => cell(file))),
  );
}
