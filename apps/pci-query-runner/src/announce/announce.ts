import type { Clock } from '@lakeward/core';
import { busEventsOf } from './bus-events';
import { readManifest } from '../evidence/evidence';
import { noticeOf } from './notice';
import type { ReviewDependencies, ReviewedDay } from '../review/review';
import type { RunRecord } from '../runs/run-record';
import { amend, type AnnouncingRun, type RunEntry } from '../runs/runs';

/** How long one sender may take before another takes over. */
const CLAIM_MS = 120_000;

/** When a claim of now ends, ISO 8601. */
export function claimFrom(clock: Clock): string {
  return new Date(clock.now().getTime() + CLAIM_MS).toISOString();
}

/**
 * Answers a run whose evidence is published, and tells people and programs unless somebody else has done it or is at it. Who
 * dies between sending and writing it down sends again later: receivers know a repetition by the run's key.
 */
export async function finishPublished(
  entry: RunEntry & { readonly record: Exclude<RunRecord, { state: 'started' }> },
  dependencies: ReviewDependencies,
): Promise<ReviewedDay> {
  const { ledger, clock, store } = dependencies;
  const now = clock.now().toISOString();
  const claimed = await amend(ledger, entry, (record) =>
    record.state === 'announcing' && record.claimedUntil <= now
      ? { ...record, claimedUntil: claimFrom(clock) }
      : undefined,
  );
  const { manifest: manifestUri } = entry.record;
  const manifest = await readManifest(manifestUri, store);
  const reviewed: ReviewedDay = { outcome: 'already-reviewed', manifest, manifestUri };
  if (claimed.changed) await announce(claimed.entry, reviewed, dependencies);
  return reviewed;
}

/** Sends the events, then the notice, for a run that this process has claimed. */
export async function announce(
  entry: RunEntry,
  { manifest, manifestUri }: Pick<ReviewedDay, 'manifest' | 'manifestUri'>,
  { settings, ledger, eventBus, notifier, clock }: ReviewDependencies,
): Promise<void> {
  let current = entry;
  const change = async (next: (record: AnnouncingRun) => RunRecord): Promise<void> => {
    const amended = await amend(ledger, current, (record) =>
      record.state === 'announcing' ? next(record) : undefined,
    );
    current = amended.entry;
  };
  try {
    if (current.record.state === 'announcing' && !current.record.eventsSent && settings.eventBus !== '') {
      await eventBus.put(settings.eventBus, busEventsOf(manifest, manifestUri));
      await change((record) => ({ ...record, eventsSent: true }));
    }
    if (settings.noticeTopic !== '') {
      await notifier.publish(noticeOf(manifest, manifestUri, settings.noticeTopic));
    }
    await change(({ runKey, pack, date, requestedAt, startedAt }) => ({
      ...{ runKey, pack, date, requestedAt, startedAt },
      state: 'finished',
      manifest: manifestUri,
    }));
  } catch (error) {
    // The next one need not wait; where even this fails, the claim ends by itself.
    await change((record) => ({ ...record, claimedUntil: clock.now().toISOString() })).catch(() => undefined);
    throw error;
  }
}
