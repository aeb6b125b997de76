import { Deadline, deterministicId, isAppError, type Clock } from '@lakeward/core';
import type { QueryEngine, QueryFailure, QueryRequest, ResultRow } from '../query-engine';
import { awaitQuery } from '../run-query';

/**
 * The statements the contract runs: small, standard, and without any table, so that a scripted engine can know them by heart
 * and a real one can simply run them.
 */
export const contractStatements = {
  /** Three rows (`id` integer, `note` varchar) with a text, a NULL and an empty string. */
  nullAndEmpty:
    "SELECT id, note FROM (VALUES (1, 'say \"hi\"'), (2, CAST(NULL AS varchar)), (3, '')) AS t (id, note) ORDER BY id",
  /** One row out of two parameters. */
  parameters: 'SELECT ? AS region, ? AS amount',
  /** 2,500 rows, 1 to 2500: more than two pages of Athena's 1,000. */
  manyRows: 'SELECT n FROM UNNEST(SEQUENCE(1, 2500)) AS t (n) ORDER BY n',
  /** Columns, but no rows. */
  noRows: 'SELECT id FROM (VALUES (1)) AS t (id) WHERE id = 2',
  /** Fails after it has started. */
  missingTable: 'SELECT * FROM lakeward_contract_missing_table',
  /** Runs for minutes unless it is stopped: 125 billion combinations. */
  slow:
    'SELECT count_if((a.x + b.y + c.z) % 7 = 0) AS n FROM UNNEST(SEQUENCE(1, 5000)) AS a (x) ' +
    'CROSS JOIN UNNEST(SEQUENCE(1, 5000)) AS b (y) CROSS JOIN UNNEST(SEQUENCE(1, 5000)) AS c (z)',
  /** Refused at start. */
  syntaxError: 'SELEC 1',
  /** Refused at start. */
  twoStatements: 'SELECT 1; SELECT 2',
} as const;

/** What a missing table is called, as Athena engine version 3 says it (seen, not documented). */
export const missingTableFailure = {
  name: 'TABLE_NOT_FOUND',
  category: 2,
  type: 1301,
  retryable: false,
} as const;

/** An engine to hold against the contract. */
export interface QueryEngineUnderContract {
  readonly engine: QueryEngine;
  /** What waiting for the engine passes the time with. */
  readonly clock: Clock;
  /** An existing database. */
  readonly database: string;
  /** Where results go, for an engine that has no default. */
  readonly outputLocation?: string;
  close?(): Promise<void>;
}

/** What an engine may be unable to show, by the name used in {@link QueryEngineContractOptions.unsupported}. */
export type QueryEngineBehaviour = 'cancellation' | 'failure-numbers';

export interface QueryEngineContractOptions {
  makeEngine(): Promise<QueryEngineUnderContract>;
  /** Behaviour that cannot be shown, with the reason; its tests are counted as skipped. */
  readonly unsupported?: Partial<Record<QueryEngineBehaviour, string>>;
}

/** A skipped test is counted and shows its reason; it is never one that was forgotten. */
const SKIP = 'skip';

/** What every {@link QueryEngine} must do; `name` says which one it is. */
export function queryEngineContract(name: string, options: QueryEngineContractOptions): void {
  const check = (title: string, run: () => Promise<void>, needs?: QueryEngineBehaviour): void => {
    const reason = needs === undefined ? undefined : options.unsupported?.[needs];
    if (reason === undefined) test(title, run);
    else test[SKIP](`${title} (${reason})`, run);
  };

  describe(`query engine contract: ${name}`, () => {
    let subject: QueryEngineUnderContract;
    let engine: QueryEngine;
    beforeEach(async () => {
      subject = await options.makeEngine();
      engine = subject.engine;
    });
    afterEach(async () => {
      await subject.close?.();
    });

    const request = (sql: string, more: Partial<QueryRequest> = {}): QueryRequest => ({
      sql,
      database: subject.database,
      token: deterministicId('contract', sql),
      ...(subject.outputLocation === undefined ? {} : { outputLocation: subject.outputLocation }),
      ...more,
    });
    const finish = (id: string) =>
      awaitQuery(id, { engine, clock: subject.clock, deadline: Deadline.in(60_000, subject.clock) });
    const run = async (sql: string, more: Partial<QueryRequest> = {}) => {
      const id = await engine.start(request(sql, more));
      return { id, end: await finish(id) };
    };
    const rowsOf = async (id: string): Promise<ResultRow[]> => {
      const rows: ResultRow[] = [];
      for await (const row of (await engine.results(id)).rows) rows.push(row);
      return rows;
    };

    check('runs a statement to its end and says what it cost', async () => {
      const { id, end } = await run(contractStatements.nullAndEmpty);
      expect(end).toMatchObject({ outcome: 'succeeded', queryId: id });
      if (end.outcome !== 'succeeded') return;
      expect(end.outputLocation).toMatch(/^s3:\/\/[^/]+\/.*\S$/);
      expect(end.statistics.bytesScanned).toBeGreaterThanOrEqual(0);
      expect(end.statistics.engineMilliseconds).toBeGreaterThanOrEqual(0);
      expect(end.statistics.engine).toMatch(/\S/);
    });

    check('gives columns and rows, keeping NULL and the empty string apart', async () => {
      const { id } = await run(contractStatements.nullAndEmpty);
      const { columns } = await engine.results(id);
      expect(columns).toEqual([
        { name: 'id', type: 'integer' },
        { name: 'note', type: 'varchar' },
      ]);
      expect(await rowsOf(id)).toEqual([
        ['1', 'say "hi"'],
        ['2', null],
        ['3', ''],
      ]);
    });

    check('binds parameters in order, each a SQL literal', async () => {
      const { id } = await run(contractStatements.parameters, { parameters: ["'eu''west'", '42'] });
      expect((await engine.results(id)).columns.map(({ name: column }) => column)).toEqual([
        'region',
        'amount',
      ]);
      expect(await rowsOf(id)).toEqual([["eu'west", '42']]);
    });

    check('gives more rows than a page holds, once each and in order', async () => {
      const { id } = await run(contractStatements.manyRows);
      expect(await rowsOf(id)).toEqual(Array.from({ length: 2500 }, (_, index) => [String(index + 1)]));
    });

    check('knows the columns of a result without rows', async () => {
      const { id } = await run(contractStatements.noRows);
      expect((await engine.results(id)).columns).toEqual([{ name: 'id', type: 'integer' }]);
      expect(await rowsOf(id)).toEqual([]);
    });

    check('refuses a syntax error at start and leaves the token free', async () => {
      const token = deterministicId('contract', 'syntax');
      await expect(engine.start(request(contractStatements.syntaxError, { token }))).rejects.toMatchObject({
        code: 'ATHENA_SYNTAX_ERROR',
        retryable: false,
      });
      const { end } = await run(contractStatements.noRows, { token });
      expect(end.outcome).toBe('succeeded');
    });

    check('refuses two statements in one call', async () => {
      const error: unknown = await engine.start(request(contractStatements.twoStatements)).catch(asIs);
      expect(isAppError(error, 'ATHENA_SYNTAX_ERROR', 'ATHENA_INVALID_REQUEST')).toBe(true);
    });

    check('refuses a token that is too short', async () => {
      await expect(
        engine.start(request(contractStatements.noRows, { token: 'short' })),
      ).rejects.toMatchObject({
        code: 'ATHENA_INVALID_REQUEST',
      });
    });

    check('starts one execution for a token, however often and whenever it is asked', async () => {
      const [first, second] = await Promise.all([
        engine.start(request(contractStatements.nullAndEmpty)),
        engine.start(request(contractStatements.nullAndEmpty)),
      ]);
      expect(second).toBe(first);
      await finish(first);
      expect(await engine.start(request(contractStatements.nullAndEmpty))).toBe(first);
      const other = deterministicId('contract', 'another token');
      expect(await engine.start(request(contractStatements.nullAndEmpty, { token: other }))).not.toBe(first);
    });

    check('keeps the execution of a token after it failed', async () => {
      const { id, end } = await run(contractStatements.missingTable);
      expect(end.outcome).toBe('failed');
      expect(await engine.start(request(contractStatements.missingTable))).toBe(id);
    });

    check('refuses a token with another statement', async () => {
      const { id } = await run(contractStatements.nullAndEmpty);
      const { token } = request(contractStatements.nullAndEmpty);
      await expect(engine.start(request(contractStatements.noRows, { token }))).rejects.toMatchObject({
        code: 'ATHENA_TOKEN_REUSED',
        retryable: false,
      });
      expect((await engine.status(id)).state).toBe('SUCCEEDED');
    });

    check('names the failure of a query over a missing table', async () => {
      const { end } = await run(contractStatements.missingTable);
      expect(end.outcome).toBe('failed');
      if (end.outcome !== 'failed') return;
      expect(end.failure).toMatchObject<Partial<QueryFailure>>({
        name: missingTableFailure.name,
        message: expect.stringContaining('lakeward_contract_missing_table'),
        retryable: false,
      });
      expect(end.error).toMatchObject({ code: 'TABLE_NOT_FOUND', retryable: false });
    });

    check(
      'numbers the failure as the error catalog does',
      async () => {
        const { end } = await run(contractStatements.missingTable);
        expect(end).toMatchObject({ outcome: 'failed', failure: { category: 2, type: 1301 } });
      },
      'failure-numbers',
    );

    check('has no results for a failed query', async () => {
      const { id } = await run(contractStatements.missingTable);
      await expect(engine.results(id)).rejects.toMatchObject({ code: 'ATHENA_RESULTS_UNAVAILABLE' });
    });

    check(
      'cancels a running query for good',
      async () => {
        const id = await engine.start(request(contractStatements.slow));
        expect((await engine.status(id)).state).toMatch(/^(QUEUED|RUNNING)$/);
        await expect(engine.results(id)).rejects.toMatchObject({ code: 'ATHENA_RESULTS_UNAVAILABLE' });
        await engine.stop(id);
        expect(await finish(id)).toMatchObject({
          outcome: 'cancelled',
          queryId: id,
          error: { code: 'ATHENA_QUERY_CANCELLED' },
        });
        await expect(engine.results(id)).rejects.toMatchObject({ code: 'ATHENA_RESULTS_UNAVAILABLE' });
        expect(await engine.start(request(contractStatements.slow))).toBe(id);
      },
      'cancellation',
    );

    check('does nothing when a finished query is stopped', async () => {
      const { id } = await run(contractStatements.nullAndEmpty);
      await engine.stop(id);
      expect((await engine.status(id)).state).toBe('SUCCEEDED');
      expect(await rowsOf(id)).toHaveLength(3);
    });

    check('knows only its own queries', async () => {
      const id = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
      const unknown = { code: 'ATHENA_QUERY_NOT_FOUND', retryable: false };
      await expect(engine.status(id)).rejects.toMatchObject(unknown);
      await expect(engine.results(id)).rejects.toMatchObject(unknown);
      await expect(engine.stop(id)).rejects.toMatchObject(unknown);
    });
  });
}

function asIs(error: unknown): unknown {
  return error;
}
