import * as v from 'valibot';

const tally = v.object({ objects: v.number(), bytes: v.number() });

/** What a later snapshot shows of a run. */
export const proofRecord = v.object({
  /** `proven`: nothing is left open and nothing came back. */
  state: v.picklist(['proven', 'partly-proven']),
  /** Place of the run. */
  run: v.string(),
  /** Snapshot that shows it. */
  snapshot: v.string(),
  provenAt: v.string(),
  /** Needed something then, and is as it should be now. */
  fixed: tally,
  /** Needed something then, and still does. */
  open: tally,
  /** Was as it should be, and needs something now. */
  regressed: tally,
  /** Was not listed then, and needs something. */
  new: tally,
  /** Needed something then, and is not listed any more. */
  gone: tally,
  /** False where something is taken for fixed that is under KMS, but nobody can tell by which key. */
  keysKnown: v.boolean(),
  query: v.string(),
});

export type Proof = v.InferOutput<typeof proofRecord>;
