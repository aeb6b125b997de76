import { parseEnvironment } from '@lakeward/config';
import { systemClock } from '@lakeward/core';
import type { Log } from '@lakeward/observability';
import { createS3BucketAdministration, createS3ObjectStore } from '@lakeward/s3/aws';
import { partitionOf } from './aws-partition';
import { GUARD_PREFIX, guardPolicyEnvironment, INVENTORY_PREFIX, reconcileEnvironment } from './contract';
import type { GuardDependencies } from './guard/guard-policy';
import { parseTag } from './multipart-copy/copy-goal';
import type { ReconcileDependencies } from './reconcile/reconcile';

type Environment = Readonly<Record<string, string | undefined>>;

/** What `reconcile` and `on-tag-change` work with on AWS, from the function's environment. */
export function awsReconcileDependencies(
  log: Log,
  environment: Environment = process.env,
): ReconcileDependencies {
  const configuration = parseEnvironment(reconcileEnvironment, environment);
  return {
    settings: {
      account: configuration.ACCOUNT,
      region: configuration.REGION,
      partition: partitionOf(configuration.REGION),
      tagKey: configuration.TARGET_TAG_KEY,
      tagValue: configuration.TARGET_TAG_VALUE,
      inventoryId: configuration.INVENTORY_ID,
      frequency: configuration.INVENTORY_FREQUENCY,
      inventoryBucket: configuration.INVENTORY_BUCKET,
      inventoryPrefix: INVENTORY_PREFIX,
      inventoryKeyArn: given(configuration.INVENTORY_KEY_ARN),
    },
    buckets: createS3BucketAdministration(),
    log,
    clock: systemClock,
  };
}

/** What `guard-policy` works with on AWS, from the function's environment. */
export function awsGuardDependencies(log: Log, environment: Environment = process.env): GuardDependencies {
  const configuration = parseEnvironment(guardPolicyEnvironment, environment);
  return {
    settings: {
      partition: partitionOf(configuration.REGION),
      target: configuration.TARGET,
      keyArn: given(configuration.TARGET_KEY_ARN),
      tag: parseTag(configuration.COPY_TAG),
      jobRoles: configuration.JOB_ROLE_ARNS,
      evidenceBucket: configuration.EVIDENCE_BUCKET,
      evidencePrefix: GUARD_PREFIX,
    },
    buckets: createS3BucketAdministration(),
    store: createS3ObjectStore(),
    log,
  };
}

/** Empty variables stand for what is not given. */
function given(variable: string): string | undefined {
  return variable === '' ? undefined : variable;
}
