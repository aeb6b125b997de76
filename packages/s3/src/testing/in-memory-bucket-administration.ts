import type {
  BucketAdministration,
  BucketObjectLock,
  BucketPolicy,
  BucketSummary,
  BucketVersioning,
  ObjectOwnership,
} from '../bucket-administration';
import { bucketPolicy, checkPolicyText, checkRevision } from '../bucket-policy';
import { checkInventory } from '../check-inventory';
import { compareKeys } from '../compare-keys';
import type { InventoryConfiguration } from '../inventory-configuration';
import { bucketNotFound } from '../object-errors';
import type { Encryption } from '../object-store';

/** One bucket of the fake; tests read and change it at will, also between two calls. */
export interface AdministeredBucket {
  /** Default eu-west-1. */
  region: string;
  createdAt?: Date;
  tags: Readonly<Record<string, string>>;
  versioning: BucketVersioning;
  /** Default SSE-S3. */
  defaultEncryption: Encryption;
  /** Default BucketOwnerEnforced. */
  ownership: ObjectOwnership;
  objectLock: BucketObjectLock;
  /** JSON; absent where there is none. */
  policy?: string;
  /** By id. */
  readonly inventories: Map<string, InventoryConfiguration>;
}

/** One call as the fake saw it. */
export interface BucketAdministrationCall {
  readonly operation: keyof BucketAdministration;
  /** Absent for `listBuckets`. */
  readonly bucket?: string;
}

/** A {@link BucketAdministration} in memory. `before` makes calls fail without effect, `after` although they took effect. */
export class InMemoryBucketAdministration implements BucketAdministration {
  readonly calls: BucketAdministrationCall[] = [];
  /** Calls that took effect on a bucket, in order: `putInventory raw-data`. */
  readonly writes: string[] = [];
  before: ((call: BucketAdministrationCall) => void | Promise<void>) | undefined;
  after: ((call: BucketAdministrationCall) => void | Promise<void>) | undefined;
  readonly #buckets = new Map<string, AdministeredBucket>();

  constructor(buckets: Readonly<Record<string, Partial<AdministeredBucket>>> = {}) {
    for (const [name, settings] of Object.entries(buckets)) {
      this.#buckets.set(name, {
        region: 'eu-west-1',
        tags: {},
        versioning: 'Disabled',
        defaultEncryption: { algorithm: 'AES256' },
        ownership: 'BucketOwnerEnforced',
        objectLock: { enabled: false },
        inventories: new Map(),
        ...settings,
      });
    }
  }

  /** The bucket, which must be there. */
  at(name: string): AdministeredBucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw bucketNotFound(name);
    return bucket;
  }

  /** Takes a bucket away with all that it was set up with. */
  removeBucket(name: string): void {
    this.#buckets.delete(name);
  }

  async *listBuckets(region: string): AsyncIterable<BucketSummary> {
    const found = await this.#call({ operation: 'listBuckets' }, () => [...this.#buckets]);
    for (const [name, bucket] of found.sort(([a], [b]) => compareKeys(a, b))) {
      if (bucket.region !== region) continue;
      yield { name, region, ...(bucket.createdAt === undefined ? {} : { createdAt: bucket.createdAt }) };
    }
  }

  bucketRegion(bucket: string): Promise<string> {
    return this.#ask('bucketRegion', bucket, ({ region }) => region);
  }

  bucketTags(bucket: string): Promise<Readonly<Record<string, string>>> {
    return this.#ask('bucketTags', bucket, ({ tags }) => ({ ...tags }));
  }

  versioning(bucket: string): Promise<BucketVersioning> {
    return this.#ask('versioning', bucket, ({ versioning }) => versioning);
  }

  defaultEncryption(bucket: string): Promise<Encryption> {
    return this.#ask('defaultEncryption', bucket, ({ defaultEncryption }) => defaultEncryption);
  }

  objectOwnership(bucket: string): Promise<ObjectOwnership> {
    return this.#ask('objectOwnership', bucket, ({ ownership }) => ownership);
  }

  objectLock(bucket: string): Promise<BucketObjectLock> {
    return this.#ask('objectLock', bucket, ({ objectLock }) => objectLock);
  }

  inventory(bucket: string, id: string): Promise<InventoryConfiguration | undefined> {
    return this.#ask('inventory', bucket, ({ inventories }) => inventories.get(id));
  }

  async *inventories(bucket: string): AsyncIterable<InventoryConfiguration> {
    const found = await this.#ask('inventories', bucket, ({ inventories }) => [...inventories.values()]);
    yield* found.sort((a, b) => compareKeys(a.id, b.id));
  }

  putInventory(bucket: string, configuration: InventoryConfiguration): Promise<void> {
    return this.#write('putInventory', bucket, ({ inventories }) => {
      checkInventory(bucket, configuration);
      inventories.set(configuration.id, configuration);
    });
  }

  deleteInventory(bucket: string, id: string): Promise<void> {
    return this.#write('deleteInventory', bucket, ({ inventories }) => {
      inventories.delete(id);
    });
  }

  policy(bucket: string): Promise<BucketPolicy | undefined> {
    return this.#ask('policy', bucket, policyOf);
  }

  putPolicy(bucket: string, text: string, options: { ifRevision?: string } = {}): Promise<BucketPolicy> {
    return this.#write('putPolicy', bucket, (state) => {
      checkPolicyText(bucket, text);
      checkRevision(bucket, policyOf(state), options.ifRevision);
      state.policy = text;
      return bucketPolicy(text);
    });
  }

  deletePolicy(bucket: string, options: { ifRevision?: string } = {}): Promise<void> {
    return this.#write('deletePolicy', bucket, (state) => {
      checkRevision(bucket, policyOf(state), options.ifRevision);
      delete state.policy;
    });
  }

  #ask<T>(
    operation: keyof BucketAdministration,
    bucket: string,
    work: (state: AdministeredBucket) => T,
  ): Promise<T> {
    return this.#call({ operation, bucket }, () => work(this.at(bucket)));
  }

  #write<T>(
    operation: keyof BucketAdministration,
    bucket: string,
    work: (state: AdministeredBucket) => T,
  ): Promise<T> {
    return this.#ask(operation, bucket, (state) => {
      const result = work(state);
      this.writes.push(`${operation} ${bucket}`);
      return result;
    });
  }

  async #call<T>(call: BucketAdministrationCall, work: () => T): Promise<T> {
    this.calls.push(call);
    // One turn at least, so that calls of parallel work interleave as they would over a network.
    await this.before?.(call);
    const result = work();
    await this.after?.(call);
    return result;
  }
}

function policyOf({ policy }: AdministeredBucket): BucketPolicy | undefined {
  return policy === undefined ? undefined : bucketPolicy(policy);
}
