import {
  DeleteBucketInventoryConfigurationCommand,
  DeleteBucketPolicyCommand,
  GetBucketEncryptionCommand,
  GetBucketInventoryConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  ListBucketInventoryConfigurationsCommand,
  ListBucketsCommand,
  PutBucketInventoryConfigurationCommand,
  PutBucketPolicyCommand,
  S3Client,
  type DefaultRetention,
  type ListBucketInventoryConfigurationsCommandOutput,
  type ListBucketsCommandOutput,
} from '@aws-sdk/client-s3';
import { clientSettings, type AwsClientOptions } from '@lakeward/aws-client';
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
import type { Encryption } from '../object-store';
import { inventoryOf, wireInventory } from './inventory-mapping';
import { s3Error } from './s3-error';

/** Settings of buckets are small and rarely throttled; who asks is a function that has little time. */
const PATIENCE = { connectMs: 3_000, answerMs: 15_000, attempts: 5 };

export interface S3BucketAdministrationOptions extends AwsClientOptions {
  /** Takes the place of a client made from the other options. */
  readonly client?: S3Client;
  /** Buckets asked for at a time, 1 to 10,000. Default 1,000. */
  readonly pageSize?: number;
}

/** The {@link BucketAdministration} that is Amazon S3. */
export function createS3BucketAdministration({
  client,
  pageSize = 1_000,
  ...where
}: S3BucketAdministrationOptions = {}): BucketAdministration {
  const settings = clientSettings(where, PATIENCE);
  // Buckets of other Regions are looked at where they are.
  return new S3BucketAdministration(
    client ?? new S3Client({ ...settings, retryMode: 'adaptive', followRegionRedirects: true }),
    pageSize,
  );
}

class S3BucketAdministration implements BucketAdministration {
  readonly #client: S3Client;
  readonly #pageSize: number;

  constructor(client: S3Client, pageSize: number) {
    this.#client = client;
    this.#pageSize = pageSize;
  }

  async *listBuckets(region: string): AsyncIterable<BucketSummary> {
    let token: string | undefined;
    do {
      const page: ListBucketsCommandOutput = await this.#ask('', () =>
        this.#client.send(
          new ListBucketsCommand({
            BucketRegion: region,
            MaxBuckets: this.#pageSize,
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
        ),
      );
      for (const { Name = '', BucketRegion = region, CreationDate } of page.Buckets ?? []) {
        yield {
          name: Name,
          region: BucketRegion,
          ...(CreationDate === undefined ? {} : { createdAt: CreationDate }),
        };
      }
      token = page.ContinuationToken;
    } while (token !== undefined);
  }

  async bucketRegion(bucket: string): Promise<string> {
    // HeadBucket tells it too, but is allowed by the right to list the bucket's keys. What speaks against this call, that it does
    // not work across accounts, is no loss here. Source: "GetBucketLocation", S3 API reference.
    const { LocationConstraint } = await this.#ask(bucket, () =>
      this.#client.send(new GetBucketLocationCommand({ Bucket: bucket })),
    );
    return regionOf(LocationConstraint);
  }

  async bucketTags(bucket: string): Promise<Readonly<Record<string, string>>> {
    const answer = await this.#askUnless('NoSuchTagSet', bucket, () =>
      this.#client.send(new GetBucketTaggingCommand({ Bucket: bucket })),
    );
    return Object.fromEntries((answer?.TagSet ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  }

  async versioning(bucket: string): Promise<BucketVersioning> {
    const { Status } = await this.#ask(bucket, () =>
      this.#client.send(new GetBucketVersioningCommand({ Bucket: bucket })),
    );
    return Status ?? 'Disabled';
  }

  async defaultEncryption(bucket: string): Promise<Encryption> {
    const answer = await this.#askUnless('ServerSideEncryptionConfigurationNotFoundError', bucket, () =>
      this.#client.send(new GetBucketEncryptionCommand({ Bucket: bucket })),
    );
    const rule = answer?.ServerSideEncryptionConfiguration?.Rules?.[0];
    const { SSEAlgorithm: algorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
    const keyArn = KMSMasterKeyID === undefined ? {} : { keyArn: KMSMasterKeyID };
    switch (algorithm) {
      case 'aws:kms':
        return { algorithm, ...keyArn, ...(rule?.BucketKeyEnabled === true ? { bucketKey: true } : {}) };
      case 'aws:kms:dsse':
        return { algorithm, ...keyArn };
      // Since 2023 every bucket encrypts with SSE-S3 unless it says otherwise.
      case undefined:
      case 'AES256':
      case 'aws:backup':
      case 'aws:fsx':
      default:
        return { algorithm: 'AES256' };
    }
  }

  async objectOwnership(bucket: string): Promise<ObjectOwnership> {
    const answer = await this.#askUnless('OwnershipControlsNotFoundError', bucket, () =>
      this.#client.send(new GetBucketOwnershipControlsCommand({ Bucket: bucket })),
    );
    return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? 'ObjectWriter';
  }

  async objectLock(bucket: string): Promise<BucketObjectLock> {
    const answer = await this.#askUnless('ObjectLockConfigurationNotFoundError', bucket, () =>
      this.#client.send(new GetObjectLockConfigurationCommand({ Bucket: bucket })),
    );
    const { ObjectLockEnabled, Rule } = answer?.ObjectLockConfiguration ?? {};
    const defaultRetention = retentionOf(Rule?.DefaultRetention);
    return {
      enabled: ObjectLockEnabled === 'Enabled',
      ...(defaultRetention === undefined ? {} : { defaultRetention }),
    };
  }

  async inventory(bucket: string, id: string): Promise<InventoryConfiguration | undefined> {
    const answer = await this.#askUnless('NoSuchConfiguration', bucket, () =>
      this.#client.send(new GetBucketInventoryConfigurationCommand({ Bucket: bucket, Id: id })),
    );
    return answer?.InventoryConfiguration && inventoryOf(answer.InventoryConfiguration);
  }

  async *inventories(bucket: string): AsyncIterable<InventoryConfiguration> {
    const found: InventoryConfiguration[] = [];
    let token: string | undefined;
    do {
      const page: ListBucketInventoryConfigurationsCommandOutput = await this.#ask(bucket, () =>
        this.#client.send(
          new ListBucketInventoryConfigurationsCommand({
            Bucket: bucket,
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
        ),
      );
      found.push(...(page.InventoryConfigurationList ?? []).map(inventoryOf));
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
    // At most 1,000 of a bucket, in an order that S3 does not promise.
    yield* found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async putInventory(bucket: string, configuration: InventoryConfiguration): Promise<void> {
    checkInventory(bucket, configuration);
    await this.#ask(bucket, () =>
      this.#client.send(
        new PutBucketInventoryConfigurationCommand({
          Bucket: bucket,
          Id: configuration.id,
          InventoryConfiguration: wireInventory(configuration),
        }),
      ),
    );
  }

  async deleteInventory(bucket: string, id: string): Promise<void> {
    await this.#askUnless('NoSuchConfiguration', bucket, () =>
      this.#client.send(new DeleteBucketInventoryConfigurationCommand({ Bucket: bucket, Id: id })),
    );
  }

  async policy(bucket: string): Promise<BucketPolicy | undefined> {
    const answer = await this.#askUnless('NoSuchBucketPolicy', bucket, () =>
      this.#client.send(new GetBucketPolicyCommand({ Bucket: bucket })),
    );
    return answer?.Policy === undefined ? undefined : bucketPolicy(answer.Policy);
  }

  async putPolicy(
    bucket: string,
    text: string,
    { ifRevision }: { ifRevision?: string } = {},
  ): Promise<BucketPolicy> {
    checkPolicyText(bucket, text);
    if (ifRevision !== undefined) checkRevision(bucket, await this.policy(bucket), ifRevision);
    await this.#ask(bucket, () =>
      this.#client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: text })),
    );
    // S3 keeps a policy in words of its own, such as unique ids for principals: the revision is that of what it keeps.
    return (await this.policy(bucket)) ?? bucketPolicy(text);
  }

  async deletePolicy(bucket: string, { ifRevision }: { ifRevision?: string } = {}): Promise<void> {
    if (ifRevision !== undefined) checkRevision(bucket, await this.policy(bucket), ifRevision);
    await this.#ask(bucket, () => this.#client.send(new DeleteBucketPolicyCommand({ Bucket: bucket })));
  }

  async #ask<T>(bucket: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw s3Error(error, { ref: { bucket, key: '' } });
    }
  }

  /** The same, where an error of that name only says that there is nothing of the kind. */
  async #askUnless<T>(name: string, bucket: string, work: () => Promise<T>): Promise<T | undefined> {
    return this.#ask(bucket, async () => {
      try {
        return await work();
      } catch (error) {
        if (error instanceof Error && error.name === name) return undefined;
        throw error;
      }
    });
  }
}

/** The Region of a location: the first Region has none, and old buckets of Ireland have `EU`. Source: "GetBucketLocation", S3 API reference. */
function regionOf(location: string | undefined): string {
  if (location === undefined || location === '') return 'us-east-1';
  return location === 'EU' ? 'eu-west-1' : location;
}

function retentionOf(wire: DefaultRetention | undefined): BucketObjectLock['defaultRetention'] {
  const { Mode, Days, Years } = wire ?? {};
  if (Mode === undefined) return undefined;
  return { mode: Mode, period: (Years ?? 0) === 0 ? { days: Days ?? 0 } : { years: Years ?? 0 } };
}
