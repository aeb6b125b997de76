import { createAthenaQueryEngine } from '@lakeward/athena/aws';
import { createCloudTrailKeys } from '@lakeward/cloudtrail/aws';
import { parseEnvironment } from '@lakeward/config';
import { systemClock } from '@lakeward/core';
import { createEventBridgeBus } from '@lakeward/eventbridge/aws';
import { createGlueCatalog } from '@lakeward/glue/aws';
import { createKmsKeyRing } from '@lakeward/kms/aws';
import { Ledger } from '@lakeward/ledger';
import type { Log } from '@lakeward/observability';
import { createS3ObjectStore } from '@lakeward/s3/aws';
import { createSnsNotifier } from '@lakeward/sns/aws';
import {
  EVIDENCE_PREFIX,
  LEDGER_PREFIX,
  QUERY_PREFIX,
  reviewDayEnvironment,
  type RETENTION_MODES,
} from './contract';
import { exceptionsObject } from './review/exceptions-source';
import type { Retention } from './evidence/manifest';
import type { ReviewDependencies } from './review/review';
import { queryRecord, runRecord } from './runs/run-record';

/** What `review-day` works with on AWS, from the function's environment. */
export function awsDependencies(
  log: Log,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ReviewDependencies & { readonly pack: string } {
  const configuration = parseEnvironment(reviewDayEnvironment, environment);
  const store = createS3ObjectStore();
  return {
    pack: configuration.PACK,
    settings: {
      database: configuration.DATABASE,
      table: configuration.TABLE,
      bucket: configuration.LOG_BUCKET,
      prefix: configuration.LOG_PREFIX,
      organizationId: configuration.ORGANIZATION_ID,
      accounts: configuration.ACCOUNTS,
      regions: configuration.REGIONS,
      partitionMode: configuration.PARTITION_MODE,
      workgroup: configuration.WORKGROUP,
      evidenceBucket: configuration.EVIDENCE_BUCKET,
      evidencePrefix: EVIDENCE_PREFIX,
      guardedBuckets: configuration.GUARDED_BUCKETS,
      listingCap: configuration.LISTING_CAP,
      byteLimit: configuration.BYTE_LIMIT,
      billedRegion: environment['AWS_REGION'] ?? '',
      logRetentionDays: configuration.LOG_RETENTION_DAYS,
      noticeTopic: configuration.NOTICE_TOPIC,
      eventBus: configuration.EVENT_BUS,
      signingKey: configuration.SIGNING_KEY,
      retention: retentionOf(configuration.RETENTION_MODE, configuration.RETENTION_DAYS),
    },
    engine: createAthenaQueryEngine(),
    catalog: createGlueCatalog(),
    store,
    keyRing: createKmsKeyRing(),
    trailKeys: createCloudTrailKeys(),
    ledger: new Ledger(store, { bucket: configuration.EVIDENCE_BUCKET, prefix: LEDGER_PREFIX }, runRecord),
    queries: new Ledger(store, { bucket: configuration.EVIDENCE_BUCKET, prefix: QUERY_PREFIX }, queryRecord),
    notifier: createSnsNotifier(),
    eventBus: createEventBridgeBus(),
    log,
    clock: systemClock,
    exceptions: () => exceptionsObject(store, configuration.EVIDENCE_BUCKET),
  };
}

function retentionOf(mode: (typeof RETENTION_MODES)[number], days: number): Retention | null {
  return mode === 'none' ? null : { mode: mode === 'governance' ? 'GOVERNANCE' : 'COMPLIANCE', days };
}
