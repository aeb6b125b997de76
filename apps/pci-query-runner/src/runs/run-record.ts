import * as v from 'valibot';

/** What every record says of its run: enough to ask for it again. */
const identity = {
  runKey: v.string(),
  pack: v.string(),
  /** Day under review, `YYYY-MM-DD`. */
  date: v.string(),
  /** Instant of the schedule or request, ISO 8601. */
  requestedAt: v.string(),
  startedAt: v.string(),
};

/**
 * State of one review of one day, as the ledger keeps it. `started`: the evidence is not published. `announcing`: it is, but
 * people and programs do not know yet. `finished`: all is done.
 */
export const runRecord = v.variant('state', [
  v.object({
    ...identity,
    state: v.literal('started'),
    /** Which try of the query is under way: a failed one is never found again by its token. */
    attempt: v.number(),
    /** The try's query, once it is started, and the SHA-256 of its statement: it answers that statement only. */
    query: v.optional(v.object({ id: v.string(), statement: v.string() })),
    /** Until when somebody is at work on it, ISO 8601. A hint: what is done twice has its effect once. */
    busyUntil: v.string(),
    /** Why the last try ended, and how many tries in a row did. */
    failure: v.optional(v.object({ code: v.string(), retryable: v.boolean(), times: v.number() })),
  }),
  v.object({
    ...identity,
    state: v.literal('announcing'),
    manifest: v.string(),
    /** Until when somebody is sending, ISO 8601: nobody else may. */
    claimedUntil: v.string(),
    /** True once the events are on the bus. */
    eventsSent: v.boolean(),
  }),
  v.object({ ...identity, state: v.literal('finished'), manifest: v.string() }),
]);

export type RunRecord = v.InferOutput<typeof runRecord>;

/** Which run a query belongs to: found by the query's id. */
export const queryRecord = v.object({
  /** Key of the run's record. */
  run: v.string(),
});
