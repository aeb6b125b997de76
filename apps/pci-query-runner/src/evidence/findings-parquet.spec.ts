import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runQuery } from '@lakeward/athena';
import { Deadline, systemClock } from '@lakeward/core';
import { openEmbeddedRuntime } from '@lakeward/embedded';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { packOf } from '../packs/packs';
import type { Finding } from '../query/review-answer';
import { finding } from '../testing/evidence-world';
import { readCsv } from '../testing/read-csv';
import { EVENT_COLUMNS, findingsCsv, RULE_COLUMNS } from './evidence-tables';
import { findingsParquet } from './findings-parquet';

const pack = packOf('pci-dss-3.2.1');
const names = [...RULE_COLUMNS, ...EVENT_COLUMNS.map(({ name }) => name)];
const findings: Finding[] = [
  { ...finding(1), eventTime: '2026-03-09T23:59:59Z' },
  { ...finding(2), eventTime: '2026-03-09T11:00:00.123Z', userAgent: 'ünïcödé \u202e \u{1F512}' },
  { ...finding(3), eventTime: 'yesterday', requestParameters: 'x'.repeat(2_048), eventId: null },
  { rule: '10.2.2-root', eventTime: '2026-13-45T99:00:00Z' },
];

/** What the file must say, row by row. */
const expected = findings.map((row, index) => ({
  rule: row.rule,
  severity: index === 3 ? 'high' : 'critical',
  requirement: index === 3 ? '10.2.2' : '10.2.6',
  ...Object.fromEntries(EVENT_COLUMNS.map(({ name, field }) => [name, row[field] ?? null])),
  event_time: ['2026-03-09 23:59:59.000', '2026-03-09 11:00:00.123', null, null][index],
}));

const bytesOf = (buffer: Buffer): ArrayBuffer =>
  buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length) as ArrayBuffer;

describe('findings.parquet', () => {
  test('is read by hyparquet: exact texts, instants in UTC, in the order of the CSV file', async () => {
    const file = bytesOf(await findingsParquet(findings, pack));
    const rows = await parquetReadObjects({ file });
    const instant = (value: unknown): unknown =>
      value instanceof Date ? value.toISOString().replace('T', ' ').replace('Z', '') : value;
    expect(
      rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, instant(value) ?? null])),
      ),
    ).toEqual(expected);
    const csv = readCsv(findingsCsv(findings, pack).toString('utf8'));
    expect(csv.map((row) => [row['rule'], row['event_id']])).toEqual(
      expected.map((row) => [row.rule, findings[expected.indexOf(row)]?.['eventId'] ?? null]),
    );
    expect(Object.keys(csv[0] ?? {})).toEqual(names);
  });

  test('is a table of DuckDB, with flat columns and a timestamp', async () => {
    const lake = await mkdtemp(path.join(tmpdir(), 'lakeward-findings-'));
    const runtime = await openEmbeddedRuntime({ lake, clock: systemClock });
    try {
      await runtime.lakeStore.createBucket('evidence');
      await runtime.store.put(
        { bucket: 'evidence', key: 'findings/findings.parquet' },
        await findingsParquet(findings, pack),
      );
      await runtime.catalog.ensureDatabase('review');
      await runtime.catalog.createTable({
        database: 'review',
        name: 'findings',
        type: 'EXTERNAL_TABLE',
        columns: names.map((name) => ({ name, type: name === 'event_time' ? 'timestamp' : 'string' })),
        partitionKeys: [],
        storage: {
          location: 's3://evidence/findings/',
          inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          serde: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
          serdeParameters: {},
        },
        parameters: {},
      });
      const sql = `SELECT ${names.join(', ')} FROM findings`;
      const request = { sql, database: 'review', workgroup: 'primary', token: 'a'.repeat(32) };
      const deadline = Deadline.none(systemClock);
      const query = await runQuery(request, { engine: runtime.engine, clock: systemClock, deadline });
      expect(query.outcome).toBe('succeeded');
      const { columns, rows } = await runtime.engine.results(query.queryId);
      expect(columns.find(({ name }) => name === 'event_time')?.type).toBe('timestamp');
      const read = [];
      for await (const row of rows) read.push(Object.fromEntries(names.map((name, at) => [name, row[at]])));
      expect(read).toEqual(expected);
    } finally {
      await runtime.close();
      await rm(lake, { recursive: true });
    }
  });

  test('has its columns when nothing was found', async () => {
    const file = bytesOf(await findingsParquet([], pack));
    expect(await parquetReadObjects({ file })).toEqual([]);
    const { schema, num_rows: rows } = parquetMetadata(file);
    expect(rows).toBe(0n);
    expect(schema.slice(1).map(({ name, type }) => [name, type])).toEqual(
      names.map((name) => [name, name === 'event_time' ? 'INT64' : 'BYTE_ARRAY']),
    );
  });

  test('is the same bytes for the same findings', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => finding(index));
    expect((await findingsParquet(many, pack)).equals(await findingsParquet([...many], pack))).toBe(true);
    expect(await parquetReadObjects({ file: bytesOf(await findingsParquet(many, pack)) })).toHaveLength(
      3_000,
    );
  });
});
