import {
  bucketNotFound,
  bucketPolicy,
  checkInventory,
  checkPolicyText,
  checkRevision,
  compareKeys,
  type BucketAdministration,
  type BucketObjectLock,
  type BucketPolicy,
  type BucketSummary,
  type BucketVersioning,
  type Encryption,
  type InventoryConfiguration,
  type ObjectOwnership,
} from '@lakeward/s3';

/** One bucket of the world; tests read and change it at will. */
export interface WorldBucket {
  region: string;
  tags: Record<string, string>;
  defaultEncryption: Encryption;
  policy?: string;
  readonly versioning: BucketVersioning;
  readonly ownership: ObjectOwnership;
  readonly objectLock: BucketObjectLock;
  readonly inventories: Map<string, InventoryConfiguration>;
}

/** A call that changes something, or any other. */
export type BucketOperation = keyof BucketAdministration;

/**
 * The account's buckets in memory, open to a test that looks at them or changes them between two calls. `before` makes calls fail
 * without effect, `after` although they took effect.
 */
export class BucketWorld implements BucketAdministration {
  readonly buckets = new Map<string, WorldBucket>();
  /** Calls that changed something, in order: `putInventory raw-data`. */
  readonly writes: string[] = [];
  before: ((operation: BucketOperation, bucket: string) => void) | undefined;
  after: ((operation: BucketOperation, bucket: string) => void) | undefined;

  constructor(buckets: Readonly<Record<string, Partial<WorldBucket>>> = {}) {
    for (const [name, bucket] of Object.entries(buckets)) this.add(name, bucket);
  }

  add(name: string, bucket: Partial<WorldBucket> = {}): WorldBucket {
    const added: WorldBucket = {
      region: 'eu-west-1',
      tags: {},
      defaultEncryption: { algorithm: 'AES256' },
      versioning: 'Disabled',
      ownership: 'BucketOwnerEnforced',
      objectLock: { enabled: false },
      inventories: new Map(),
      ...bucket,
    };
    this.buckets.set(name, added);
    return added;
  }

  /** The bucket, which must be there. */
  at(name: string): WorldBucket {
    const bucket = this.buckets.get(name);
    if (bucket === undefined) throw bucketNotFound(name);
    return bucket;
  }

  async *listBuckets(region: string): AsyncIterable<BucketSummary> {
    await this.#run('listBuckets', '', () => undefined);
    for (const [name, bucket] of [...this.buckets].sort(([a], [b]) => compareKeys(a, b))) {
      if (bucket.region === region) yield { name, region };
    }
  }

  bucketRegion(bucket: string): Promise<string> {
    return this.#run('bucketRegion', bucket, () => this.at(bucket).region);
  }

  bucketTags(bucket: string): Promise<Readonly<Record<string, string>>> {
    return this.#run('bucketTags', bucket, () => ({ ...this.at(bucket).tags }));
  }

  versioning(bucket: string): Promise<BucketVersioning> {
    return this.#run('versioning', bucket, () => this.at(bucket).versioning);
  }

  defaultEncryption(bucket: string): Promise<Encryption> {
    return this.#run('defaultEncryption', bucket, () => this.at(bucket).defaultEncryption);
  }

  objectOwnership(bucket: string): Promise<ObjectOwnership> {
    return this.#run('objectOwnership', bucket, () => this.at(bucket).ownership);
  }

  objectLock(bucket: string): Promise<BucketObjectLock> {
    return this.#run('objectLock', bucket, () => this.at(bucket).objectLock);
  }

  inventory(bucket: string, id: string): Promise<InventoryConfiguration | undefined> {
    return this.#run('inventory', bucket, () => this.at(bucket).inventories.get(id));
  }

  async *inventories(bucket: string): AsyncIterable<InventoryConfiguration> {
    const found = await this.#run('inventories', bucket, () => [...this.at(bucket).inventories.values()]);
    yield* found.sort((a, b) => compareKeys(a.id, b.id));
  }

  putInventory(bucket: string, configuration: InventoryConfiguration): Promise<void> {
    return this.#run('putInventory', bucket, () => {
      checkInventory(bucket, configuration);
      this.at(bucket).inventories.set(configuration.id, configuration);
    });
  }

  deleteInventory(bucket: string, id: string): Promise<void> {
    return this.#run('deleteInventory', bucket, () => {
      this.at(bucket).inventories.delete(id);
    });
  }

  policy(bucket: string): Promise<BucketPolicy | undefined> {
    return this.#run('policy', bucket, () => this.#policy(bucket));
  }

  putPolicy(bucket: string, text: string, options: { ifRevision?: string } = {}): Promise<BucketPolicy> {
    return this.#run('putPolicy', bucket, () => {
      const state = this.at(bucket);
      checkPolicyText(bucket, text);
      checkRevision(bucket, this.#policy(bucket), options.ifRevision);
      state.policy = text;
      return bucketPolicy(text);
    });
  }

  deletePolicy(bucket: string, options: { ifRevision?: string } = {}): Promise<void> {
    return this.#run('deletePolicy', bucket, () => {
      checkRevision(bucket, this.#policy(bucket), options.ifRevision);
      delete this.at(bucket).policy;
    });
  }

  #policy(bucket: string): BucketPolicy | undefined {
    const { policy } = this.at(bucket);
    return policy === undefined ? undefined : bucketPolicy(policy);
  }

  async #run<T>(operation: BucketOperation, bucket: string, work: () => T): Promise<T> {
    this.before?.(operation, bucket);
    // A turn of the event loop, so that calls of parallel work interleave as they would over a network.
    await Promise.resolve();
    const result = work();
    if (/^(?:put|delete)/.test(operation)) this.writes.push(`${operation} ${bucket}`);
    this.after?.(operation, bucket);
    return result;
  }
}
