import type { AthenaStatement } from '../statement/statement';

const select = (sql: string, line: number, column: number) => ({ sql, at: { line, column } });

/** Statements of every kind, and what they are read as. */
export const ACCEPTED_STATEMENTS: readonly (readonly [string, AthenaStatement])[] = [
  [
    "CREATE DATABASE IF NOT EXISTS Lake COMMENT 'the lake' LOCATION 's3://b/lake/' WITH DBPROPERTIES ('owner'='data');",
    {
      kind: 'createDatabase',
      database: 'lake',
      ifNotExists: true,
      comment: 'the lake',
      location: 's3://b/lake/',
      properties: { owner: 'data' },
    },
  ],
  ['CREATE SCHEMA lake', { kind: 'createDatabase', database: 'lake', ifNotExists: false, properties: {} }],
  [
    'DROP DATABASE IF EXISTS `Lake` CASCADE',
    { kind: 'dropDatabase', database: 'lake', ifExists: true, cascade: true },
  ],
  ['drop schema lake restrict', { kind: 'dropDatabase', database: 'lake', ifExists: false, cascade: false }],
  [
    'DROP TABLE lake.events',
    { kind: 'dropTable', name: { database: 'lake', table: 'events' }, ifExists: false },
  ],
  ['DROP TABLE IF EXISTS `events`', { kind: 'dropTable', name: { table: 'events' }, ifExists: true }],
  [
    'CREATE VIEW v AS SELECT 1 AS a',
    { kind: 'createView', name: { table: 'v' }, orReplace: false, query: select('SELECT 1 AS a', 1, 18) },
  ],
  [
    'CREATE OR REPLACE VIEW lake."V"\nAS\n  SELECT 1 AS a, 2 AS "B" ;',
    {
      kind: 'createView',
      name: { database: 'lake', table: 'v' },
      orReplace: true,
      query: select('SELECT 1 AS a, 2 AS "B"', 3, 3),
    },
  ],
  [
    'DROP VIEW IF EXISTS lake."v"',
    { kind: 'dropView', name: { database: 'lake', table: 'v' }, ifExists: true },
  ],
  [
    "ALTER TABLE lake.events ADD IF NOT EXISTS PARTITION (day = '2027-03-09', hour = 7) LOCATION 's3://b/x/' PARTITION (day=DATE '2027-03-10', hour='-1')",
    {
      kind: 'addPartitions',
      name: { database: 'lake', table: 'events' },
      ifNotExists: true,
      partitions: [
        {
          spec: [
            { column: 'day', value: '2027-03-09' },
            { column: 'hour', value: '7' },
          ],
          location: 's3://b/x/',
        },
        {
          spec: [
            { column: 'day', value: '2027-03-10' },
            { column: 'hour', value: '-1' },
          ],
        },
      ],
    },
  ],
  [
    "ALTER TABLE events DROP IF EXISTS PARTITION (day = 'a'), PARTITION (`day` = 'b')",
    {
      kind: 'dropPartitions',
      name: { table: 'events' },
      ifExists: true,
      partitions: [[{ column: 'day', value: 'a' }], [{ column: 'day', value: 'b' }]],
    },
  ],
  [
    "ALTER TABLE events SET LOCATION 's3://b/new/'",
    { kind: 'setLocation', name: { table: 'events' }, location: 's3://b/new/' },
  ],
  [
    "ALTER TABLE events PARTITION (day='it''s') SET LOCATION 's3://b/new/'",
    {
      kind: 'setLocation',
      name: { table: 'events' },
      partition: [{ column: 'day', value: "it's" }],
      location: 's3://b/new/',
    },
  ],
  [
    "ALTER TABLE events ADD COLUMNS (a int COMMENT 'one', b string)",
    {
      kind: 'addColumns',
      name: { table: 'events' },
      columns: [
        { name: 'a', type: { kind: 'primitive', name: 'int' }, comment: 'one' },
        { name: 'b', type: { kind: 'primitive', name: 'string' } },
      ],
    },
  ],
  [
    'ALTER TABLE events REPLACE COLUMNS (a bigint)',
    {
      kind: 'replaceColumns',
      name: { table: 'events' },
      columns: [{ name: 'a', type: { kind: 'primitive', name: 'bigint' } }],
    },
  ],
  [
    'ALTER TABLE events SET TBLPROPERTIES (\'a\'=\'1\', "b"="2")',
    { kind: 'setTableProperties', name: { table: 'events' }, properties: { a: '1', b: '2' } },
  ],
  ['MSCK REPAIR TABLE lake.events', { kind: 'msckRepair', name: { database: 'lake', table: 'events' } }],
  ['SHOW TABLES', { kind: 'showTables' }],
  ["SHOW TABLES IN lake 'ev*|x'", { kind: 'showTables', database: 'lake', like: 'ev*|x' }],
  ["SHOW VIEWS IN lake LIKE 'v*'", { kind: 'showViews', database: 'lake', like: 'v*' }],
  ["SHOW DATABASES LIKE 'l*'", { kind: 'showDatabases', like: 'l*' }],
  ['SHOW SCHEMAS', { kind: 'showDatabases' }],
  ['SHOW PARTITIONS lake.events', { kind: 'showPartitions', name: { database: 'lake', table: 'events' } }],
  ['SHOW COLUMNS IN lake.events', { kind: 'showColumns', name: { database: 'lake', table: 'events' } }],
  ['SHOW COLUMNS FROM events IN lake', { kind: 'showColumns', name: { database: 'lake', table: 'events' } }],
  ['SHOW CREATE TABLE events', { kind: 'showCreateTable', name: { table: 'events' } }],
  ['SHOW CREATE VIEW v', { kind: 'showCreateView', name: { table: 'v' } }],
  [
    "SHOW TBLPROPERTIES events('projection.enabled')",
    { kind: 'showTableProperties', name: { table: 'events' }, property: 'projection.enabled' },
  ],
  ['SHOW TBLPROPERTIES events', { kind: 'showTableProperties', name: { table: 'events' } }],
  ['DESCRIBE events', { kind: 'describe', name: { table: 'events' }, detail: 'columns' }],
  [
    "DESCRIBE FORMATTED lake.events PARTITION (day='x') note;",
    {
      kind: 'describe',
      name: { database: 'lake', table: 'events' },
      detail: 'formatted',
      partition: [{ column: 'day', value: 'x' }],
      column: 'note',
    },
  ],
  [
    'CREATE TABLE lake.out AS SELECT * FROM events',
    {
      kind: 'ctas',
      name: { database: 'lake', table: 'out' },
      ifNotExists: false,
      properties: {
        format: 'PARQUET',
        compression: 'GZIP',
        fieldDelimiter: '\u0001',
        partitionedBy: [],
        bucketedBy: [],
      },
      query: select('SELECT * FROM events', 1, 26),
      withData: true,
    },
  ],
  [
    `CREATE TABLE IF NOT EXISTS "out" WITH (
  format = 'Parquet', external_location = 's3://b/out/', partitioned_by = ARRAY['Day'], bucketed_by = ARRAY['id'],
  bucket_count = 50, parquet_compression = 'zstd', compression_level = 6, is_external = true, table_type = 'HIVE')
AS (SELECT id, day FROM events WHERE s = 'WITH NO DATA') WITH NO DATA;`,
    {
      kind: 'ctas',
      name: { table: 'out' },
      ifNotExists: true,
      properties: {
        format: 'PARQUET',
        compression: 'ZSTD',
        compressionLevel: 6,
        fieldDelimiter: '\u0001',
        partitionedBy: ['day'],
        bucketedBy: ['id'],
        bucketCount: 50,
        externalLocation: 's3://b/out/',
      },
      query: select("(SELECT id, day FROM events WHERE s = 'WITH NO DATA')", 4, 4),
      withData: false,
    },
  ],
  [
    "UNLOAD (SELECT (a), b FROM t) TO 's3://b/out/' WITH (format = 'TEXTFILE', field_delimiter = ',', partitioned_by = ARRAY['b'])",
    {
      kind: 'unload',
      query: select('SELECT (a), b FROM t', 1, 9),
      to: 's3://b/out/',
      properties: { format: 'TEXTFILE', compression: 'GZIP', fieldDelimiter: ',', partitionedBy: ['b'] },
    },
  ],
  [
    'INSERT INTO lake.t (A, b) SELECT 1, ?',
    {
      kind: 'insert',
      table: { database: 'lake', table: 't' },
      columns: ['a', 'b'],
      query: select('SELECT 1, ?', 1, 27),
    },
  ],
  ['INSERT INTO t (SELECT 1)', { kind: 'insert', table: { table: 't' }, query: select('(SELECT 1)', 1, 15) }],
  [
    'INSERT INTO t VALUES (1), (2)',
    { kind: 'insert', table: { table: 't' }, query: select('VALUES (1), (2)', 1, 15) },
  ],
  ['EXPLAIN SELECT 1', { kind: 'explain', analyze: false, query: select('SELECT 1', 1, 9) }],
  [
    'EXPLAIN (FORMAT JSON, TYPE DISTRIBUTED) WITH a AS (SELECT 1) SELECT * FROM a',
    { kind: 'explain', analyze: false, query: select('WITH a AS (SELECT 1) SELECT * FROM a', 1, 41) },
  ],
  ['EXPLAIN ANALYZE SELECT 1', { kind: 'explain', analyze: true, query: select('SELECT 1', 1, 17) }],
  ["-- what\n/* and */ SELECT ';' ; -- end", { kind: 'query', query: select("SELECT ';'", 2, 11) }],
  [
    'WITH a AS (SELECT 1) SELECT * FROM a',
    { kind: 'query', query: select('WITH a AS (SELECT 1) SELECT * FROM a', 1, 1) },
  ],
];
