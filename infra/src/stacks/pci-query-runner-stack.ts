import {
  APP,
  EVENT_SOURCE,
  EVIDENCE_PREFIX,
  EXCEPTIONS_KEY,
  FINAL_QUERY_STATES,
  LEDGER_PREFIX,
  LIMITS,
  QUERY_PREFIX,
  reviewDayEnvironment,
  SWEEP_EVERY_MINUTES,
} from '@lakeward/pci-query-runner/contract';
import type { EnvironmentOf } from '@lakeward/config';
import type { Construct } from 'constructs';
import { arns } from '../arns';
import { queryStateChanged } from '../constructs/events/event-pattern';
import {
  mayAddPartitions,
  mayFetchTrailKeys,
  mayPublish,
  mayPutEvents,
  mayQuery,
  mayRead,
  maySign,
  mayWriteEvidence,
  type Grant,
} from '../constructs/iam/grants';
import { EventFunction } from '../constructs/lambda/event-function';
import { ScheduledFunction } from '../constructs/lambda/scheduled-function';
import { resultsPrefix } from '../data-lake';
import { AppStack, type AppStackProps } from './app-stack';

/** S3's modes of Object Lock in the words of the contract. */
const LOCK_MODES = { GOVERNANCE: 'governance', COMPLIANCE: 'compliance' } as const;

/** The daily PCI DSS review of CloudTrail logs. */
export class PciQueryRunnerStack extends AppStack {
  readonly #signingKeyArn: string;

  constructor(scope: Construct, props: AppStackProps) {
    super(scope, APP, props);
    this.#signingKeyArn = this.keyOf('signing-key', this.lake.signingKey);
    const common = {
      runbook: 'apps/pci-query-runner/README.md#runbook',
      contract: reviewDayEnvironment,
      environment: this.#environment(),
      grants: this.#grants(),
      timeoutSeconds: LIMITS.timeoutSeconds,
      memoryMegabytes: LIMITS.memoryMegabytes,
      codeAlarms: {
        INVOCATION_FAILED:
          'A review failed; the log line names the code, the remedy, and whether it is tried again.',
        PCI_RUN_FAILED: 'The review of one of several days failed, and its evidence is missing.',
        PCI_DAY_INCOMPLETE: 'Events of the reviewed day may be missing: it is incomplete, not clean.',
      },
    } as const;
    const functions = [
      new ScheduledFunction(this, 'review-day', {
        ...common,
        description: 'Reviews the CloudTrail logs of the day before against a PCI DSS rule pack.',
        impact: 'The PCI DSS review of a day is missing or late, and its evidence with it.',
        // One for the schedule, one for a day that somebody runs again by hand.
        reservedConcurrency: 2,
        rhythm: { dailyAtHourUtc: this.environment.pciQueryRunner.reviewHourUtc },
      }),
      new EventFunction(this, 'on-query-state', {
        ...common,
        description: 'Finishes the review whose query is over.',
        impact: 'A review whose query outlived its first run is finished late, by the next sweep.',
        reservedConcurrency: 2,
        events: { 'query-over': queryStateChanged([this.lake.reviewWorkgroup], FINAL_QUERY_STATES) },
      }),
      new ScheduledFunction(this, 'sweep', {
        ...common,
        description: 'Finishes reviews that nobody is at: events of queries are best effort.',
        impact: 'A review that was cut off stays unfinished, and its evidence is missing.',
        reservedConcurrency: 1,
        rhythm: { everyMinutes: SWEEP_EVERY_MINUTES },
      }),
    ];
    this.addDashboard(functions.map(({ dashboard }) => dashboard));
  }

  #environment(): EnvironmentOf<typeof reviewDayEnvironment> {
    const { pciQueryRunner: settings, athena, data } = this.environment;
    return {
      LOG_BUCKET: settings.logBucket,
      LOG_PREFIX: settings.logPrefix,
      ORGANIZATION_ID: settings.organizationId,
      ACCOUNTS: settings.accounts.join(','),
      REGIONS: settings.regions.join(','),
      DATABASE: this.lake.database,
      TABLE: this.lake.cloudTrailTable,
      WORKGROUP: this.lake.reviewWorkgroup,
      PARTITION_MODE: settings.partitionMode,
      EVIDENCE_BUCKET: this.lake.evidenceBucket,
      PACK: settings.pack,
      GUARDED_BUCKETS: settings.guardedBuckets.join(','),
      LISTING_CAP: String(settings.listingCap),
      NOTICE_TOPIC: arns.topic(this.environment, this.lake.noticeTopic),
      EVENT_BUS: this.lake.eventBus,
      // Athena would cancel the query at this many bytes; the review says so before it asks.
      BYTE_LIMIT: String(athena.bytesScannedCutoff),
      LOG_RETENTION_DAYS: String(settings.logRetentionDays ?? 0),
      SIGNING_KEY: this.#signingKeyArn,
      RETENTION_MODE: data.evidenceLock === undefined ? 'none' : LOCK_MODES[data.evidenceLock.mode],
      RETENTION_DAYS: String(data.evidenceLock?.days ?? 0),
    };
  }

  #grants(): Grant[] {
    const { environment, lake } = this;
    const { pciQueryRunner: settings } = environment;
    const tables = [{ database: lake.database, table: lake.cloudTrailTable }];
    return [
      mayRead(environment, {
        bucket: settings.logBucket,
        prefix: `${settings.logPrefix}AWSLogs/`,
        keyArn: settings.logBucketKeyArn,
      }),
      mayQuery(environment, {
        workgroup: lake.reviewWorkgroup,
        tables,
        results: {
          bucket: lake.resultsBucket,
          prefix: resultsPrefix(lake.reviewWorkgroup),
          keyArn: this.dataKeyArn,
        },
      }),
      ...(settings.partitionMode === 'add-partition' ? [mayAddPartitions(environment, tables)] : []),
      mayWriteEvidence(environment, {
        bucket: lake.evidenceBucket,
        prefixes: [EVIDENCE_PREFIX, LEDGER_PREFIX, QUERY_PREFIX],
        readKeys: [EXCEPTIONS_KEY],
        lockedPrefixes: environment.data.evidenceLock === undefined ? [] : [EVIDENCE_PREFIX],
        keyArn: this.dataKeyArn,
      }),
      maySign(this.#signingKeyArn),
      mayFetchTrailKeys(),
      mayPutEvents(environment, { bus: lake.eventBus, source: EVENT_SOURCE }),
      mayPublish(environment, {
        arn: arns.topic(environment, lake.noticeTopic),
        keyArn: this.operationsKeyArn,
      }),
    ];
  }
}
