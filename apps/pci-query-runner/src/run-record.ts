import * as v from 'valibot';

/** State of one review of one day, as the ledger keeps it. */
export const runRecord = v.variant('state', [
  v.object({
    state: v.literal('started'),
    runKey: v.string(),
    startedAt: v.string(),
    /** Which try of the query is under way: a failed one is never found again by its token. */
    attempt: v.number(),
  }),
  v.object({ state: v.literal('finished'), runKey: v.string(), startedAt: v.string(), manifest: v.string() }),
]);

export type RunRecord = v.InferOutput<typeof runRecord>;
