import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { isAppError } from '@lakeward/core';
import { dialectMacros, dialectSettings } from '../duckdb/macros/macros';
import { readFailure } from '../result/engine-failure';
import { printValue } from '../result/print-value';
import { translateQuery, type TranslateOptions } from '../translate-query';

/** DuckDB with the dialect's settings and macros: what the engine runs translated queries on, without a lake behind it. */
export class DialectEngine {
  private constructor(
    private readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {}

  static async open(): Promise<DialectEngine> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(dialectSettings);
    await connection.run(dialectMacros);
    return new DialectEngine(instance, connection);
  }

  /** The rows of a query of Athena's dialect as Athena prints them. */
  async rows(sql: string, options: TranslateOptions = {}): Promise<(string | null)[][]> {
    const { sql: translated } = await translateQuery(sql, options);
    const reader = await this.connection.runAndReadAll(translated);
    const types = reader.columnTypes();
    return reader.getRows().map((row) => types.map((type, index) => printValue(row[index] ?? null, type)));
  }

  /** The first value of the first row, or the name of the error. */
  async outcome(sql: string): Promise<string | null | { readonly error: string }> {
    try {
      return (await this.rows(sql))[0]?.[0] ?? null;
    } catch (error) {
      if (isAppError(error)) return { error: error.code };
      // DuckDB's errors come from outside the test's realm, where instanceof Error does not hold.
      const { message } = error as { message: string };
      return { error: readFailure(message)?.name ?? message };
    }
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}
