import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { dialectMacros, dialectSettings } from '../../dialect';
import { Session } from './session';

/** A DuckDB instance that knows the dialect's functions; each statement gets a session of its own. */
export class Database {
  readonly #instance: DuckDBInstance;
  readonly #control: DuckDBConnection;
  #sessions = 0;

  private constructor(instance: DuckDBInstance, control: DuckDBConnection) {
    this.#instance = instance;
    this.#control = control;
  }

  /** `options` are DuckDB's, `settings` statements that are run after the dialect's. */
  static async open(options: Readonly<Record<string, string>>, settings = ''): Promise<Database> {
    const instance = await DuckDBInstance.create(':memory:', {
      // Statements read plain files; nothing may be fetched or installed while they run.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      ...options,
    });
    const control = await instance.connect();
    await control.run(dialectSettings);
    await control.run(dialectMacros);
    if (settings !== '') await control.run(settings);
    return new Database(instance, control);
  }

  async session(): Promise<Session> {
    this.#sessions += 1;
    const name = String(this.#sessions);
    return Session.open(await this.#instance.connect(), this.#control, name);
  }

  /** Frees the memory; no session may be open. */
  close(): void {
    this.#control.closeSync();
    this.#instance.closeSync();
  }
}
