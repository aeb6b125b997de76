import { isAppError } from '@lakeward/core';
import { maxPolicyBytes, noPolicy, type BucketAdministration } from '@lakeward/s3';
import { checkPolicySize, mergeStatements } from '../bucket-policy/merge-statements';
import {
  parsePolicy,
  policyBytes,
  printPolicy,
  sidOf,
  type PolicyDocument,
  type PolicyStatement,
} from '../bucket-policy/policy-document';
import { policyContended } from './reconcile-errors';

/** What the delivery of inventories is allowed by. */
export interface DeliverySettings {
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly inventoryBucket: string;
  readonly inventoryPrefix: string;
}

/** Which buckets may deliver; `all` of the account where a list of them would not fit into the policy. */
export type Sources = ReadonlySet<string> | 'all';

/** What became of the policy. */
export interface DeliveryPolicyChange {
  readonly changed: boolean;
  readonly sources: Sources;
}

const SID = 'LakewardInventoryDelivery';
const isOurs = (sid: string) => sid === SID;

/** How often a policy is read again that somebody else wrote meanwhile. */
const TRIES = 5;

/**
 * Lets exactly the buckets deliver that `next` names, given those that do. Each is named by `aws:SourceArn`; where the list would
 * outgrow the policy's 20 KB, all buckets of the account may, which `aws:SourceAccount` still holds in. Statements of others are
 * left alone, and nothing is written where nothing changes.
 *
 * Errors: `REENC_POLICY_CONTENDED` (retryable), `REENC_POLICY_TOO_LARGE`, `REENC_POLICY_UNREADABLE`, and what the port throws.
 */
export async function maintainDeliveryPolicy(
  next: (present: Sources) => Sources,
  settings: DeliverySettings,
  buckets: BucketAdministration,
): Promise<DeliveryPolicyChange> {
  const { inventoryBucket } = settings;
  for (let attempt = 1; ; attempt += 1) {
    const standing = await buckets.policy(inventoryBucket);
    const before = parsePolicy(inventoryBucket, standing?.text);
    const { after, sources } = withSources(before, next(sourcesOf(before, settings)), settings);
    if (after === before) return { changed: false, sources };
    try {
      const options = { ifRevision: standing?.revision ?? noPolicy };
      if (after === undefined) await buckets.deletePolicy(inventoryBucket, options);
      else await buckets.putPolicy(inventoryBucket, printPolicy(after), options);
      return { changed: true, sources };
    } catch (error) {
      if (!isAppError(error, 'S3_PRECONDITION_FAILED')) throw error;
      if (attempt === TRIES) throw policyContended(inventoryBucket, error);
    }
  }
}

function withSources(
  before: PolicyDocument | undefined,
  sources: Sources,
  settings: DeliverySettings,
): { after: PolicyDocument | undefined; sources: Sources } {
  const statements = sources !== 'all' && sources.size === 0 ? [] : [deliveryStatement(sources, settings)];
  const after = mergeStatements(before, isOurs, statements);
  if (after === undefined || policyBytes(after) <= maxPolicyBytes) return { after, sources };
  if (sources !== 'all') return withSources(before, 'all', settings);
  checkPolicySize(settings.inventoryBucket, after);
  return { after, sources };
}

/** Source: "Granting permissions for S3 Inventory and S3 analytics", S3 User Guide. */
function deliveryStatement(sources: Sources, settings: DeliverySettings): PolicyStatement {
  const { account, inventoryBucket, inventoryPrefix, partition } = settings;
  const names = sources === 'all' ? ['*'] : [...sources].sort();
  const arns = names.map((name) => bucketArn(name, settings));
  return {
    Sid: SID,
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `arn:${partition}:s3:::${inventoryBucket}/${inventoryPrefix}/*`,
    Condition: {
      StringEquals: { 'aws:SourceAccount': account, 's3:x-amz-acl': 'bucket-owner-full-control' },
      ArnLike: { 'aws:SourceArn': arns.length === 1 ? arns[0] : arns },
    },
  };
}

/** The buckets that our statement names as it stands. */
function sourcesOf(policy: PolicyDocument | undefined, settings: DeliverySettings): Sources {
  const statement = policy?.Statement.find((one) => sidOf(one) === SID);
  const condition = statement?.['Condition'] as { ArnLike?: { 'aws:SourceArn'?: unknown } } | undefined;
  const told = condition?.ArnLike?.['aws:SourceArn'];
  const arns: unknown[] = Array.isArray(told) ? told : [told];
  const start = bucketArn('', settings);
  const names = arns
    .filter((arn) => typeof arn === 'string')
    .filter((arn) => arn.startsWith(start))
    .map((arn) => arn.slice(start.length));
  return names.includes('*') ? 'all' : new Set(names);
}

function bucketArn(name: string, { partition }: DeliverySettings): string {
  return `arn:${partition}:s3:::${name}`;
}
