import { toAppError, type AppError, type Clock, type Deadline } from '@lakeward/core';
import type { Ledger } from '@lakeward/ledger';
import type { queryRecord } from './run-record';
import { amend, type RunEntry, type Runs, type StartedRun } from './runs';

/** Longest that somebody counts as busy, where no deadline ends the work before. */
const LONGEST_WORK_MS = 3_600_000;

/** Until when somebody who begins now is at work, ISO 8601. */
export function busyUntil(clock: Clock, deadline: Deadline): string {
  const milliseconds = Math.min(LONGEST_WORK_MS, deadline.remaining());
  return new Date(clock.now().getTime() + milliseconds).toISOString();
}

/** A query that runs, and the SHA-256 of its statement. */
export type StartedQuery = NonNullable<StartedRun['query']>;

/** The record of a run under way: what has happened is written down before the next step. */
export class ReviewRun {
  readonly #runs: Runs;
  readonly #queries: Ledger<typeof queryRecord>;
  readonly #clock: Clock;
  #entry: RunEntry;

  constructor(
    entry: RunEntry,
    { ledger, queries, clock }: { ledger: Runs; queries: Ledger<typeof queryRecord>; clock: Clock },
  ) {
    this.#entry = entry;
    this.#runs = ledger;
    this.#queries = queries;
    this.#clock = clock;
  }

  get entry(): RunEntry {
    return this.#entry;
  }

  /** Says that this process is at work. */
  begin(deadline: Deadline): Promise<void> {
    return this.#change((record) => ({ ...record, busyUntil: busyUntil(this.#clock, deadline) }));
  }

  /** The query of a try runs: from now on its end can be told apart from that of strangers' queries. */
  async queryStarted(attempt: number, query: StartedQuery): Promise<void> {
    await this.#queries.create(query.id, { run: this.#entry.key });
    await this.#change((record) =>
      record.attempt === attempt && record.query?.id !== query.id ? { ...record, query } : undefined,
    );
  }

  /** Nobody is at work any more, the query goes on. */
  leave(): Promise<void> {
    return this.#change((record) => ({ ...record, busyUntil: this.#clock.now().toISOString() }));
  }

  /** The query of a try failed: the next one must ask under another token, or it would find this failure again. */
  queryFailed(attempt: number): Promise<void> {
    return this.#change((record) =>
      record.attempt === attempt ? { ...record, attempt: attempt + 1, query: undefined } : undefined,
    );
  }

  /** The work ended with an error, which decides whether it is tried again without anybody asking. */
  failed(error: AppError): Promise<void> {
    const { code, retryable } = toAppError(error);
    return this.#change((record) => ({
      ...record,
      busyUntil: this.#clock.now().toISOString(),
      failure: { code, retryable, times: (record.failure?.times ?? 0) + 1 },
    }));
  }

  /** The evidence is published. Answers whether this process is the one to announce it. */
  async published(manifest: string, claimedUntil: string): Promise<boolean> {
    const { entry, changed } = await amend(this.#runs, this.#entry, (record) => {
      if (record.state !== 'started') return undefined;
      const { runKey, pack, date, requestedAt, startedAt } = record;
      const run = { runKey, pack, date, requestedAt, startedAt };
      return { ...run, state: 'announcing', manifest, claimedUntil, eventsSent: false };
    });
    this.#entry = entry;
    return changed;
  }

  async #change(change: (record: StartedRun) => StartedRun | undefined): Promise<void> {
    const { entry } = await amend(this.#runs, this.#entry, (record) =>
      record.state === 'started' ? change(record) : undefined,
    );
    this.#entry = entry;
  }
}
