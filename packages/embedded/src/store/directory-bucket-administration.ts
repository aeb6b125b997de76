import { stat } from 'node:fs/promises';
import {
  bucketNotFound,
  bucketPolicy,
  checkInventory,
  checkPolicyText,
  checkRevision,
  isBucketName,
  type BucketAdministration,
  type BucketObjectLock,
  type BucketPolicy,
  type BucketSummary,
  type BucketVersioning,
  type Encryption,
  type InventoryConfiguration,
  type ObjectOwnership,
} from '@lakeward/s3';
import { localRegion, plainBucket, type BucketSettings } from './bucket-settings';
import type { DirectoryKeys } from './directory-keys';
import { entriesOf } from './files';

/** The {@link BucketAdministration} of a lake in a directory: settings lie beside the buckets, and no inventory is delivered by itself. */
export class DirectoryBucketAdministration implements BucketAdministration {
  readonly #keys: DirectoryKeys;

  constructor(keys: DirectoryKeys) {
    this.#keys = keys;
  }

  async *listBuckets(region: string): AsyncIterable<BucketSummary> {
    const folders = await this.#keys.translated('the lake', () => entriesOf(this.#keys.layout.buckets()));
    for (const name of folders.map((folder) => folder.name).sort()) {
      const settings = isBucketName(name) ? await this.#keys.settingsIfThere(name) : undefined;
      if (settings === undefined || regionOf(settings) !== region) continue;
      const { birthtime } = await stat(this.#keys.layout.bucket(name));
      yield { name, region, createdAt: birthtime };
    }
  }

  bucketRegion(bucket: string): Promise<string> {
    return this.#tell(bucket, regionOf);
  }

  bucketTags(bucket: string): Promise<Readonly<Record<string, string>>> {
    return this.#tell(bucket, ({ tags = {} }) => tags);
  }

  versioning(bucket: string): Promise<BucketVersioning> {
    return this.#tell(bucket, ({ versioning }) => (versioning ? 'Enabled' : 'Disabled'));
  }

  defaultEncryption(bucket: string): Promise<Encryption> {
    return this.#tell(bucket, (settings) => settings.defaultEncryption);
  }

  objectOwnership(bucket: string): Promise<ObjectOwnership> {
    return this.#tell(bucket, ({ ownership = 'BucketOwnerEnforced' }) => ownership);
  }

  objectLock(bucket: string): Promise<BucketObjectLock> {
    return this.#tell(bucket, ({ objectLock, defaultRetention }) => ({
      enabled: objectLock,
      ...(defaultRetention === undefined ? {} : { defaultRetention }),
    }));
  }

  inventory(bucket: string, id: string): Promise<InventoryConfiguration | undefined> {
    return this.#tell(bucket, ({ inventories = [] }) => inventories.find((each) => each.id === id));
  }

  async *inventories(bucket: string): AsyncIterable<InventoryConfiguration> {
    yield* await this.#tell(bucket, ({ inventories = [] }) => inventories);
  }

  async putInventory(bucket: string, configuration: InventoryConfiguration): Promise<void> {
    checkInventory(bucket, configuration);
    await this.#change(bucket, (settings) => ({
      ...settings,
      inventories: [...others(settings, configuration.id), configuration].sort((a, b) =>
        a.id < b.id ? -1 : 1,
      ),
    }));
  }

  async deleteInventory(bucket: string, id: string): Promise<void> {
    await this.#change(bucket, (settings) => ({ ...settings, inventories: others(settings, id) }));
  }

  policy(bucket: string): Promise<BucketPolicy | undefined> {
    return this.#tell(bucket, policyOf);
  }

  async putPolicy(
    bucket: string,
    text: string,
    { ifRevision }: { ifRevision?: string } = {},
  ): Promise<BucketPolicy> {
    checkPolicyText(bucket, text);
    await this.#change(bucket, (settings) => {
      checkRevision(bucket, policyOf(settings), ifRevision);
      return { ...settings, policy: text };
    });
    return bucketPolicy(text);
  }

  async deletePolicy(bucket: string, { ifRevision }: { ifRevision?: string } = {}): Promise<void> {
    await this.#change(bucket, ({ policy, ...settings }) => {
      checkRevision(bucket, policy === undefined ? undefined : bucketPolicy(policy), ifRevision);
      return settings;
    });
  }

  #tell<T>(bucket: string, tell: (settings: BucketSettings) => T): Promise<T> {
    return this.#keys.translated(bucket, async () => tell(await this.#keys.settings(bucket)));
  }

  async #change(bucket: string, change: (settings: BucketSettings) => BucketSettings): Promise<void> {
    await this.#keys.translated(bucket, async () => {
      if ((await this.#keys.settingsIfThere(bucket)) === undefined) throw bucketNotFound(bucket);
      await this.#keys.changeSettings(bucket, (present) => change(present ?? plainBucket));
    });
  }
}

function regionOf({ region = localRegion }: BucketSettings): string {
  return region;
}

function policyOf({ policy }: BucketSettings): BucketPolicy | undefined {
  return policy === undefined ? undefined : bucketPolicy(policy);
}

function others({ inventories = [] }: BucketSettings, id: string): InventoryConfiguration[] {
  return inventories.filter((each) => each.id !== id);
}
