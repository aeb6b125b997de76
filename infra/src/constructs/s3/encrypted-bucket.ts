import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import { arns } from '../../arns';
import { resourcePolicy, type ResourceStatement } from '../iam/statement';

/** Parts of an upload that nobody completed are deleted after this. */
const ABANDONED_UPLOAD_DAYS = 7;

export interface EncryptedBucketProps {
  readonly name: string;
  /** KMS key; undefined for SSE-S3, which targets of S3 access logs and manifests of S3 Batch Operations need. */
  readonly keyArn: string | undefined;
  /** True: Terraform does not destroy it. False: destroying it deletes its objects too. */
  readonly protected: boolean;
  /** Object Lock, which can only be turned on at creation. `defaultRetention` binds every new object. */
  readonly objectLock?: {
    readonly defaultRetention:
      { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number } | undefined;
  };
  /** Days after which objects are deleted; undefined keeps them. */
  readonly expireAfterDays?: number;
  /** Days after which objects below a prefix are deleted, for prefixes of their own. */
  readonly expirePrefixesAfterDays?: Readonly<Record<string, number>>;
  /** True: the bucket tells EventBridge of its objects. */
  readonly tellsEvents?: boolean;
  /** Bucket for server access logs; its policy lets S3 deliver them. */
  readonly accessLogs?: EncryptedBucket;
  /**
   * True: an app adds statements to the bucket's policy as it works. Terraform then makes the policy and leaves it alone, so a
   * change of it here reaches only a bucket whose policy was deleted before.
   */
  readonly policyGrows?: boolean;
  /** What the bucket's policy allows besides its denials. */
  readonly statements?: readonly ResourceStatement[];
}

/**
 * A private, versioned, encrypted bucket: no public access, no ACLs, TLS 1.2 or newer only, one KMS key with a Bucket
 * Key, and no upload under any other key.
 */
export class EncryptedBucket extends Construct {
  readonly name: string;
  readonly #policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: EncryptedBucketProps) {
    super(scope, id);
    const bucket = new S3Bucket(this, 'bucket', {
      bucket: props.name,
      objectLockEnabled: props.objectLock !== undefined,
      forceDestroy: !props.protected,
      lifecycle: { preventDestroy: props.protected },
    });
    this.name = bucket.bucket;
    new S3BucketPublicAccessBlock(this, 'public-access', {
      bucket: this.name,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'ownership', {
      bucket: this.name,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket: this.name,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: this.name,
      rule: [encryptionRule(props.keyArn)],
    });
    if (props.objectLock?.defaultRetention !== undefined) {
      new S3BucketObjectLockConfigurationA(this, 'lock', {
        bucket: this.name,
        rule: { defaultRetention: props.objectLock.defaultRetention },
        dependsOn: [versioning],
      });
    }
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket: this.name,
      rule: lifecycleRules(props),
      dependsOn: [versioning],
    });
    if (props.accessLogs !== undefined) {
      new S3BucketLoggingA(this, 'access-logs', {
        bucket: this.name,
        targetBucket: props.accessLogs.name,
        targetPrefix: `${props.name}/`,
        // S3 asks at once whether it may deliver.
        dependsOn: [props.accessLogs.#policy],
      });
    }
    if (props.tellsEvents === true) {
      new S3BucketNotification(this, 'events', { bucket: this.name, eventbridge: true });
    }
    this.#policy = new S3BucketPolicy(this, 'policy', {
      bucket: this.name,
      policy: resourcePolicy(bucketPolicy(props)),
      ...(props.policyGrows === true ? { lifecycle: { ignoreChanges: ['policy'] } } : {}),
    });
  }
}

function encryptionRule(keyArn: string | undefined) {
  return keyArn === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
    : {
        applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn },
        bucketKeyEnabled: true,
      };
}

function lifecycleRules({ expireAfterDays, expirePrefixesAfterDays = {} }: EncryptedBucketProps) {
  const abandoned = {
    id: 'abandoned-uploads',
    status: 'Enabled',
    filter: [{ prefix: '' }],
    abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABANDONED_UPLOAD_DAYS }],
  };
  const expiry = (id: string, prefix: string, days: number) => ({
    id,
    status: 'Enabled',
    filter: [{ prefix }],
    expiration: [{ days }],
    noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
  });
  return [
    abandoned,
    ...(expireAfterDays === undefined ? [] : [expiry('expiry', '', expireAfterDays)]),
    ...Object.entries(expirePrefixesAfterDays).map(([prefix, days]) =>
      expiry(`expiry of ${prefix}`, prefix, days),
    ),
  ];
}

function bucketPolicy({ name, keyArn, statements = [] }: EncryptedBucketProps): ResourceStatement[] {
  const everything = [arns.bucket(name), arns.objects(name)];
  const denyAll = { effect: 'Deny', principal: '*', actions: ['s3:*'], resources: everything } as const;
  return [
    { ...denyAll, sid: 'DenyPlainHttp', conditions: { Bool: { 'aws:SecureTransport': 'false' } } },
    { ...denyAll, sid: 'DenyOldTls', conditions: { NumericLessThan: { 's3:TlsVersion': '1.2' } } },
    ...(keyArn === undefined ? [] : [denyOtherKeys(name, keyArn)]),
    ...statements,
  ];
}

/** An upload that names no key gets the bucket's; `Null` keeps it out of the comparison, which an absent key would fail. */
function denyOtherKeys(name: string, keyArn: string): ResourceStatement {
  const header = 's3:x-amz-server-side-encryption-aws-kms-key-id';
  return {
    sid: 'DenyOtherKeys',
    effect: 'Deny',
    principal: '*',
    actions: ['s3:PutObject'],
    resources: [arns.objects(name)],
    conditions: { StringNotEquals: { [header]: keyArn }, Null: { [header]: 'false' } },
  };
}
