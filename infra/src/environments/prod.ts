import type { Environment } from './environment';

/** An organization's trail, kept in the account of its log archive; evidence that nobody can delete for 13 months. */
export const prod = {
  name: 'prod',
  account: '777788889999',
  region: 'eu-west-1',
  stateBucket: 'lakeward-terraform-state-777788889999',
  owner: 'data-platform',
  keys: {
    administrators: ['arn:aws:iam::777788889999:role/key-administrator'],
    deletionWindowDays: 30,
  },
  data: {
    protected: true,
    // PCI DSS v4.0.1, 10.5.1: twelve months of audit log history, three of them at hand. One month more is for late audits.
    evidenceLock: { mode: 'COMPLIANCE', days: 400 },
    queryResultDays: 30,
    accessLogDays: 400,
  },
  athena: { bytesScannedCutoff: 1_000_000_000_000 },
  operations: {
    logRetentionDays: 400,
    tracing: true,
    alarmEmails: ['data-platform@example.com'],
    noticeEmails: ['security@example.com'],
  },
  pciQueryRunner: {
    logBucket: 'example-organization-trail-123456789012',
    logBucketKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/9a8b7c6d-5e4f-4321-8765-0fedcba98765',
    logPrefix: '',
    organizationId: 'o-exampleorg1',
    accounts: ['777788889999', '123456789012'],
    regions: ['eu-west-1', 'us-east-1'],
    partitionMode: 'projection',
    pack: 'pci-dss-3.2.1',
    guardedBuckets: ['example-organization-trail-123456789012', 'example-cardholder-data-777788889999'],
    listingCap: 10_000,
    logRetentionDays: undefined,
    reviewHourUtc: 4,
  },
  reencryption: {
    buckets: ['example-prod-*', 'example-cardholder-data-777788889999'],
    tag: { key: '__Inventory', value: 'true' },
    inventoryFrequency: 'Daily',
    inventoryDays: 90,
    mode: 'apply',
    target: {
      algorithm: 'sse-kms',
      keyArn: 'arn:aws:kms:eu-west-1:777788889999:key/3f4e5d6c-7b8a-492a-8c3d-4e5f60718293',
      bucketKeys: true,
    },
    sourceKeyArns: ['arn:aws:kms:eu-west-1:777788889999:key/4a5b6c7d-8e9f-4031-9d4e-5f6071829304'],
    metadataTables: undefined,
    copyNoncurrent: false,
    copyTag: '__ObjectEncrypted=true',
    confirmAboveObjects: 0,
    jobPriority: 10,
    reportScope: 'AllTasks',
    partsInParallel: 8,
    reconcileHourUtc: 3,
  },
} as const satisfies Environment;
