import { isAppError } from '@lakeward/core';
import { formatHiveType } from '../types/hive-type';
import { ACCEPTED_STATEMENTS } from '../testing/accepted-statements';
import { parseStatement } from './parse-statement';

describe('parseStatement', () => {
  test.each(ACCEPTED_STATEMENTS)('%s', (sql, expected) => {
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
  [
    'CREATE VIEW v (a) AS SELECT 1',
    'ATHENA_SYNTAX_ERROR',
    "line 1:15: mismatched input '('. Expecting: 'AS'",
  ],
  [
    'ALTER TABLE t ADD PARTITION (hour = -1)',
    'ATHENA_SYNTAX_ERROR',
    "line 1:37: mismatched input '-'. Expecting: a text in quotes",
  ],
  [
    'INSERT INTO t SELECT a FROM\n  u WHERE',
    'ATHENA_SYNTAX_ERROR',
    "line 2:10: mismatched input '<EOF>'. Expecting: <expression>",
  ],
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
    "UNLOAD (SELECT 1) TO 's3://b/' WITH (format='JSON', compression='ZSTD')",
    'ATHENA_SYNTAX_ERROR',
    'line 1:53: ZSTD is not a compression that UNLOAD writes for JSON',
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
