import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { QueryRequest, QueryStatus, ResultColumn } from '@lakeward/athena';
import { AppError, deterministicId } from '@lakeward/core';

/** One execution as it is kept on disk. */
export interface Execution {
  readonly id: string;
  readonly request: QueryRequest;
  readonly submitted: string;
  /** Process that runs the statement; one that is gone has left the query failed. */
  readonly pid: number;
  readonly status: QueryStatus;
  readonly columns: readonly ResultColumn[];
}

/**
 * Executions as files, so that a query's status and result outlive the process that ran it and a repeated token finds its
 * execution again.
 */
export class Executions {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * The id that the token stands for. `fresh` is true for the first caller only; a later one with another statement gets
   * ATHENA_TOKEN_REUSED.
   */
  async claim(request: QueryRequest): Promise<{ id: string; fresh: boolean }> {
    await mkdir(path.join(this.#directory, 'tokens'), { recursive: true });
    const token = deterministicId(request.token);
    const id = uuidOf(token);
    const statement = deterministicId(
      request.sql,
      request.database ?? '',
      request.outputLocation ?? '',
      ...(request.parameters ?? []),
    );
    const file = path.join(this.#directory, 'tokens', token);
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(statement);
      await handle.close();
      return { id, fresh: true };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const known = await readFile(file, 'utf8');
    // An empty file is a claim whose process was killed before it wrote: the statement is taken over.
    if (known === '') {
      await writeFile(file, statement);
      return { id, fresh: true };
    }
    if (known !== statement) {
      throw new AppError({
        code: 'ATHENA_TOKEN_REUSED',
        message: `The token of query ${id} was used before with another statement.`,
        remedy: 'Derive the token from everything that the statement depends on.',
      });
    }
    return { id, fresh: (await this.read(id)) === undefined };
  }

  /** Writes the execution whole. */
  async write(execution: Execution): Promise<void> {
    const file = this.#file(execution.id);
    const temporary = `${file}.${process.pid}.tmp`;
    await writeFile(temporary, JSON.stringify(execution), { mode: 0o600 });
    await rename(temporary, file);
  }

  /** The execution, or undefined for an id that was never started. */
  async read(id: string): Promise<Execution | undefined> {
    try {
      return JSON.parse(await readFile(this.#file(id), 'utf8')) as Execution;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  #file(id: string): string {
    return path.join(this.#directory, `${id.replace(/[^0-9a-f-]/g, '_')}.json`);
  }
}

/** 128 bits of the digest, written as a UUID. */
function uuidOf(digest: string): string {
  const parts = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    digest.slice(12, 16),
    digest.slice(16, 20),
    digest.slice(20, 32),
  ];
  return parts.join('-');
}
