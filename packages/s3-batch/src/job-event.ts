import { parseInput } from '@lakeward/config';
import * as v from 'valibot';
import type { JobId } from './batch-jobs';
import { jobStatuses, type JobStatus } from './job-status';

/**
 * What EventBridge sends when a job is made or changes its status: CloudTrail's service event. Sent at least once, in any order, by
 * best effort. Source: "Tracking an S3 Batch Operations job in Amazon EventBridge through AWS CloudTrail", S3 User Guide.
 */
export interface JobStateEvent {
  readonly kind: 'JobCreated' | 'JobStatusChanged';
  readonly jobId: JobId;
  readonly jobArn: string;
  readonly status: JobStatus;
  /** The same for deliveries of the same event. */
  readonly eventId: string;
  readonly at: Date;
  readonly account: string;
  readonly region: string;
  readonly failureCodes: readonly string[];
  readonly reasons: readonly string[];
}

/** The `source` and `detail-type` that a rule selects by. */
export const jobEventPattern = {
  source: 'aws.s3',
  detailType: 'AWS Service Event via CloudTrail',
  eventNames: ['JobCreated', 'JobStatusChanged'],
} as const;

/** Schema of the event as EventBridge delivers it. */
export const jobEventSchema = v.object({
  id: v.string(),
  source: v.literal(jobEventPattern.source),
  'detail-type': v.literal(jobEventPattern.detailType),
  account: v.string(),
  region: v.string(),
  time: v.pipe(v.string(), v.isoTimestamp()),
  detail: v.object({
    eventName: v.picklist(jobEventPattern.eventNames),
    serviceEventDetails: v.object({
      jobId: v.string(),
      jobArn: v.string(),
      status: v.picklist(jobStatuses),
      jobEventId: v.nullish(v.string()),
      failureCodes: v.nullish(v.array(v.string()), []),
      statusChangeReason: v.nullish(v.array(v.string()), []),
    }),
  }),
});

/** Reads the event; `INVALID_INPUT` names every wrong field. */
export function parseJobEvent(input: unknown): JobStateEvent {
  const { id, account, region, time, detail } = parseInput(jobEventSchema, input, 'The S3 Batch job event');
  const { jobId, jobArn, status, jobEventId, failureCodes, statusChangeReason } = detail.serviceEventDetails;
  return {
    kind: detail.eventName,
    jobId,
    jobArn,
    status,
    eventId: jobEventId ?? id,
    at: new Date(time),
    account,
    region,
    failureCodes,
    reasons: statusChangeReason,
  };
}

/** The event as EventBridge would deliver it: for a runner on one machine, and for tests. */
export function formatJobEvent(event: JobStateEvent): v.InferInput<typeof jobEventSchema> {
  const { kind, jobId, jobArn, status, eventId, at, account, region, failureCodes, reasons } = event;
  return {
    id: eventId,
    source: jobEventPattern.source,
    'detail-type': jobEventPattern.detailType,
    account,
    region,
    time: at.toISOString(),
    detail: {
      eventName: kind,
      serviceEventDetails: {
        jobId,
        jobArn,
        status,
        jobEventId: eventId,
        failureCodes: [...failureCodes],
        statusChangeReason: [...reasons],
      },
    },
  };
}
