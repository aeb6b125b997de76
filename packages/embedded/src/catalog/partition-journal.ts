import type { CatalogPartition } from '@lakeward/glue';
import { appendLines, readLines } from '../files/line-log';

/** One change of one partition. */
type Change =
  | { readonly create: CatalogPartition }
  | { readonly update: CatalogPartition }
  | { readonly delete: readonly string[] };

/** A change as it is written: `by` names the call that made it. */
type Entry = Change & { readonly by: string };

/** Most changes of one write: some hundred kilobytes. */
const BATCH = 1_000;

/**
 * The partitions of one table, as the sequence of their changes in a file that only grows.
 *
 * Writers do not lock: the operating system puts appends of all processes in one order, and every reader applies them in that order by
 * the same rules (the first creation wins; an update needs something to update). A writer reads back what came before its own
 * change and so learns whether it was applied. Reading goes on where it stopped, so a call costs what has changed since the last.
 */
export class PartitionJournal {
  readonly #file: string;
  readonly #newId: () => string;
  readonly #partitions = new Map<string, CatalogPartition>();
  #offset = 0;
  /** The last call; the next one waits for it, for both move the offset. */
  #last: Promise<unknown> = Promise.resolve();

  /** The file must exist before the first call; a call on a file that is gone throws ENOENT. */
  constructor(file: string, newId: () => string) {
    this.#file = file;
    this.#newId = newId;
  }

  /** All partitions, in the order of their creation. */
  all(): Promise<readonly CatalogPartition[]> {
    return this.#inTurn(async () => {
      await this.#refresh();
      return [...this.#partitions.values()];
    });
  }

  get(values: readonly string[]): Promise<CatalogPartition | undefined> {
    return this.#inTurn(async () => {
      await this.#refresh();
      return this.#partitions.get(keyOf(values));
    });
  }

  /** Creates partitions and returns the values of those that were there before. */
  create(partitions: readonly CatalogPartition[]): Promise<readonly (readonly string[])[]> {
    return this.#change(partitions.map((create) => ({ create })));
  }

  /** Replaces a partition; false when there is none. */
  async update(partition: CatalogPartition): Promise<boolean> {
    return (await this.#change([{ update: partition }])).length === 0;
  }

  /** Removes partitions, whether they are there or not. */
  async delete(values: readonly (readonly string[])[]): Promise<void> {
    await this.#change(values.map((each) => ({ delete: each })));
  }

  /** Appends changes and returns the values of those that were not applied. */
  #change(changes: readonly Change[]): Promise<readonly (readonly string[])[]> {
    return this.#inTurn(async () => {
      await this.#refresh();
      // What is in vain already need not be written: repeated work leaves no trace.
      const vain = changes.filter((change) => !this.#applies(change));
      const useful = changes.filter((change) => this.#applies(change));
      const by = this.#newId();
      for (let from = 0; from < useful.length; from += BATCH) {
        const lines = useful
          .slice(from, from + BATCH)
          .map((change) => JSON.stringify({ ...change, by } satisfies Entry));
        await appendLines(this.#file, lines, { create: false, gap: 'always' });
      }
      return [...vain, ...(await this.#refresh(by))].map(valuesOf);
    });
  }

  /** Applies what was appended since the last time; returns what `by` asked for in vain. */
  async #refresh(by?: string): Promise<readonly Change[]> {
    const { lines, offset } = await readLines(this.#file, this.#offset);
    this.#offset = offset;
    const vain: Change[] = [];
    for (const line of lines) {
      const entry = parse(line);
      if (entry === undefined) continue;
      if (this.#applies(entry)) this.#apply(entry);
      else if (entry.by === by) vain.push(entry);
    }
    return vain;
  }

  #applies(change: Change): boolean {
    return this.#partitions.has(keyOf(valuesOf(change))) !== 'create' in change;
  }

  #apply(change: Change): void {
    const key = keyOf(valuesOf(change));
    if ('delete' in change) this.#partitions.delete(key);
    else this.#partitions.set(key, 'create' in change ? change.create : change.update);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn;
    return turn;
  }
}

/** A line that a killed writer left half-written is no JSON: the change did not happen. */
function parse(line: string): Entry | undefined {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}

function valuesOf(change: Change): readonly string[] {
  if ('delete' in change) return change.delete;
  return 'create' in change ? change.create.values : change.update.values;
}

function keyOf(values: readonly string[]): string {
  return JSON.stringify(values);
}
