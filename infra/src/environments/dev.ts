import type { Environment } from './environment';

/** Disposable: `nx run infra:destroy --env dev` takes the data with it. */
export const dev = {
  name: 'dev',
  account: '111122223333',
  region: 'eu-west-1',
  stateBucket: 'lakeward-terraform-state-111122223333',
  owner: 'data-platform',
  keys: { administrators: [], deletionWindowDays: 7 },
  data: {
    protected: false,
    evidenceLock: { mode: 'GOVERNANCE', days: 1 },
    queryResultDays: 7,
    accessLogDays: 30,
  },
  athena: { bytesScannedCutoff: 50_000_000_000 },
  operations: { logRetentionDays: 365, tracing: false, alarmEmails: [], noticeEmails: [] },
  pciQueryRunner: {
    logBucket: 'example-cloudtrail-logs-111122223333',
    logBucketKeyArn: undefined,
    logPrefix: '',
    organizationId: '',
    accounts: ['111122223333'],
    regions: ['eu-west-1', 'us-east-1'],
    partitionMode: 'projection',
    pack: 'pci-dss-3.2.1',
    guardedBuckets: ['example-cloudtrail-logs-111122223333'],
    listingCap: 1_000,
    logRetentionDays: undefined,
    reviewHourUtc: 4,
  },
} as const satisfies Environment;
