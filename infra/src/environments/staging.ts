import type { Environment } from './environment';

/** As prod, over one account's trail, with partitions that each run adds for its day. */
export const staging = {
  name: 'staging',
  account: '444455556666',
  region: 'eu-west-1',
  stateBucket: 'lakeward-terraform-state-444455556666',
  owner: 'data-platform',
  keys: { administrators: [], deletionWindowDays: 30 },
  data: {
    protected: true,
    evidenceLock: { mode: 'GOVERNANCE', days: 30 },
    queryResultDays: 14,
    accessLogDays: 90,
  },
  athena: { bytesScannedCutoff: 200_000_000_000 },
  operations: {
    logRetentionDays: 400,
    tracing: true,
    alarmEmails: ['data-platform@example.com'],
    noticeEmails: [],
  },
  pciQueryRunner: {
    logBucket: 'example-cloudtrail-logs-444455556666',
    logBucketKeyArn: 'arn:aws:kms:eu-west-1:444455556666:key/0f1e2d3c-4b5a-4678-9abc-def012345678',
    logPrefix: 'trail/',
    organizationId: '',
    accounts: ['444455556666'],
    regions: ['eu-west-1', 'us-east-1'],
    partitionMode: 'add-partition',
    pack: 'pci-dss-3.2.1',
    guardedBuckets: ['example-cloudtrail-logs-444455556666', 'example-cardholder-data-444455556666'],
    listingCap: 5_000,
    logRetentionDays: undefined,
    reviewHourUtc: 4,
  },
} as const satisfies Environment;
