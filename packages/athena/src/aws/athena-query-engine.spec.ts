import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  InternalServerException,
  InvalidRequestException,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  TooManyRequestsException,
  type QueryExecution,
} from '@aws-sdk/client-athena';
import { mockClient } from 'aws-sdk-client-mock';
import type { ResultRow } from '../query-engine';
import { createAthenaQueryEngine } from './athena-query-engine';

const id = '5a1e0c6e-6b0f-4a5e-9d7c-0f7a3c1d2b4e';
const token = 'c'.repeat(64);
const athena = mockClient(AthenaClient);

beforeEach(() => athena.reset());

const engine = createAthenaQueryEngine({ client: new AthenaClient({ region: 'eu-west-1' }) });
const answering = (execution: QueryExecution) =>
  athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: execution });
const invalid = (message: string, code?: string) =>
  new InvalidRequestException({
    message,
    $metadata: { httpStatusCode: 400 },
    ...(code === undefined ? {} : { AthenaErrorCode: code }),
  });

describe('start', () => {
  test('sends everything the request says, and nothing else', async () => {
    athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: id });
    await engine.start({
      sql: 'SELECT ?',
      token,
      parameters: ["'a''b'", '42'],
      database: 'logs',
      workgroup: 'review',
      outputLocation: 's3://results/review/',
    });
    await engine.start({ sql: 'SHOW TABLES', token, parameters: [] });
    expect(athena.commandCalls(StartQueryExecutionCommand).map((call) => call.args[0].input)).toEqual([
      {
        QueryString: 'SELECT ?',
        ClientRequestToken: token,
        QueryExecutionContext: { Database: 'logs' },
        WorkGroup: 'review',
        ResultConfiguration: { OutputLocation: 's3://results/review/' },
        ExecutionParameters: ["'a''b'", '42'],
      },
      { QueryString: 'SHOW TABLES', ClientRequestToken: token },
    ]);
  });

  test('fills in the workgroup and the result location of the engine', async () => {
    athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: id });
    const set = createAthenaQueryEngine({
      client: new AthenaClient({ region: 'eu-west-1' }),
      workgroup: 'export',
      outputLocation: 's3://results/export/',
    });
    expect(await set.start({ sql: 'SELECT 1', token })).toBe(id);
    expect(await set.start({ sql: 'SELECT 1', token, workgroup: 'other' })).toBe(id);
    expect(athena.commandCalls(StartQueryExecutionCommand).map((call) => call.args[0].input)).toMatchObject([
      { WorkGroup: 'export', ResultConfiguration: { OutputLocation: 's3://results/export/' } },
      { WorkGroup: 'other', ResultConfiguration: { OutputLocation: 's3://results/export/' } },
    ]);
  });

  test('refuses a request that Athena would refuse, without asking it', async () => {
    await expect(engine.start({ sql: 'SELECT 1', token: 'short' })).rejects.toMatchObject({
      code: 'ATHENA_INVALID_REQUEST',
    });
    expect(athena.calls()).toHaveLength(0);
  });

  test.each([
    [
      invalid("line 1:1: mismatched input 'SELEC'. Expecting: ...", 'MALFORMED_QUERY'),
      { code: 'ATHENA_SYNTAX_ERROR', retryable: false },
    ],
    [
      invalid('Idempotent parameters do not match', 'IDEMPOTENT_PARAMETER_MISMATCH'),
      { code: 'ATHENA_TOKEN_REUSED', retryable: false },
    ],
    [invalid('outputLocation is not a valid S3 path.'), { code: 'ATHENA_INVALID_REQUEST', retryable: false }],
    [
      new TooManyRequestsException({
        message: 'You have exceeded the limit for the number of queries you can run concurrently.',
        Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED',
        $metadata: { httpStatusCode: 400 },
      }),
      { code: 'ATHENA_THROTTLED', retryable: true },
    ],
    [
      new InternalServerException({ message: 'boom', $metadata: { httpStatusCode: 500 } }),
      { code: 'ATHENA_UNAVAILABLE', retryable: true },
    ],
    [
      Object.assign(new Error('not allowed'), { name: 'AccessDeniedException', $fault: 'client' }),
      { code: 'ATHENA_ACCESS_DENIED', retryable: false },
    ],
  ])('translates %s', async (thrown, expected) => {
    athena.on(StartQueryExecutionCommand).rejects(thrown);
    await expect(engine.start({ sql: 'SELECT 1', token })).rejects.toMatchObject({
      ...expected,
      message: `Athena: starting a query: ${thrown.message}`,
      remedy: expect.stringMatching(/\.$/),
      cause: thrown,
    });
  });

  test('does not dress a defect of our own as a failure of AWS', async () => {
    athena.on(StartQueryExecutionCommand).rejects(new TypeError('x is undefined'));
    await expect(engine.start({ sql: 'SELECT 1', token })).rejects.toMatchObject({
      code: 'UNEXPECTED_ERROR',
    });
  });
});

describe('status', () => {
  test.each(['QUEUED', 'RUNNING'] as const)('%s', async (state) => {
    answering({ Status: { State: state } });
    expect(await engine.status(id)).toEqual({ state });
    expect(athena.commandCalls(GetQueryExecutionCommand)[0]?.args[0].input).toEqual({ QueryExecutionId: id });
  });

  test('SUCCEEDED, with all that it says', async () => {
    answering({
      Status: { State: 'SUCCEEDED' },
      ResultConfiguration: { OutputLocation: `s3://results/${id}.csv` },
      EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
      Statistics: {
        DataScannedInBytes: 10_485_760,
        EngineExecutionTimeInMillis: 1234,
        TotalExecutionTimeInMillis: 2000,
        DataManifestLocation: `s3://results/${id}-manifest.csv`,
      },
    });
    expect(await engine.status(id)).toEqual({
      state: 'SUCCEEDED',
      outputLocation: `s3://results/${id}.csv`,
      dataManifestLocation: `s3://results/${id}-manifest.csv`,
      statistics: { bytesScanned: 10_485_760, engineMilliseconds: 1234, engine: 'Athena engine version 3' },
    });
  });

  test('SUCCEEDED without statistics, as DDL may be', async () => {
    answering({
      Status: { State: 'SUCCEEDED' },
      ResultConfiguration: { OutputLocation: `s3://results/${id}.txt` },
    });
    expect(await engine.status(id)).toEqual({
      state: 'SUCCEEDED',
      outputLocation: `s3://results/${id}.txt`,
      statistics: { bytesScanned: 0, engineMilliseconds: 0, engine: 'Athena' },
    });
  });

  test('SUCCEEDED without a result file is refused, with the reason', async () => {
    answering({ Status: { State: 'SUCCEEDED' } });
    await expect(engine.status(id)).rejects.toMatchObject({
      code: 'ATHENA_INVALID_REQUEST',
      message: expect.stringContaining('managed query results'),
    });
  });

  test.each([
    [
      {
        AthenaError: {
          ErrorCategory: 2,
          ErrorType: 1001,
          Retryable: false,
          ErrorMessage: 'HIVE_BAD_DATA: Error parsing field value',
        },
        StateChangeReason: 'HIVE_BAD_DATA: Error parsing field value',
      },
      {
        name: 'HIVE_BAD_DATA',
        message: 'HIVE_BAD_DATA: Error parsing field value',
        category: 2,
        type: 1001,
        retryable: false,
      },
    ],
    [
      {
        AthenaError: { ErrorCategory: 1, ErrorType: 1401, Retryable: true },
        StateChangeReason: 'Rate exceeded',
      },
      { name: 'UNKNOWN', message: 'Rate exceeded', category: 1, type: 1401, retryable: true },
    ],
    [
      { StateChangeReason: 'FAILED: ParseException line 1:0 cannot recognize input' },
      {
        name: 'UNKNOWN',
        message: 'FAILED: ParseException line 1:0 cannot recognize input',
        category: 3,
        type: -1,
        retryable: false,
      },
    ],
    [{}, { name: 'UNKNOWN', message: 'Athena gives no reason.', category: 3, type: -1, retryable: false }],
  ])('FAILED with %j', async (status, failure) => {
    answering({ Status: { State: 'FAILED', ...status } });
    expect(await engine.status(id)).toEqual({ state: 'FAILED', failure });
  });

  test.each([
    [{ StateChangeReason: 'Query cancelled by user' }, 'Query cancelled by user'],
    [{}, 'Athena gives no reason.'],
  ])('CANCELLED with %j', async (status, reason) => {
    answering({ Status: { State: 'CANCELLED', ...status } });
    expect(await engine.status(id)).toEqual({ state: 'CANCELLED', reason });
  });

  test('a state nobody knows is no reason to go on', async () => {
    answering({ Status: { State: 'PONDERING' as 'QUEUED' } });
    await expect(engine.status(id)).rejects.toMatchObject({ code: 'ATHENA_UNAVAILABLE', retryable: true });
  });

  test('an unknown id', async () => {
    athena
      .on(GetQueryExecutionCommand)
      .rejects(invalid(`QueryExecution ${id} was not found`, 'QUERY_EXECUTION_NOT_FOUND'));
    await expect(engine.status(id)).rejects.toMatchObject({
      code: 'ATHENA_QUERY_NOT_FOUND',
      message: `Athena: query ${id}: QueryExecution ${id} was not found`,
    });
  });
});

describe('stop', () => {
  test('asks once', async () => {
    athena.on(StopQueryExecutionCommand).resolves({});
    await engine.stop(id);
    expect(athena.commandCalls(StopQueryExecutionCommand).map((call) => call.args[0].input)).toEqual([
      { QueryExecutionId: id },
    ]);
  });

  test('a query that is over needs no stopping', async () => {
    athena.on(StopQueryExecutionCommand).rejects(invalid('is over', 'INVALID_QUERY_EXECUTION_STATE'));
    await expect(engine.stop(id)).resolves.toBeUndefined();
  });

  test('other refusals are told', async () => {
    athena.on(StopQueryExecutionCommand).rejects(invalid('not found', 'QUERY_EXECUTION_NOT_FOUND'));
    await expect(engine.stop(id)).rejects.toMatchObject({ code: 'ATHENA_QUERY_NOT_FOUND' });
  });
});

describe('results', () => {
  const succeeded = (statementType: 'DML' | 'DDL' | 'UTILITY') =>
    answering({
      Status: { State: 'SUCCEEDED' },
      StatementType: statementType,
      ResultConfiguration: { OutputLocation: `s3://results/${id}.csv` },
    });
  const row = (...values: (string | undefined)[]) => ({
    Data: values.map((value) => (value === undefined ? {} : { VarCharValue: value })),
  });
  const page = (rows: ReturnType<typeof row>[], names = ['id', 'note']) => ({
    ResultSet: {
      Rows: rows,
      ResultSetMetadata: { ColumnInfo: names.map((name) => ({ Name: name, Type: 'varchar' })) },
    },
  });
  const all = async () => {
    const rows: ResultRow[] = [];
    for await (const each of (await engine.results(id)).rows) rows.push(each);
    return rows;
  };

  test('drops the header of the first page only, and follows the tokens', async () => {
    succeeded('DML');
    athena
      .on(GetQueryResultsCommand)
      .resolvesOnce({ ...page([row('id', 'note'), row('1', 'a')]), NextToken: 'p2' })
      .resolvesOnce({ ...page([]), NextToken: 'p3' })
      .resolvesOnce(page([row('id', 'note'), row('2', undefined), row('3', '')]));
    expect(await all()).toEqual([
      ['1', 'a'],
      ['id', 'note'],
      ['2', null],
      ['3', ''],
    ]);
    expect(athena.commandCalls(GetQueryResultsCommand).map((call) => call.args[0].input)).toEqual([
      { QueryExecutionId: id, MaxResults: 1000 },
      { QueryExecutionId: id, MaxResults: 1000, NextToken: 'p2' },
      { QueryExecutionId: id, MaxResults: 1000, NextToken: 'p3' },
    ]);
  });

  test('keeps a data row that looks like the header', async () => {
    succeeded('DML');
    athena.on(GetQueryResultsCommand).resolves(page([row('id', 'note'), row('id', 'note')]));
    expect(await all()).toEqual([['id', 'note']]);
  });

  test.each(['UTILITY', 'DDL'] as const)('has no header to drop for %s', async (type) => {
    succeeded(type);
    athena.on(GetQueryResultsCommand).resolves(page([row('tab_name'), row('orders')], ['tab_name']));
    expect(await all()).toEqual([['tab_name'], ['orders']]);
  });

  test('keeps the first row of a DML answer without a header', async () => {
    succeeded('DML');
    athena.on(GetQueryResultsCommand).resolves(page([row('7')], ['rows']));
    expect(await all()).toEqual([['7']]);
  });

  test('an answer without rows has columns', async () => {
    succeeded('DML');
    athena.on(GetQueryResultsCommand).resolves(page([], ['rows']));
    expect((await engine.results(id)).columns).toEqual([{ name: 'rows', type: 'varchar' }]);
    expect(await all()).toEqual([]);
  });

  test('reads no page that nobody asks for, and all again for a second reader', async () => {
    succeeded('DML');
    athena
      .on(GetQueryResultsCommand)
      .resolves(page([row('id', 'note'), row('1', 'a')]))
      .on(GetQueryResultsCommand, { QueryExecutionId: id, MaxResults: 1000 }, true)
      .resolves({ ...page([row('id', 'note'), row('0', 'z')]), NextToken: 'p2' });
    const { rows } = await engine.results(id);
    for await (const first of rows) {
      expect(first).toEqual(['0', 'z']);
      break;
    }
    expect(athena.commandCalls(GetQueryResultsCommand)).toHaveLength(1);
    const again: ResultRow[] = [];
    for await (const each of rows) again.push(each);
    expect(again).toHaveLength(3);
    expect(athena.commandCalls(GetQueryResultsCommand)).toHaveLength(2);
  });

  test.each(['QUEUED', 'RUNNING', 'FAILED', 'CANCELLED'] as const)(
    'there are none while %s',
    async (state) => {
      answering({ Status: { State: state } });
      await expect(engine.results(id)).rejects.toMatchObject({
        code: 'ATHENA_RESULTS_UNAVAILABLE',
        message: `Athena: query ${id} has no results: it is ${state}.`,
      });
      expect(athena.commandCalls(GetQueryResultsCommand)).toHaveLength(0);
    },
  );

  test('throttling in the middle of the pages is told as such', async () => {
    succeeded('DML');
    athena
      .on(GetQueryResultsCommand)
      .resolvesOnce({ ...page([row('id', 'note'), row('1', 'a')]), NextToken: 'p2' })
      .rejectsOnce(
        Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException', $fault: 'client' }),
      );
    await expect(all()).rejects.toMatchObject({ code: 'ATHENA_THROTTLED', retryable: true });
  });
});
