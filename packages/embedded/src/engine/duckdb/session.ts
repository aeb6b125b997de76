import type { DuckDBConnection, DuckDBResult, DuckDBType } from '@duckdb/node-api';

/** A column that a statement answers. */
export interface StatementColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

/** How often an interruption is repeated: DuckDB forgets one that comes just before a statement begins. */
const INTERRUPT_EVERY_MS = 20;

/**
 * One statement's own place in DuckDB: a connection with an empty in-memory database in front, so that the tables of one
 * statement are not seen by another, and the dialect's macros behind it.
 */
export class Session {
  readonly #connection: DuckDBConnection;
  readonly #database: string;
  readonly #detach: () => Promise<void>;
  #interrupting: NodeJS.Timeout | undefined;

  private constructor(connection: DuckDBConnection, database: string, detach: () => Promise<void>) {
    this.#connection = connection;
    this.#database = database;
    this.#detach = detach;
  }

  /** `connection` becomes the session's own; `control` lives on. `name` is unique among open sessions: letters and digits. */
  static async open(connection: DuckDBConnection, control: DuckDBConnection, name: string): Promise<Session> {
    const database = `session_${name}`;
    await connection.run(`ATTACH ':memory:' AS ${database}`);
    await connection.run(`SET search_path = '${database},memory.main'`);
    return new Session(connection, database, async () => {
      await control.run(`DETACH ${database}`);
    });
  }

  /** Runs statements whose rows nobody wants. */
  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** All rows as plain JavaScript values: for small answers. */
  async rows(sql: string): Promise<unknown[][]> {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowsJS();
  }

  /** The first value of the first row, or undefined where there is no row. */
  async value(sql: string): Promise<unknown> {
    return (await this.rows(sql))[0]?.[0];
  }

  /** Rows as they come, chunk by chunk: the next is made when it is asked for. */
  stream(sql: string): Promise<DuckDBResult> {
    return this.#connection.stream(sql);
  }

  /** The columns that a query would answer; the query is checked but not run. */
  async columns(sql: string): Promise<StatementColumn[]> {
    const prepared = await this.#connection.prepare(sql);
    try {
      return Array.from({ length: prepared.columnCount }, (_, index) => ({
        name: prepared.columnName(index),
        type: prepared.columnType(index),
      }));
    } finally {
      prepared.destroySync();
    }
  }

  /** Appends rows to a table of the session's main schema; null is NULL. */
  async append(table: string, rows: Iterable<readonly (string | bigint | null)[]>): Promise<void> {
    const appender = await this.#connection.createAppender(table, 'main', this.#database);
    for (const row of rows) {
      for (const value of row) {
        if (value === null) appender.appendNull();
        else if (typeof value === 'bigint') appender.appendBigInt(value);
        else appender.appendVarchar(value);
      }
      appender.endRow();
    }
    appender.closeSync();
  }

  /** Makes the running statement fail, and every later one, until the session is closed. */
  interrupt(): void {
    this.#connection.interrupt();
    this.#interrupting ??= setInterval(() => this.#connection.interrupt(), INTERRUPT_EVERY_MS);
  }

  /** Gives everything back. Does not fail: a database left attached costs memory, not the result that was come by. */
  async close(): Promise<void> {
    clearInterval(this.#interrupting);
    this.#connection.closeSync();
    await this.#detach().catch(() => undefined);
  }
}
