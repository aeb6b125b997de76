import { rmSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { runQuery, type ResultRow } from '@lakeward/athena';
import { Deadline, deterministicId, systemClock, UtcDay } from '@lakeward/core';
import {
  DEFAULT_PACK,
  embeddedDependencies,
  packOf,
  readLogFolder,
  reviewDayStatement,
  reviewRuleStatement,
} from '@lakeward/pci-query-runner';
import { literal } from '@lakeward/sql';

/** What each task is given. */
export interface PciTask {
  readonly directory: string;
  readonly date: string;
  /** Rule pack by id. */
  readonly pack: string;
  /** Positions of the rules that are asked one by one; all where absent. */
  readonly rules?: readonly number[];
}

type TaskResult = Promise<{ answer: Record<string, number>; bytesScanned: number[] }>;

/** The pack's one statement. */
export async function oneScan(task: PciTask): TaskResult {
  return withEngine(task, async ({ ask, pack, scope }) => {
    const { rows, bytes } = await ask(reviewDayStatement(pack, scope, 1_000));
    const counts = new Map(rows.map(([rule, , , findings]) => [rule, Number(findings)]));
    return {
      answer: Object.fromEntries(pack.rules.map(({ id }) => [id, counts.get(id) ?? 0])),
      bytesScanned: [bytes],
    };
  });
}

/** The same rules one statement after another, as the article runs them. */
export async function perRule(task: PciTask): TaskResult {
  return withEngine(task, async ({ countRows, pack, scope }) => {
    const answer: Record<string, number> = {};
    const bytesScanned: number[] = [];
    const rules = task.rules?.flatMap((position) => pack.rules[position] ?? []) ?? pack.rules;
    for (const rule of rules) {
      const { count, bytes } = await countRows(reviewRuleStatement(rule, scope));
      answer[rule.id] = count;
      bytesScanned.push(bytes);
    }
    return { answer, bytesScanned };
  });
}

/** The least that DuckDB can do: counts only, over the fields that the rules look at, written by hand. */
export async function plainDuckDb({ directory, date }: PciTask): TaskResult {
  const { files } = await readLogFolder(directory, UtcDay.parse(date));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const fields =
    'STRUCT("eventSource" VARCHAR, "eventName" VARCHAR, "eventType" VARCHAR, "sourceIPAddress" VARCHAR, "requestParameters" JSON, ' +
    '"responseElements" JSON, "userIdentity" STRUCT("type" VARCHAR, "invokedBy" VARCHAR, "sessionContext" STRUCT("sessionIssuer" STRUCT("type" VARCHAR))))[]';
  const reader = await connection.runAndReadAll(`
    SELECT
      count(*) FILTER (e."eventSource" = 's3.amazonaws.com' AND e."eventName" = 'GetObject' AND (e."requestParameters" ->> '$.bucketName') = 'audit-logs'
        AND e."sourceIPAddress" NOT IN ('cloudtrail.amazonaws.com', 'athena.amazonaws.com')),
      count(*) FILTER ((e."userIdentity"."type" = 'Root' OR e."userIdentity"."sessionContext"."sessionIssuer"."type" = 'Root')
        AND e."userIdentity"."invokedBy" IS NULL AND coalesce(e."eventType", '') <> 'AwsServiceEvent'),
      count(*) FILTER (e."eventName" = 'ConsoleLogin' AND (e."responseElements" ->> '$.ConsoleLogin') = 'Failure'),
      count(*) FILTER (e."eventName" LIKE '%AddUserToGroup%' AND CAST(e."requestParameters" AS VARCHAR) LIKE '%Admin%'),
      count(*) FILTER (e."eventName" IN ('StopLogging', 'StartLogging')),
      count(*) FILTER (e."eventName" LIKE '%DeleteSecurityGroup%' OR e."eventName" LIKE '%CreateSecurityGroup%'
        OR e."eventName" LIKE '%UpdateSecurityGroup%' OR e."eventName" LIKE '%AuthorizeSecurityGroup%'),
      count(*) FILTER (e."eventName" LIKE '%Subnet%' AND e."eventName" NOT LIKE 'Describe%')
    FROM (
      SELECT unnest("Records") AS e
      FROM read_json([${literal([...files.values()])}], columns = {'Records': '${fields}'}, compression = 'gzip', format = 'unstructured', records = 'true', maximum_object_size = 16777216)
    )`);
  const counts = (reader.getRowsJS()[0] ?? []).map(Number);
  const ids = packOf(DEFAULT_PACK).rules.map(({ id }) => id);
  return { answer: Object.fromEntries(ids.map((id, index) => [id, counts[index] ?? 0])), bytesScanned: [] };
}

interface Bench {
  readonly pack: ReturnType<typeof packOf>;
  readonly scope: Parameters<typeof reviewDayStatement>[1];
  readonly ask: (sql: string) => Promise<{ rows: readonly ResultRow[]; bytes: number }>;
  /** Reads the rows without keeping them: a rule's answer can be as large as the day. */
  readonly countRows: (sql: string) => Promise<{ count: number; bytes: number }>;
}

async function withEngine<T>(
  { directory, date, pack }: PciTask,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const day = UtcDay.parse(date);
  const logs = await readLogFolder(directory, day);
  const lake = path.join(directory, `lake-${process.pid}`);
  const dependencies = await embeddedDependencies({
    lake,
    logs,
    guardedBuckets: ['audit-logs'],
    listingCap: 1_000,
    clock: systemClock,
    log: { write: () => undefined, count: () => undefined, flush: () => undefined },
  });
  const { engine, settings } = dependencies;
  const run = async (sql: string, each: (row: ResultRow) => void): Promise<number> => {
    const request = { sql, database: settings.database, token: deterministicId(sql, String(process.pid)) };
    const outcome = await runQuery(request, {
      engine,
      clock: systemClock,
      deadline: Deadline.none(systemClock),
    });
    if (outcome.outcome !== 'succeeded') throw new Error(JSON.stringify(outcome));
    for await (const row of (await engine.results(outcome.queryId)).rows) each(row);
    return outcome.statistics.bytesScanned;
  };
  const ask: Bench['ask'] = async (sql) => {
    const rows: ResultRow[] = [];
    return { bytes: await run(sql, (row) => rows.push(row)), rows };
  };
  const countRows: Bench['countRows'] = async (sql) => {
    let count = 0;
    const bytes = await run(sql, () => (count += 1));
    return { count, bytes };
  };
  const scope = {
    table: settings.table,
    accounts: settings.accounts,
    regions: settings.regions,
    day: `${day.year}/${day.month}/${day.day}`,
    excludedFiles: [],
    guardedBuckets: settings.guardedBuckets,
  };
  try {
    return await work({ pack: packOf(pack), scope, ask, countRows });
  } finally {
    await dependencies.close();
    rmSync(lake, { recursive: true, force: true });
  }
}
