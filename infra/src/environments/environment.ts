import type { Region } from './region';

/** The environments there are; each is one file in this folder. */
export const ENVIRONMENT_NAMES = ['dev', 'staging', 'prod'] as const;

export type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number];

/** Retention of a CloudWatch log group in days, of the values that CloudWatch Logs takes: a year or longer. */
export type LogRetentionDays = 365 | 400 | 545 | 731 | 1096 | 1827 | 2192 | 2557 | 2922 | 3288 | 3653;

/** How long evidence cannot be deleted. COMPLIANCE binds everybody, the account's root user included. */
export interface EvidenceLock {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly days: number;
}

/** What the daily review of pci-query-runner is told. */
export interface PciQueryRunnerSettings {
  /** Bucket that CloudTrail delivers to; it exists already. */
  readonly logBucket: string;
  /** Key that the log files are encrypted with, or undefined for SSE-S3. */
  readonly logBucketKeyArn: string | undefined;
  /** Prefix of the trail with its trailing slash, or empty. */
  readonly logPrefix: string;
  /** `o-...` of an organization trail, or empty. */
  readonly organizationId: string;
  /** Accounts and Regions whose logs must be there. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly partitionMode: 'projection' | 'add-partition';
  readonly pack: string;
  /** Buckets whose objects nobody should read unseen; may be empty. */
  readonly guardedBuckets: readonly string[];
  readonly listingCap: number;
  /** Days after which a lifecycle rule deletes log files, or undefined where none does: older days are not reviewed. */
  readonly logRetentionDays: number | undefined;
  /** Hour of the day (0-23, UTC) at which the day before is reviewed; CloudTrail delivers within about 5 minutes on average. */
  readonly reviewHourUtc: number;
}

/** What objects shall be encrypted with. */
export type EncryptionTarget =
  | {
      readonly algorithm: 'sse-kms';
      /** Full ARN of a key of this account and Region. Its policy must let the roles of the jobs use it through S3. */
      readonly keyArn: string;
      readonly bucketKeys: boolean;
    }
  | { readonly algorithm: 'sse-s3' };

/** Tables of S3 Metadata, which name the key of every object; they are set up for each bucket, outside of Lakeward. */
export interface MetadataTables {
  /** Catalog as Athena names it: `s3tablescatalog/aws-s3` holds all that S3 manages. */
  readonly catalog: string;
  /** Key that the tables are encrypted with, or undefined for SSE-S3. */
  readonly keyArn: string | undefined;
}

/** What the re-encryption of buckets is told. */
export interface ReencryptionSettings {
  /** Names of the buckets that it may work on; `*` stands for any characters. Of these, the tagged ones are taken. */
  readonly buckets: readonly string[];
  /** Tag that a bucket gets to be taken. */
  readonly tag: { readonly key: string; readonly value: string };
  readonly inventoryFrequency: 'Daily' | 'Weekly';
  /** Days after which inventories are deleted. */
  readonly inventoryDays: number;
  /** `report`: plan and say so. `apply`: make the jobs as well. */
  readonly mode: 'report' | 'apply';
  readonly target: EncryptionTarget;
  /** Keys that objects may be under already, full ARNs. */
  readonly sourceKeyArns: readonly string[];
  /** Undefined where no bucket has them: the key of objects under SSE-KMS is unknown then. All buckets need them where it is given. */
  readonly metadataTables: MetadataTables | undefined;
  /** Copies old versions too, which adds a version for each; wants a `copyTag`. */
  readonly copyNoncurrent: boolean;
  /** Tag of copies as `key=value`, or empty. */
  readonly copyTag: string;
  /** Jobs with more objects wait until somebody confirms them. */
  readonly confirmAboveObjects: number;
  /** 0 to 2,147,483,647: the greater runs first. */
  readonly jobPriority: number;
  readonly reportScope: 'AllTasks' | 'FailedTasksOnly';
  /** Parts of one large object that are copied at the same time. */
  readonly partsInParallel: number;
  /** Hour of the day (0-23, UTC) at which tags and inventories are brought into line. */
  readonly reconcileHourUtc: number;
}

/**
 * An environment is data: everything that differs between dev, staging and prod, and nothing else. One AWS account and
 * Region each; two environments may share an account, since every name carries the environment.
 */
export interface Environment {
  readonly name: EnvironmentName;
  /** 12 digits. Terraform refuses to work with credentials of any other account. */
  readonly account: string;
  readonly region: Region;
  /** Bucket that holds Terraform's state, made once by `nx run infra:bootstrap`. */
  readonly stateBucket: string;
  /** Who answers for it; a tag of every resource. */
  readonly owner: string;
  readonly keys: {
    /** Roles that administer the KMS keys; empty leaves it to IAM policies of the account. */
    readonly administrators: readonly string[];
    /** 7-30: days between a request to delete a key and its deletion. */
    readonly deletionWindowDays: number;
  };
  readonly data: {
    /** True: Terraform refuses to destroy buckets, keys and tables. False: destroying takes the data with it. */
    readonly protected: boolean;
    /** Default retention of evidence, or undefined for none. */
    readonly evidenceLock: EvidenceLock | undefined;
    /** Days after which query results and S3 access logs are deleted. */
    readonly queryResultDays: number;
    readonly accessLogDays: number;
  };
  readonly athena: {
    /** A query that would read more is cancelled. At least 10,000,000 (Athena's own minimum). */
    readonly bytesScannedCutoff: number;
  };
  readonly operations: {
    readonly logRetentionDays: LogRetentionDays;
    /** X-Ray traces of every function. */
    readonly tracing: boolean;
    /** Who is mailed when an alarm goes off, and who gets the notices of findings. */
    readonly alarmEmails: readonly string[];
    readonly noticeEmails: readonly string[];
  };
  readonly pciQueryRunner: PciQueryRunnerSettings;
  readonly reencryption: ReencryptionSettings;
}
