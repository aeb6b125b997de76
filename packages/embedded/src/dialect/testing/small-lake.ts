import { isAppError } from '@lakeward/core';
import type { TableDescription } from '../query/resolve-tables';
import { translateQuery, type TranslateOptions } from '../translate-query';
import { parseHiveType } from '../types/parse-hive-type';
import { DialectEngine } from './dialect-engine';

/** The hidden columns of a table, as the engine adds them. */
const HIDDEN = `'s3://b/k' AS "$path", '' AS "$bucket", '' AS "$partition", 1 AS "$file_size", now() AS "$file_modified_time"`;

const table = (...columns: readonly (readonly [name: string, type: string])[]): TableDescription => ({
  kind: 'table',
  columns: columns.map(([name, type]) => ({ name, type: parseHiveType(type) })),
});

const LAKE: Readonly<Record<string, TableDescription>> = {
  'lake.events': table(
    ['id', 'int'],
    ['name', 'string'],
    ['tags', 'map<string,string>'],
    ['items', 'array<struct<sku:string,qty:int>>'],
    ['at', 'timestamp'],
    ['day', 'string'],
  ),
  'lake.recent': { kind: 'view', sql: "SELECT id, name, day FROM events WHERE day >= '2027-03-01'" },
  'lake.renamed': { kind: 'view', sql: 'SELECT id AS event_id, day AS d FROM recent' },
};

/** A lake of one table, `lake.events`, and two views of it. */
export const lake: TranslateOptions = {
  defaultDatabase: 'lake',
  describeTable: ({ database, table: name }) => Promise.resolve(LAKE[`${database}.${name}`]),
};

/** An engine in which `lake.events` has two rows. */
export async function openSmallLake(): Promise<DialectEngine> {
  const engine = await DialectEngine.open();
  await engine.connection.run(`CREATE SCHEMA lake`);
  await engine.connection.run(
    `CREATE VIEW lake.events AS SELECT *, ${HIDDEN} FROM (VALUES
       (1, 'a', MAP {'k': 'v', 'l': 'w'}, [{'sku': 'x', 'qty': 2}, {'sku': 'y', 'qty': 3}], TIMESTAMP '2027-03-08 10:00:00', '2027-03-08'),
       (2, 'b', MAP {}, [], TIMESTAMP '2027-03-09 11:00:00', '2027-03-09'))
     AS t (id, name, tags, items, "at", day)`,
  );
  return engine;
}

/** Expects that a query is refused with the code, the words and a remedy. */
export async function expectRefused(
  sql: string,
  code: string,
  message: string,
  options: TranslateOptions,
): Promise<void> {
  const error: unknown = await translateQuery(sql, options).then(
    () => new Error('Nothing was refused.'),
    (thrown: unknown) => thrown,
  );
  if (!isAppError(error)) throw error;
  expect(error.code).toBe(code);
  expect(error.message).toContain(message);
  expect(error.remedy).toMatch(/\w.*\.$/);
}
