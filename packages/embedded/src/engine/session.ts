import type { DuckDBConnection, DuckDBInstance, DuckDBResult } from '@duckdb/node-api';

/**
 * One query's own place in the engine: a connection with an empty in-memory database in front, so that the views of one
 * query are not seen by another, and the dialect's macros behind it.
 */
export class Session {
  readonly #connection: DuckDBConnection;
  readonly #database: string;

  private constructor(connection: DuckDBConnection, database: string) {
    this.#connection = connection;
    this.#database = database;
  }

  /** `name` is unique among open sessions: letters, digits and underscores. */
  static async open(instance: DuckDBInstance, name: string): Promise<Session> {
    const connection = await instance.connect();
    const database = `session_${name}`;
    await connection.run(`ATTACH ':memory:' AS ${database}`);
    await connection.run(`SET search_path = '${database},memory.main'`);
    return new Session(connection, database);
  }

  /** Runs statements whose rows nobody wants. */
  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** The first value of the first row, or undefined where there is no row. */
  async value(sql: string): Promise<unknown> {
    return (await this.rows(sql))[0]?.[0];
  }

  /** All rows as plain JavaScript values: for small answers. */
  async rows(sql: string): Promise<unknown[][]> {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowsJS();
  }

  /** Rows as they come, chunk by chunk. */
  stream(sql: string): Promise<DuckDBResult> {
    return this.#connection.stream(sql);
  }

  /** Appends rows of text to a table of the session, NULL for null. */
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

  /** Makes the running statement fail. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  /** Gives everything back. */
  async close(): Promise<void> {
    await this.#connection.run(`SET search_path = 'memory.main'`);
    await this.#connection.run(`DETACH ${this.#database}`);
    this.#connection.closeSync();
  }
}
