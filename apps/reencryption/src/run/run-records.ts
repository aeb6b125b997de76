import { jobStatuses, type CreateJobRequest } from '@lakeward/s3-batch';
import * as v from 'valibot';
import { ACTIONS } from '../contract';

/** A manifest that lies ready. */
const manifest = v.object({ uri: v.string(), etag: v.string(), objects: v.number() });

/** Counts by error code, worst first. */
const failureCounts = v.record(v.string(), v.number());

/** What is known of one job. */
const jobRecord = v.object({
  /** Lot it works on, with what it does where that takes more than one job: `restore-first.GLACIER:copy`. */
  name: v.string(),
  /** 1 for the first run; higher for what failed and is tried again. */
  round: v.number(),
  objects: v.number(),
  /** The request as it is sent, with dates as text; kept, since a repeated token must come with the very same. */
  request: v.pipe(v.string(), v.minLength(1)),
  /** Names of jobs of the plan that must be over before this one begins. */
  waitsFor: v.array(v.string()),
  /** Hours to wait after them: a restore is over long after its job. */
  waitsHours: v.number(),
  /** Names of jobs of the plan that copy current versions over what this one copies: it begins when they stand ready. */
  coveredBy: v.optional(v.array(v.string())),
  /** Somebody has to confirm it. */
  needsConfirmation: v.boolean(),
  id: v.optional(v.string()),
  /** Objects that S3 Batch has counted in the manifest; absent until it says so, and in records of before it was asked. */
  tasks: v.optional(v.number()),
  status: v.optional(v.picklist(jobStatuses)),
  succeeded: v.number(),
  failed: v.number(),
  endedAt: v.optional(v.string()),
  failure: v.optional(v.string()),
  report: v.optional(
    v.object({
      /** `s3://` URI of its manifest.json. */
      manifest: v.string(),
      failures: failureCounts,
      /** Those of them that may succeed when they are tried again; absent where there are none. */
      retryable: v.optional(failureCounts),
      /** The same as a manifest of their own. */
      redrive: v.optional(manifest),
      /** Those that S3 Batch's own copy refuses for their size, to be copied in parts. */
      inParts: v.optional(manifest),
    }),
  ),
});

export type JobRecord = v.InferOutput<typeof jobRecord>;

/** One entry of the ledger for each bucket, snapshot and remedy: what was decided, and how its jobs stand. */
export const remedyRecord = v.object({
  remedy: v.picklist(ACTIONS),
  decision: v.picklist(['approved', 'rejected']),
  reason: v.string(),
  decidedAt: v.string(),
  jobs: v.array(jobRecord),
  /** When the notice of its end was sent. */
  toldAt: v.nullable(v.string()),
});

export type RemedyRecord = v.InferOutput<typeof remedyRecord>;

/** Which run a job belongs to. */
export const jobIndexRecord = v.object({
  place: v.string(),
  remedy: v.picklist(ACTIONS),
  name: v.string(),
  round: v.number(),
});

/** What is going on with a bucket: the one place that keeps two runs from working on the same objects. */
export const bucketRecord = v.object({
  bucket: v.string(),
  /** The newest snapshot that was planned, whatever the order of delivery. */
  latest: v.object({ createdAt: v.string(), place: v.string(), plan: v.string() }),
  /** Place of the run whose jobs are under way. */
  open: v.nullable(v.string()),
  /** The last run whose jobs have ended, and when. */
  ended: v.optional(v.object({ place: v.string(), at: v.string() })),
});

export type BucketRecord = v.InferOutput<typeof bucketRecord>;

/** The request of a job as the ledger keeps it. */
export function requestText(request: CreateJobRequest): string {
  return JSON.stringify(request);
}

/** The request of a job from the ledger; the one date it can hold becomes one again. */
export function parseRequest(text: string): CreateJobRequest {
  const request = JSON.parse(text) as CreateJobRequest;
  const { operation } = request;
  if (operation.name !== 'S3PutObjectCopy' || operation.unmodifiedSince === undefined) return request;
  return { ...request, operation: { ...operation, unmodifiedSince: new Date(operation.unmodifiedSince) } };
}

/** True where the job is told versions: its report then names them too. */
export function namesVersions({ manifest: { format } }: Pick<CreateJobRequest, 'manifest'>): boolean {
  return 'fields' in format && format.fields.includes('VersionId');
}
