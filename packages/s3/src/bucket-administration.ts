import type { InventoryConfiguration } from './inventory-configuration';
import type { Encryption } from './object-store';

/** One bucket of the account. */
export interface BucketSummary {
  readonly name: string;
  readonly region: string;
  readonly createdAt?: Date;
}

/** Whether old versions of objects stay. `Suspended`: those there are do, new objects overwrite the null version. */
export type BucketVersioning = 'Enabled' | 'Suspended' | 'Disabled';

/** Who owns new objects; with `BucketOwnerEnforced` access control lists mean nothing. */
export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

/** Object Lock of a bucket. */
export interface BucketObjectLock {
  readonly enabled: boolean;
  /** What new objects get that are written without saying. */
  readonly defaultRetention?: {
    readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
    readonly period: { readonly days: number } | { readonly years: number };
  };
}

/** A bucket policy as it stands. */
export interface BucketPolicy {
  /** JSON. */
  readonly text: string;
  /** Differs whenever the text does. */
  readonly revision: string;
}

/** Stands for a policy that is not there. */
export const noPolicy = 'none';

/**
 * How buckets are set up. Adapters: S3 (`@lakeward/s3/aws`), a directory (`@lakeward/embedded`), and the in-memory fake
 * (`@lakeward/s3/testing`); all pass the contract suite beside the fake.
 *
 * Errors thrown (AppError): as {@link ObjectStore}; `S3_BUCKET_NOT_FOUND` for a bucket that is not there, and
 * `S3_INVALID_REQUEST` for one that lies in another Region than the client's where S3 does not follow.
 */
export interface BucketAdministration {
  /** The account's buckets of one Region, in order of their names. */
  listBuckets(region: string): AsyncIterable<BucketSummary>;
  /** The Region a bucket lies in. */
  bucketRegion(bucket: string): Promise<string>;
  /** Tags of the bucket; empty where it has none. */
  bucketTags(bucket: string): Promise<Readonly<Record<string, string>>>;
  versioning(bucket: string): Promise<BucketVersioning>;
  /** What objects get that are written without saying. */
  defaultEncryption(bucket: string): Promise<Encryption>;
  /** `ObjectWriter` where nothing was ever set: buckets older than April 2023. */
  objectOwnership(bucket: string): Promise<ObjectOwnership>;
  objectLock(bucket: string): Promise<BucketObjectLock>;
  /** One inventory configuration, or undefined where there is none of that id. */
  inventory(bucket: string, id: string): Promise<InventoryConfiguration | undefined>;
  /** All inventory configurations of the bucket, in order of their ids. */
  inventories(bucket: string): AsyncIterable<InventoryConfiguration>;
  /** Sets a configuration, or replaces the one of the same id. The first list comes within 48 hours. */
  putInventory(bucket: string, configuration: InventoryConfiguration): Promise<void>;
  /** Removes a configuration; one that is not there is no error. One more list may come afterwards. */
  deleteInventory(bucket: string, id: string): Promise<void>;
  /** The bucket's policy, or undefined where it has none. */
  policy(bucket: string): Promise<BucketPolicy | undefined>;
  /**
   * Sets the policy (JSON, at most 20 KB). With `ifRevision` ({@link noPolicy} for none) only where the present one has that
   * revision, `S3_PRECONDITION_FAILED` otherwise. S3 has no conditional write of policies: its adapter looks right before it
   * writes, so somebody who writes in that very moment is overwritten.
   */
  putPolicy(bucket: string, text: string, options?: { ifRevision?: string }): Promise<BucketPolicy>;
  /** Removes the policy; one that is not there is no error, unless `ifRevision` names another state. */
  deletePolicy(bucket: string, options?: { ifRevision?: string }): Promise<void>;
}
