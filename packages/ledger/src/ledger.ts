import { parseInput } from '@lakeward/config';
import { AppError, isAppError } from '@lakeward/core';
import { readBytes, s3Uri, type ObjectRef, type ObjectStore } from '@lakeward/s3';
import type { GenericSchema, InferOutput } from 'valibot';

/** A record as it was read or written; `etag` stands for exactly this state. */
export interface LedgerEntry<Record> {
  readonly key: string;
  readonly record: Record;
  readonly etag: string;
}

/** The answer to an attempt to create: somebody else's entry is no error, since work is delivered twice. */
export type Creation<Record> =
  | { readonly outcome: 'created'; readonly entry: LedgerEntry<Record> }
  | { readonly outcome: 'exists'; readonly entry: LedgerEntry<Record> };

/**
 * Run records, one JSON object each, in the lake itself. Conditional writes make it a ledger: a record is created once
 * (If-None-Match) and changed only by who has seen its present state (If-Match), so two deliveries of the same work cannot
 * both win, and no database is needed (docs/adr/0003).
 *
 * Errors: `LEDGER_CONFLICT` (retryable: read again and decide anew), `LEDGER_CORRUPT`, and what the store throws.
 */
export class Ledger<Schema extends GenericSchema> {
  readonly #store: ObjectStore;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #schema: Schema;

  /** Records lie at `s3://<bucket>/<prefix><key>.json`; `prefix` ends in a slash. */
  constructor(store: ObjectStore, place: { bucket: string; prefix: string }, schema: Schema) {
    this.#store = store;
    this.#bucket = place.bucket;
    this.#prefix = place.prefix;
    this.#schema = schema;
  }

  /** Creates the record, or gives the one that is there. */
  async create(key: string, record: InferOutput<Schema>): Promise<Creation<InferOutput<Schema>>> {
    try {
      const { etag } = await this.#write(key, record, { ifNoneMatch: '*' });
      return { outcome: 'created', entry: { key, record, etag } };
    } catch (error) {
      if (!isAppError(error, 'S3_PRECONDITION_FAILED')) throw error;
      const entry = await this.read(key);
      if (entry === undefined) throw this.#conflict(key, error);
      return { outcome: 'exists', entry };
    }
  }

  /** The record under `key`, or undefined. */
  async read(key: string): Promise<LedgerEntry<InferOutput<Schema>> | undefined> {
    const ref = this.#ref(key);
    const head = await this.#store.head(ref);
    if (head === undefined) return undefined;
    const bytes = await readBytes(this.#store, ref, { ifMatch: head.etag });
    return { key, record: this.#parse(ref, bytes), etag: head.etag };
  }

  /** Replaces the state that `entry` was read or written with; `LEDGER_CONFLICT` if it has changed since. */
  async update(
    entry: LedgerEntry<InferOutput<Schema>>,
    record: InferOutput<Schema>,
  ): Promise<LedgerEntry<InferOutput<Schema>>> {
    try {
      const { etag } = await this.#write(entry.key, record, { ifMatch: entry.etag });
      return { key: entry.key, record, etag };
    } catch (error) {
      if (!isAppError(error, 'S3_PRECONDITION_FAILED', 'S3_OBJECT_NOT_FOUND')) throw error;
      throw this.#conflict(entry.key, error);
    }
  }

  /** Keys of the records that begin with `prefix`, in order. */
  async *keys(prefix = ''): AsyncIterable<string> {
    for await (const { key } of this.#store.list(this.#bucket, { prefix: this.#prefix + prefix })) {
      yield key.slice(this.#prefix.length, -'.json'.length);
    }
  }

  #ref(key: string): ObjectRef {
    return { bucket: this.#bucket, key: `${this.#prefix}${key}.json` };
  }

  #write(key: string, record: InferOutput<Schema>, condition: { ifNoneMatch: '*' } | { ifMatch: string }) {
    const body = `${JSON.stringify(record, undefined, 2)}\n`;
    return this.#store.put(this.#ref(key), body, { condition, contentType: 'application/json' });
  }

  #parse(ref: ObjectRef, bytes: Buffer): InferOutput<Schema> {
    try {
      return parseInput(this.#schema, JSON.parse(bytes.toString('utf8')), s3Uri(ref));
    } catch (cause) {
      throw new AppError({
        code: 'LEDGER_CORRUPT',
        message: `The run record ${s3Uri(ref)} cannot be read.`,
        remedy: 'Restore its previous version from the bucket, or delete it to let the work be done again.',
        cause,
      });
    }
  }

  #conflict(key: string, cause: unknown): AppError {
    return new AppError({
      code: 'LEDGER_CONFLICT',
      message: `The run record ${s3Uri(this.#ref(key))} was changed by another run.`,
      remedy: 'Nothing to do: the work is tried again from the new state.',
      retryable: true,
      cause,
    });
  }
}
