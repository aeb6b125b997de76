import { isAppError, UtcDay } from '@lakeward/core';
import type { Ledger, LedgerEntry } from '@lakeward/ledger';
import { versionName } from '../evidence/chained-document';
import type { ReviewDayInput } from '../review/review';
import type { RunRecord, runRecord } from './run-record';

/** The ledger of runs. */
export type Runs = Ledger<typeof runRecord>;
export type RunEntry = LedgerEntry<RunRecord>;
export type StartedRun = Extract<RunRecord, { state: 'started' }>;
export type AnnouncingRun = Extract<RunRecord, { state: 'announcing' }>;

/**
 * Key of a run's record: below the day it was asked for, so that what is left over of the last days is found without
 * reading the records of years.
 */
export function runKeyInLedger(
  input: Pick<ReviewDayInput, 'day' | 'pack' | 'requestedAt'>,
  runKey: string,
): string {
  const asked = UtcDay.of(input.requestedAt).date;
  return `${asked}/${input.pack}/${input.day.date}/${versionName(input.requestedAt)}-${runKey.slice(0, 8)}`;
}

/** The request that a record was made for. */
export function inputOf({ date, pack, requestedAt }: RunRecord): ReviewDayInput {
  return { day: UtcDay.parse(date), pack, requestedAt: new Date(requestedAt) };
}

/**
 * Changes a record from whatever state it is in now: `change` answers the new record, or undefined to leave it. Answers the
 * state that the record is in afterwards, and whether this call brought it there.
 */
export async function amend(
  runs: Runs,
  entry: RunEntry,
  change: (record: RunRecord) => RunRecord | undefined,
): Promise<{ readonly entry: RunEntry; readonly changed: boolean }> {
  for (let current = entry; ;) {
    const record = change(current.record);
    if (record === undefined) return { entry: current, changed: false };
    try {
      return { entry: await runs.update(current, record), changed: true };
    } catch (error) {
      if (!isAppError(error, 'LEDGER_CONFLICT')) throw error;
      const now = await runs.read(current.key);
      if (now === undefined) throw error;
      current = now;
    }
  }
}
