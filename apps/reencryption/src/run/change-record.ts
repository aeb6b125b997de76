import { isAppError } from '@lakeward/core';
import type { Ledger, LedgerEntry } from '@lakeward/ledger';
import type { GenericSchema, InferOutput } from 'valibot';

/** Tries of a change that others keep coming before. */
const MOST_TRIES = 10;

/**
 * Changes a record by what it is now, again where somebody else changed it meanwhile. `change` answers the same object where nothing
 * is to be written; undefined where there is no record.
 */
export async function changeRecord<Schema extends GenericSchema>(
  ledger: Ledger<Schema>,
  key: string,
  change: (record: InferOutput<Schema>) => InferOutput<Schema>,
): Promise<LedgerEntry<InferOutput<Schema>> | undefined> {
  for (let tries = 1; ; tries += 1) {
    const entry = await ledger.read(key);
    if (entry === undefined) return undefined;
    const changed = change(entry.record);
    if (changed === entry.record) return entry;
    try {
      return await ledger.update(entry, changed);
    } catch (error) {
      // Another delivery came first: its change counts, and this one is made on top of it.
      if (
        !isAppError(error, 'LEDGER_CONFLICT', 'S3_PRECONDITION_FAILED', 'S3_CONFLICT') ||
        tries === MOST_TRIES
      ) {
        throw error;
      }
    }
  }
}
