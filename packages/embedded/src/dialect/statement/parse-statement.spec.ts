import { isAppError } from '@lakeward/core';
import { formatHiveType } from '../types/hive-type';
import { parseStatement } from './parse-statement';
import type { AthenaStatement } from './statement';

const select = (sql: string, line: number, column: number) => ({ sql, at: { line, column } });

const accepted: readonly (readonly [string, AthenaStatement])[] = [
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
    'CREATE OR REPLACE VIEW lake."V" (a, "B")\nAS\n  SELECT 1, 2 ;',
    {
      kind: 'createView',
      name: { database: 'lake', table: 'v' },
      orReplace: true,
      columns: ['a', 'b'],
      query: select('SELECT 1, 2', 3, 3),
    },
  ],
  [
    'DROP VIEW IF EXISTS lake."v"',
    { kind: 'dropView', name: { database: 'lake', table: 'v' }, ifExists: true },
  ],
  [
    "ALTER TABLE lake.events ADD IF NOT EXISTS PARTITION (day = '2027-03-09', hour = 7) LOCATION 's3://b/x/' PARTITION (day=DATE '2027-03-10', hour=-1)",
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

describe('parseStatement', () => {
  test.each(accepted)('%s', (sql, expected) => {
    expect(parseStatement(sql)).toEqual(expected);
  });

  test('CREATE EXTERNAL TABLE with a SerDe', () => {
    const parsed = parseStatement(`
      CREATE EXTERNAL TABLE IF NOT EXISTS Trail.Events (
        EventVersion string COMMENT 'log version', -- first
        useridentity struct<type:string,sessioncontext:struct<attributes:struct<mfa:string>>,\`date\`:array<array<int>>>,
        amounts map<string, decimal(10,2)>, code char(3), note varchar(20), price decimal
      )
      COMMENT 'CloudTrail'
      PARTITIONED BY (\`timestamp\` string, region string)
      CLUSTERED BY (code, note) INTO 8 BUCKETS
      ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
      WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true', "input.regex" = "^(\\\\S+)\\t")
      STORED AS INPUTFORMAT 'com.example.In' OUTPUTFORMAT 'com.example.Out'
      LOCATION 's3://bucket/AWSLogs/'
      TBLPROPERTIES ('projection.enabled' = 'true', 'storage.location.template' = 's3://b/\${timestamp}')`);
    if (parsed.kind !== 'createTable') throw new Error(parsed.kind);
    const { columns, partitionKeys, ...rest } = parsed;
    expect(columns.map((column) => `${column.name} ${formatHiveType(column.type)}`)).toEqual([
      'eventversion string',
      'useridentity struct<type:string,sessioncontext:struct<attributes:struct<mfa:string>>,date:array<array<int>>>',
      'amounts map<string,decimal(10,2)>',
      'code char(3)',
      'note varchar(20)',
      'price decimal(10,0)',
    ]);
    expect(columns[0]?.comment).toBe('log version');
    expect(partitionKeys.map((column) => column.name)).toEqual(['timestamp', 'region']);
    expect(rest).toEqual({
      kind: 'createTable',
      name: { database: 'trail', table: 'events' },
      ifNotExists: true,
      comment: 'CloudTrail',
      buckets: { columns: ['code', 'note'], count: 8 },
      rowFormat: {
        kind: 'serde',
        serde: 'org.openx.data.jsonserde.JsonSerDe',
        properties: { 'ignore.malformed.json': 'true', 'input.regex': '^(\\S+)\t' },
      },
      storedAs: { kind: 'classes', inputFormat: 'com.example.In', outputFormat: 'com.example.Out' },
      location: 's3://bucket/AWSLogs/',
      properties: { 'projection.enabled': 'true', 'storage.location.template': 's3://b/${timestamp}' },
    });
  });

  test('CREATE EXTERNAL TABLE with delimited rows', () => {
    expect(
      parseStatement(
        `create external table t (a int) row format delimited fields terminated by '\\t' escaped by '\\\\'
         collection items terminated by '|' map keys terminated by ':' lines terminated by '\\n' null defined as ''
         stored as textfile location 's3://b/t/'`,
      ),
    ).toEqual({
      kind: 'createTable',
      name: { table: 't' },
      ifNotExists: false,
      columns: [{ name: 'a', type: { kind: 'primitive', name: 'int' } }],
      partitionKeys: [],
      rowFormat: {
        kind: 'delimited',
        fields: '\t',
        escape: '\\',
        collectionItems: '|',
        mapKeys: ':',
        lines: '\n',
        nullText: '',
      },
      storedAs: { kind: 'format', name: 'TEXTFILE' },
      location: 's3://b/t/',
      properties: {},
    });
  });
});

const refused: readonly (readonly [string, string, string])[] = [
  ['', 'ATHENA_SYNTAX_ERROR', "line 1:1: mismatched input '<EOF>'. Expecting: 'ALTER', "],
  ['SELEC 1', 'ATHENA_SYNTAX_ERROR', "line 1:1: mismatched input 'SELEC'. Expecting: "],
  ['SELECT 1; SELECT 2', 'ATHENA_SYNTAX_ERROR', "line 1:11: mismatched input 'SELECT'. Expecting: <EOF>"],
  ["SELECT 'open", 'ATHENA_SYNTAX_ERROR', "line 1:8: the text that starts with ' has no end"],
  ['SELECT 1 /* open', 'ATHENA_SYNTAX_ERROR', 'line 1:10: the comment that starts with /* has no end'],
  ['SELECT 1 AS 2x', 'ATHENA_SYNTAX_ERROR', 'line 1:13: identifiers must not start with a digit'],
  ['PRAGMA version', 'ATHENA_SYNTAX_ERROR', "line 1:1: mismatched input 'PRAGMA'"],
  ["COPY t TO 'x'", 'ATHENA_SYNTAX_ERROR', "line 1:1: mismatched input 'COPY'"],
  ["ATTACH 'x.db'", 'ATHENA_SYNTAX_ERROR', "line 1:1: mismatched input 'ATTACH'"],
  ['DROP TABLE "t"', 'ATHENA_SYNTAX_ERROR', 'line 1:12: mismatched input \'"t"\'. Expecting: a name'],
  ['DROP TABLE t u', 'ATHENA_SYNTAX_ERROR', "line 1:14: mismatched input 'u'. Expecting: <EOF>"],
  ['DROP TABLE order', 'ATHENA_SYNTAX_ERROR', "line 1:12: mismatched input 'order'. Expecting: a name"],
  ['DROP VIEW `v`', 'ATHENA_SYNTAX_ERROR', 'line 1:11: backquoted identifiers are not supported'],
  ['SHOW TABLES /* x */', 'ATHENA_SYNTAX_ERROR', "line 1:13: extraneous input '/*'"],
  [
    "CREATE EXTERNAL TABLE t (\n  a int,\n  b integer) LOCATION 's3://b/'",
    'ATHENA_SYNTAX_ERROR',
    "line 3:5: mismatched input 'integer'. Expecting: a type",
  ],
  [
    'CREATE EXTERNAL TABLE t (a int)',
    'ATHENA_SYNTAX_ERROR',
    'line 1:1: No location was specified for table. An S3 location must be specified',
  ],
  [
    "CREATE TABLE t (a int) LOCATION 's3://b/'",
    'ATHENA_SYNTAX_ERROR',
    'line 1:1: CREATE TABLE without EXTERNAL',
  ],
  [
    "CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (A string) LOCATION 's3://b/'",
    'ATHENA_SYNTAX_ERROR',
    "line 1:1: Column 'a' is declared more than once",
  ],
  [
    "CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/' STORED AS ORC",
    'ATHENA_SYNTAX_ERROR',
    "line 1:52: mismatched input 'STORED'",
  ],
  [
    "CREATE TABLE t (a int) PARTITIONED BY (day(a)) LOCATION 's3://b/' TBLPROPERTIES ('table_type'='ICEBERG')",
    'NOT_SUPPORTED',
    'line 1:39: partition transforms belong to Iceberg tables',
  ],
  [
    "CREATE TABLE t (a int) LOCATION 's3://b/' TBLPROPERTIES ('table_type'='iceberg')",
    'NOT_SUPPORTED',
    'line 1:1: Iceberg tables',
  ],
  [
    "CREATE TABLE t WITH (FORMAT='PARQUET') AS SELECT 1",
    'ATHENA_SYNTAX_ERROR',
    "line 1:22: Unknown property 'FORMAT'",
  ],
  [
    "CREATE TABLE t WITH (formt='PARQUET') AS SELECT 1",
    'ATHENA_SYNTAX_ERROR',
    "line 1:22: Unknown property 'formt'",
  ],
  ["CREATE TABLE t WITH (format='ORC') AS SELECT 1", 'NOT_SUPPORTED', 'line 1:22: ORC cannot be written'],
  [
    "CREATE TABLE t WITH (format='CSV') AS SELECT 1",
    'ATHENA_SYNTAX_ERROR',
    "line 1:22: Unknown format 'CSV'",
  ],
  [
    "CREATE TABLE t WITH (table_type='ICEBERG', is_external=false) AS SELECT 1",
    'NOT_SUPPORTED',
    'line 1:22: Iceberg tables',
  ],
  [
    "CREATE TABLE t WITH (write_compression='ZSTD', parquet_compression='ZSTD') AS SELECT 1",
    'ATHENA_SYNTAX_ERROR',
    'line 1:21: Only one of these properties can be specified: write_compression, parquet_compression',
  ],
  [
    "CREATE TABLE t WITH (orc_compression='ZSTD') AS SELECT 1",
    'ATHENA_SYNTAX_ERROR',
    'line 1:22: orc_compression does not go with format PARQUET',
  ],
  [
    "CREATE TABLE t WITH (write_compression='LZ4') AS SELECT 1",
    'ATHENA_SYNTAX_ERROR',
    'line 1:22: LZ4 is not a compression that Athena writes for PARQUET',
  ],
  [
    "CREATE TABLE t WITH (format='JSON', write_compression='BZIP2') AS SELECT 1",
    'NOT_SUPPORTED',
    'line 1:37: BZIP2 for JSON cannot be written',
  ],
  [
    'CREATE TABLE t WITH (compression_level=3) AS SELECT 1',
    'ATHENA_SYNTAX_ERROR',
    'line 1:22: compression_level goes with ZSTD only',
  ],
  [
    "CREATE TABLE t WITH (write_compression='ZSTD', compression_level=23) AS SELECT 1",
    'ATHENA_SYNTAX_ERROR',
    'line 1:48: compression_level is a whole number from 1 to 22',
  ],
  [
    "CREATE TABLE t WITH (bucketed_by=ARRAY['a']) AS SELECT 1 a",
    'ATHENA_SYNTAX_ERROR',
    'line 1:22: bucketed_by and bucket_count go together',
  ],
  [
    "CREATE TABLE t WITH (field_delimiter=',') AS SELECT 1 a",
    'ATHENA_SYNTAX_ERROR',
    'line 1:22: field_delimiter goes with TEXTFILE only',
  ],
  [
    "CREATE TABLE t WITH (format='TEXTFILE', field_delimiter='::') AS SELECT 1 a",
    'ATHENA_SYNTAX_ERROR',
    'line 1:41: field_delimiter is one character',
  ],
  [
    "CREATE TABLE t WITH (partitioned_by='a') AS SELECT 1 a",
    'ATHENA_SYNTAX_ERROR',
    'line 1:22: partitioned_by is an array',
  ],
  ['CREATE TABLE t AS', 'ATHENA_SYNTAX_ERROR', "line 1:18: mismatched input '<EOF>'. Expecting: <query>"],
  [
    "UNLOAD (SELECT 1) TO 's3://b/'",
    'ATHENA_SYNTAX_ERROR',
    "line 1:31: mismatched input '<EOF>'. Expecting: 'WITH'",
  ],
  [
    "UNLOAD (SELECT 1) TO 's3://b/' WITH (compression='ZSTD')",
    'ATHENA_SYNTAX_ERROR',
    'line 1:37: UNLOAD needs the property format',
  ],
  [
    "UNLOAD (SELECT 1) TO 's3://b/' WITH (format='JSON', compression='GZIP')",
    'ATHENA_SYNTAX_ERROR',
    'line 1:53: compression cannot be given for JSON',
  ],
  [
    "UNLOAD (SELECT 1) TO 's3://b/' WITH (format='AVRO')",
    'NOT_SUPPORTED',
    'line 1:38: AVRO cannot be written',
  ],
  [
    'INSERT OVERWRITE t SELECT 1',
    'ATHENA_SYNTAX_ERROR',
    "line 1:8: mismatched input 'OVERWRITE'. Expecting: 'INTO'",
  ],
  [
    'INSERT INTO othercatalog.db.t SELECT 1',
    'ATHENA_SYNTAX_ERROR',
    "line 1:13: Catalog 'othercatalog' does not exist",
  ],
  [
    'MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE',
    'NOT_SUPPORTED',
    'line 1:1: MERGE is not supported',
  ],
  ['UPDATE t SET a = 1', 'NOT_SUPPORTED', 'line 1:1: UPDATE is not supported'],
  ['DELETE FROM t', 'NOT_SUPPORTED', 'line 1:1: DELETE is not supported'],
  ['PREPARE q FROM SELECT 1', 'NOT_SUPPORTED', 'line 1:1: PREPARE is not supported'],
  ['EXPLAIN INSERT INTO t SELECT 1', 'NOT_SUPPORTED', 'line 1:9: the embedded runtime explains queries only'],
  ['ALTER TABLE t RENAME TO u', 'NOT_SUPPORTED', 'line 1:1: ALTER TABLE ... RENAME is not supported'],
  [
    "ALTER TABLE t DROP PARTITION (day > 'a')",
    'ATHENA_SYNTAX_ERROR',
    "line 1:35: mismatched input '>'. Expecting: '='",
  ],
  [
    "ALTER TABLE t PARTITION (day='a') DROP",
    'ATHENA_SYNTAX_ERROR',
    "line 1:35: mismatched input 'DROP'. Expecting: 'SET LOCATION'",
  ],
  ['SHOW FUNCTIONS', 'NOT_SUPPORTED', 'line 1:1: SHOW FUNCTIONS is not supported'],
  ['SHOW GRANTS', 'ATHENA_SYNTAX_ERROR', "line 1:6: mismatched input 'GRANTS'. Expecting: 'TABLES'"],
];

describe('parseStatement refuses', () => {
  test.each(refused)('%s', (sql, code, message) => {
    const error = failure(() => parseStatement(sql));
    expect(error.code).toBe(code);
    expect(error.message.slice(0, message.length)).toBe(message);
    expect(error.remedy).toMatch(/\w.*\.$/);
  });
});

function failure(action: () => unknown) {
  try {
    action();
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
