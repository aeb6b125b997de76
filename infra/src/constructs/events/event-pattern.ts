/** What a value of an event is compared with, besides literals. Of EventBridge's operators, those that are used. */
export type Comparison =
  | { readonly prefix: string }
  | { readonly suffix: string }
  /** `*` stands for any characters, slashes among them. */
  | { readonly wildcard: string };

/** Each key must be there with one of the listed values; objects nest. Source: "Amazon EventBridge event patterns". */
export interface EventPattern {
  readonly [key: string]: EventPattern | readonly (string | Comparison)[];
}

/** A query of one of the workgroups came to one of the states. Source: "Monitor Athena query events with EventBridge". */
export function queryStateChanged(workgroups: readonly string[], states: readonly string[]): EventPattern {
  return {
    source: ['aws.athena'],
    'detail-type': ['Athena Query State Change'],
    detail: { workgroupName: workgroups, currentState: states },
  };
}

/**
 * A job of S3 Batch Operations in this account and Region changed its state. CloudTrail's service events name no role and no
 * bucket, so the pattern cannot leave out the jobs of others: the function must. Source: "Tracking an S3 Batch Operations job
 * in Amazon EventBridge through AWS CloudTrail".
 */
export function batchJobChanged(statuses: readonly string[]): EventPattern {
  return {
    source: ['aws.s3'],
    'detail-type': ['AWS Service Event via CloudTrail'],
    detail: {
      eventSource: ['s3.amazonaws.com'],
      eventName: ['JobStatusChanged'],
      serviceEventDetails: { status: statuses },
    },
  };
}

/** An object was written to the bucket; the bucket must tell EventBridge. Source: "EventBridge event message structure". */
export function objectCreated(bucket: string, key: Comparison): EventPattern {
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { bucket: { name: [bucket] }, object: { key: [key] } },
  };
}

/** Somebody called S3 in this account; needs a trail that logs management events. Source: "AWS service events delivered via CloudTrail". */
export function s3ApiCalled(calls: readonly string[]): EventPattern {
  return {
    source: ['aws.s3'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventSource: ['s3.amazonaws.com'], eventName: calls },
  };
}
