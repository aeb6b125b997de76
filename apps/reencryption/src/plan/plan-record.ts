import * as v from 'valibot';

/** State of the plan of one snapshot for one goal, as the ledger keeps it. */
export const planRecord = v.variant('state', [
  v.object({
    /** Its files take longer to read than one invocation has. */
    state: v.literal('verifying'),
    runKey: v.string(),
    startedAt: v.string(),
    /** Data files, from the first, whose bytes were verified. */
    verified: v.number(),
  }),
  v.object({
    state: v.literal('started'),
    runKey: v.string(),
    startedAt: v.string(),
    /** Which try of the queries is under way: a failed one is never found again by its token. */
    attempt: v.number(),
  }),
  v.object({
    state: v.literal('planned'),
    runKey: v.string(),
    startedAt: v.string(),
    /** `s3://` URI of the plan document. */
    plan: v.string(),
  }),
]);
