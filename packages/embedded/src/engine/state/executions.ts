import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { QueryRequest, QueryStatus, ResultColumn } from '@lakeward/athena';
import { AppError, deterministicId } from '@lakeward/core';
import { createFile, isErrno, replaceFile } from '../../files/whole-file';
import type { ResultForm } from '../results/result-form';
import type { ProcessIdentity } from './process-identity';

/** One execution as it is kept on disk. The statement itself is not: its values may be confidential. */
export interface Execution {
  readonly id: string;
  /** Tells whether a repeated token comes with the same statement. */
  readonly statementDigest: string;
  /** ISO 8601. */
  readonly submitted: string;
  /** Process that runs the statement; one that is gone has left the query failed. */
  readonly owner: ProcessIdentity;
  readonly status: QueryStatus;
  readonly columns: readonly ResultColumn[];
  /** How the rows are kept at the status's `outputLocation`. */
  readonly form: ResultForm;
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
   * The execution that the request's token stands for: a new one, kept at once (`fresh`), or the one there was before.
   * `ATHENA_TOKEN_REUSED` where that had another statement, database, output location or other parameters. (Athena itself does not
   * compare parameters, which hides a mistake.)
   */
  async claim(
    request: QueryRequest,
    { owner, submitted }: { owner: ProcessIdentity; submitted: Date },
  ): Promise<{ execution: Execution; fresh: boolean }> {
    const execution: Execution = {
      id: uuidOf(deterministicId(request.token)),
      statementDigest: digestOf(request),
      submitted: submitted.toISOString(),
      owner,
      status: { state: 'QUEUED' },
      columns: [],
      form: 'none',
    };
    await mkdir(this.#directory, { recursive: true });
    // Name and content come to be in one step: of several claims with one token exactly one is fresh.
    if (await createFile(this.#file(execution.id), JSON.stringify(execution))) {
      return { execution, fresh: true };
    }
    const known = await this.read(execution.id);
    if (known?.statementDigest !== execution.statementDigest) {
      throw new AppError({
        code: 'ATHENA_TOKEN_REUSED',
        message: `The token of query ${execution.id} was used before with another statement.`,
        remedy: 'Derive the token from everything that the statement depends on.',
      });
    }
    return { execution: known, fresh: false };
  }

  /** Writes the execution whole. */
  async write(execution: Execution): Promise<void> {
    await replaceFile(this.#file(execution.id), JSON.stringify(execution));
  }

  /** The execution, or undefined for an id that was never started. */
  async read(id: string): Promise<Execution | undefined> {
    try {
      return JSON.parse(await readFile(this.#file(id), 'utf8')) as Execution;
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  #file(id: string): string {
    return path.join(this.#directory, `${id.replace(/[^0-9a-f-]/g, '_')}.json`);
  }
}

/** True for an execution that has not ended, as far as its record knows. */
export function isUnderWay({ status }: Execution): boolean {
  return status.state === 'QUEUED' || status.state === 'RUNNING';
}

function digestOf({ sql, database, outputLocation, parameters = [] }: QueryRequest): string {
  return deterministicId(sql, database ?? '', outputLocation ?? '', ...parameters);
}

/** 128 bits of the digest, written as a UUID. */
function uuidOf(digest: string): string {
  const ends = [8, 12, 16, 20, 32];
  return ends.map((end, index) => digest.slice(ends[index - 1] ?? 0, end)).join('-');
}
