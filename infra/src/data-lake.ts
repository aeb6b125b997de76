import { APP as PCI_QUERY_RUNNER } from '@lakeward/pci-query-runner/contract';
import { APP as REENCRYPTION } from '@lakeward/reencryption/contract';
import type { Environment } from './environments/environment';
import { resourceName } from './names';

/**
 * The names of the data lake of an environment: what the stateful stack gives its resources, and what app stacks point
 * at. Both sides take them from here, so a renamed resource is renamed on both sides or does not compile.
 */
export interface DataLake {
  readonly evidenceBucket: string;
  readonly resultsBucket: string;
  readonly accessLogBucket: string;
  /** Bucket that S3 delivers inventories to. */
  readonly inventoryBucket: string;
  /** Bucket of S3 Batch Operations: lists of objects, manifests, completion reports; under SSE-S3, without a lock. */
  readonly batchBucket: string;
  /** Glue database. */
  readonly database: string;
  /** Table over CloudTrail's log files. */
  readonly cloudTrailTable: string;
  /** Workgroup whose settings bind every query: pci-query-runner's. */
  readonly reviewWorkgroup: string;
  /** Workgroup of reencryption, which leaves the location to UNLOAD. */
  readonly reencryptionWorkgroup: string;
  /** Workgroup that leaves the location to the query, which CREATE TABLE AS with `external_location` needs. */
  readonly rewriteWorkgroup: string;
  readonly noticeTopic: string;
  readonly alarmTopic: string;
  /** Alias of the key that encrypts evidence and results. */
  readonly dataKey: string;
  /** Alias of the key that signs evidence. */
  readonly signingKey: string;
  /** Bus for events of our own; others hang their rules on it. */
  readonly eventBus: string;
  /** Alias of the key that encrypts logs, queues, topics and function environments. */
  readonly operationsKey: string;
}

/** The data lake of `environment`. */
export function dataLakeOf(environment: Environment): DataLake {
  return {
    evidenceBucket: resourceName(environment, 'bucket', 'evidence'),
    resultsBucket: resourceName(environment, 'bucket', 'results'),
    accessLogBucket: resourceName(environment, 'bucket', 'access-logs'),
    inventoryBucket: resourceName(environment, 'bucket', 'inventory'),
    batchBucket: resourceName(environment, 'bucket', 'batch'),
    database: resourceName(environment, 'database', 'lake'),
    cloudTrailTable: 'cloudtrail_logs',
    reviewWorkgroup: resourceName(environment, 'workgroup', PCI_QUERY_RUNNER),
    reencryptionWorkgroup: resourceName(environment, 'workgroup', REENCRYPTION),
    rewriteWorkgroup: resourceName(environment, 'workgroup', 'rewrite'),
    noticeTopic: resourceName(environment, 'topic', 'notices'),
    alarmTopic: resourceName(environment, 'topic', 'alarms'),
    dataKey: resourceName(environment, 'key-alias', 'data'),
    signingKey: resourceName(environment, 'key-alias', 'signing'),
    eventBus: resourceName(environment, 'event-bus', 'events'),
    operationsKey: resourceName(environment, 'key-alias', 'operations'),
  };
}

/** Buckets of the lake that hold data of ours, and none of the estate's. */
export function bucketsOf(lake: DataLake): readonly string[] {
  return [
    lake.evidenceBucket,
    lake.resultsBucket,
    lake.accessLogBucket,
    lake.inventoryBucket,
    lake.batchBucket,
  ];
}

/** Prefix of a workgroup's results in the results bucket. */
export function resultsPrefix(workgroup: string): string {
  return `${workgroup}/`;
}
