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
import type { InventoryConfiguration } from '../inventory-configuration';
import { bucketNotFound } from '../object-errors';
import type { Encryption } from '../object-store';

/** How a bucket of the fake is set up. */
export interface AdministeredBucket {
  /** Default eu-west-1. */
  readonly region?: string;
  readonly createdAt?: Date;
  readonly tags?: Readonly<Record<string, string>>;
  readonly versioning?: BucketVersioning;
  /** Default SSE-S3. */
  readonly defaultEncryption?: Encryption;
  /** Default BucketOwnerEnforced. */
  readonly ownership?: ObjectOwnership;
  readonly objectLock?: BucketObjectLock;
  readonly policy?: string;
}

/** One call as the fake saw it. */
export interface BucketAdministrationCall {
  readonly operation: keyof BucketAdministration;
  /** Absent for `listBuckets`. */
  readonly bucket?: string;
}

interface State {
  readonly settings: AdministeredBucket;
  policy: BucketPolicy | undefined;
  readonly inventories: Map<string, InventoryConfiguration>;
}

/** A {@link BucketAdministration} in memory. `before` makes calls fail without effect, `after` although they took effect. */
export class InMemoryBucketAdministration implements BucketAdministration {
  readonly calls: BucketAdministrationCall[] = [];
  before: ((call: BucketAdministrationCall) => void | Promise<void>) | undefined;
  after: ((call: BucketAdministrationCall) => void | Promise<void>) | undefined;
  readonly #buckets = new Map<string, State>();

  constructor(buckets: Readonly<Record<string, AdministeredBucket>> = {}) {
    for (const [name, settings] of Object.entries(buckets)) this.setBucket(name, settings);
  }

  /** Makes a bucket, or sets it up anew; policy and inventories of one that is there stay. */
  setBucket(name: string, settings: AdministeredBucket): this {
    const present = this.#buckets.get(name);
    const policy = settings.policy === undefined ? present?.policy : bucketPolicy(settings.policy);
    this.#buckets.set(name, { settings, policy, inventories: present?.inventories ?? new Map() });
    return this;
  }

  async *listBuckets(region: string): AsyncIterable<BucketSummary> {
    const found = await this.#call({ operation: 'listBuckets' }, () => [...this.#buckets.entries()]);
    for (const [name, { settings }] of found.sort(([a], [b]) => (a < b ? -1 : 1))) {
      if ((settings.region ?? 'eu-west-1') !== region) continue;
      yield { name, region, ...(settings.createdAt === undefined ? {} : { createdAt: settings.createdAt }) };
    }
  }

  bucketRegion(bucket: string): Promise<string> {
    return this.#ask('bucketRegion', bucket, ({ settings }) => settings.region ?? 'eu-west-1');
  }

  bucketTags(bucket: string): Promise<Readonly<Record<string, string>>> {
    return this.#ask('bucketTags', bucket, ({ settings }) => settings.tags ?? {});
  }

  versioning(bucket: string): Promise<BucketVersioning> {
    return this.#ask('versioning', bucket, ({ settings }) => settings.versioning ?? 'Disabled');
  }

  defaultEncryption(bucket: string): Promise<Encryption> {
    return this.#ask(
      'defaultEncryption',
      bucket,
      ({ settings }) => settings.defaultEncryption ?? { algorithm: 'AES256' },
    );
  }

  objectOwnership(bucket: string): Promise<ObjectOwnership> {
    return this.#ask(
      'objectOwnership',
      bucket,
      ({ settings }) => settings.ownership ?? 'BucketOwnerEnforced',
    );
  }

  objectLock(bucket: string): Promise<BucketObjectLock> {
    return this.#ask('objectLock', bucket, ({ settings }) => settings.objectLock ?? { enabled: false });
  }

  inventory(bucket: string, id: string): Promise<InventoryConfiguration | undefined> {
    return this.#ask('inventory', bucket, ({ inventories }) => inventories.get(id));
  }

  async *inventories(bucket: string): AsyncIterable<InventoryConfiguration> {
    const found = await this.#ask('inventories', bucket, ({ inventories }) => [...inventories.values()]);
    yield* found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  putInventory(bucket: string, configuration: InventoryConfiguration): Promise<void> {
    return this.#ask('putInventory', bucket, ({ inventories }) => {
      checkInventory(bucket, configuration);
      inventories.set(configuration.id, configuration);
    });
  }

  deleteInventory(bucket: string, id: string): Promise<void> {
    return this.#ask('deleteInventory', bucket, ({ inventories }) => {
      inventories.delete(id);
    });
  }

  policy(bucket: string): Promise<BucketPolicy | undefined> {
    return this.#ask('policy', bucket, ({ policy }) => policy);
  }

  putPolicy(bucket: string, text: string, options: { ifRevision?: string } = {}): Promise<BucketPolicy> {
    return this.#ask('putPolicy', bucket, (state) => {
      checkPolicyText(bucket, text);
      checkRevision(bucket, state.policy, options.ifRevision);
      return (state.policy = bucketPolicy(text));
    });
  }

  deletePolicy(bucket: string, options: { ifRevision?: string } = {}): Promise<void> {
    return this.#ask('deletePolicy', bucket, (state) => {
      checkRevision(bucket, state.policy, options.ifRevision);
      state.policy = undefined;
    });
  }

  #ask<T>(operation: keyof BucketAdministration, bucket: string, work: (state: State) => T): Promise<T> {
    return this.#call({ operation, bucket }, () => {
      const state = this.#buckets.get(bucket);
      if (state === undefined) throw bucketNotFound(bucket);
      return work(state);
    });
  }

  async #call<T>(call: BucketAdministrationCall, work: () => T): Promise<T> {
    this.calls.push(call);
    await this.before?.(call);
    const result = work();
    await this.after?.(call);
    return result;
  }
}
