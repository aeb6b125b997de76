import { noPolicy, type BucketAdministration } from '../bucket-administration';
import { inventoryFields, type InventoryConfiguration } from '../inventory-configuration';
import { all, errorCode } from './contract/contract-subject';

/** Buckets to hold against the contract. */
export interface BucketAdministrationUnderContract {
  readonly administration: BucketAdministration;
  readonly region: string;
  /** A bucket of the Region as S3 makes them today, without tags, policy and inventories. */
  readonly plain: string;
  /** One with versioning, Object Lock with a default retention of 30 days GOVERNANCE, SSE-KMS with a Bucket Key, and the tags below. */
  readonly set: string;
  readonly setKeyArn: string;
  /** One of another Region. */
  readonly elsewhere: string;
  readonly elsewhereRegion: string;
  dispose?(): Promise<void>;
}

/** Tags of the bucket that is set up. */
export const contractTags = { __Inventory: 'true', 'cost centre': 'a/b=c' };

/** What a backend may be unable to show, by the name used in {@link BucketAdministrationContractOptions.unsupported}. */
export type AdministrationBehaviour =
  /** `listBuckets` leaves out buckets of other Regions. */
  | 'regions-of-buckets'
  /** Ownership is told of a bucket that nobody set it for. */
  | 'default-ownership'
  /** Inventory configurations keep all that was said of them. */
  | 'inventory-details'
  /** The list of inventory configurations tells as much of each as is told of one. */
  | 'listed-inventories';

export interface BucketAdministrationContractOptions {
  /** Behaviour that cannot be shown, with the reason; its tests are counted as skipped. */
  readonly unsupported?: Partial<Record<AdministrationBehaviour, string>>;
  /** Why nothing can be shown at all; all tests are counted as skipped. */
  readonly unavailable?: string | undefined;
}

/** A skipped test is counted and shows its reason; it is never one that was forgotten. */
const SKIP = 'skip';

const small: InventoryConfiguration = {
  id: 'lakeward-daily',
  enabled: true,
  includedVersions: 'All',
  frequency: 'Daily',
  fields: ['Size', 'EncryptionStatus'],
  destination: { bucket: 'inventories', format: 'CSV' },
};

/** What every {@link BucketAdministration} must do; `name` says which one it is. */
export function bucketAdministrationContract(
  name: string,
  make: () => Promise<BucketAdministrationUnderContract>,
  { unsupported = {}, unavailable }: BucketAdministrationContractOptions = {},
): void {
  const suite = unavailable === undefined ? describe : describe[SKIP];
  const check = (title: string, run: () => Promise<void>, needs?: AdministrationBehaviour): void => {
    const reason = needs === undefined ? undefined : unsupported[needs];
    if (reason === undefined) test(title, run);
    else test[SKIP](`${title} (${reason})`, run);
  };

  suite(
    `bucket administration contract: ${name}${unavailable === undefined ? '' : ` (${unavailable})`}`,
    () => {
      let subject: BucketAdministrationUnderContract;
      let admin: BucketAdministration;
      beforeEach(async () => {
        subject = await make();
        admin = subject.administration;
      });
      afterEach(() => subject.dispose?.());

      check('lists the buckets of its Region in order', async () => {
        const found = await all(admin.listBuckets(subject.region));
        const names = found.map((bucket) => bucket.name);
        expect(names).toEqual([...names].sort());
        expect(names).toEqual(expect.arrayContaining([subject.plain, subject.set]));
        expect(found.every(({ region }) => region === subject.region)).toBe(true);
      });

      check(
        'leaves out buckets of other Regions',
        async () => {
          const names = async (region: string) =>
            (await all(admin.listBuckets(region))).map((each) => each.name);
          expect(await names(subject.region)).not.toContain(subject.elsewhere);
          expect(await names(subject.elsewhereRegion)).toEqual([subject.elsewhere]);
        },
        'regions-of-buckets',
      );

      check('tells the Region of a bucket, also of another one', async () => {
        expect(await admin.bucketRegion(subject.plain)).toBe(subject.region);
        expect(await admin.bucketRegion(subject.elsewhere)).toBe(subject.elsewhereRegion);
      });

      check('tells how a bucket is set up', async () => {
        expect(await admin.bucketTags(subject.set)).toEqual(contractTags);
        expect(await admin.versioning(subject.set)).toBe('Enabled');
        expect(await admin.defaultEncryption(subject.set)).toEqual({
          algorithm: 'aws:kms',
          keyArn: subject.setKeyArn,
          bucketKey: true,
        });
        expect(await admin.objectLock(subject.set)).toEqual({
          enabled: true,
          defaultRetention: { mode: 'GOVERNANCE', period: { days: 30 } },
        });
      });

      check('tells that a bucket is as S3 makes them', async () => {
        expect(await admin.bucketTags(subject.plain)).toEqual({});
        expect(await admin.versioning(subject.plain)).toBe('Disabled');
        expect(await admin.defaultEncryption(subject.plain)).toEqual({ algorithm: 'AES256' });
        expect(await admin.objectLock(subject.plain)).toEqual({ enabled: false });
        expect(await admin.policy(subject.plain)).toBeUndefined();
        expect(await admin.inventory(subject.plain, 'x')).toBeUndefined();
        expect(await all(admin.inventories(subject.plain))).toEqual([]);
      });

      check(
        'tells who owns the objects',
        async () => {
          expect(await admin.objectOwnership(subject.plain)).toBe('BucketOwnerEnforced');
        },
        'default-ownership',
      );

      check('knows no other buckets', async () => {
        const bucket = 'no-such-bucket-anywhere';
        const asked: (() => Promise<unknown>)[] = [
          () => admin.bucketRegion(bucket),
          () => admin.bucketTags(bucket),
          () => admin.versioning(bucket),
          () => admin.defaultEncryption(bucket),
          () => admin.objectOwnership(bucket),
          () => admin.objectLock(bucket),
          () => admin.inventory(bucket, 'x'),
          () => all(admin.inventories(bucket)),
          () => admin.putInventory(bucket, small),
          () => admin.policy(bucket),
          () => admin.putPolicy(bucket, policy('a')),
        ];
        const codes = [];
        for (const ask of asked) codes.push(await errorCode(ask()));
        expect(codes).toEqual(asked.map(() => 'S3_BUCKET_NOT_FOUND'));
      });

      describe('inventories', () => {
        check('come and go', async () => {
          await admin.putInventory(subject.set, small);
          await admin.putInventory(subject.set, small);
          expect(await admin.inventory(subject.set, small.id)).toEqual(small);
          expect((await all(admin.inventories(subject.set))).map(({ id }) => id)).toEqual([small.id]);
          await admin.deleteInventory(subject.set, small.id);
          expect(await admin.inventory(subject.set, small.id)).toBeUndefined();
          await admin.deleteInventory(subject.set, small.id);
        });

        check('are replaced by one of the same id', async () => {
          await admin.putInventory(subject.set, small);
          const weekly = {
            ...small,
            frequency: 'Weekly',
            includedVersions: 'Current',
            enabled: false,
          } as const;
          await admin.putInventory(subject.set, weekly);
          expect(await admin.inventory(subject.set, weekly.id)).toEqual(weekly);
          expect(await all(admin.inventories(subject.set))).toHaveLength(1);
        });

        check(
          'are listed with all that is said of them',
          async () => {
            await admin.putInventory(subject.set, small);
            expect(await all(admin.inventories(subject.set))).toEqual([small]);
          },
          'listed-inventories',
        );

        const full: InventoryConfiguration = {
          ...small,
          id: 'all.fields_1',
          keyPrefix: 'logs/2026',
          fields: inventoryFields,
          destination: {
            bucket: 'inventories',
            accountId: '111122223333',
            format: 'Parquet',
            prefix: 'central',
            encryption: { type: 'SSE-KMS', keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/abc' },
          },
        };
        check(
          'keep all that can be said of them',
          async () => {
            await admin.putInventory(subject.set, full);
            expect(await admin.inventory(subject.set, full.id)).toEqual(full);
            const sseS3 = {
              ...full,
              fields: [],
              destination: { ...full.destination, format: 'ORC', encryption: { type: 'SSE-S3' } },
            } as const;
            await admin.putInventory(subject.set, sseS3);
            expect(await admin.inventory(subject.set, full.id)).toEqual(sseS3);
          },
          'inventory-details',
        );

        check('are listed in order of their ids', async () => {
          for (const id of ['c', 'a', 'b']) await admin.putInventory(subject.set, { ...small, id });
          expect((await all(admin.inventories(subject.set))).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
        });

        const invalid: readonly [string, Partial<InventoryConfiguration>][] = [
          ['an id with a slash', { id: 'a/b' }],
          ['an id of 65 characters', { id: 'x'.repeat(65) }],
          ['a field twice', { fields: ['Size', 'Size'] }],
          [
            'a destination by ARN',
            { destination: { ...small.destination, bucket: 'arn:aws:s3:::inventories' } },
          ],
          [
            'a key by alias',
            { destination: { ...small.destination, encryption: { type: 'SSE-KMS', keyArn: 'alias/x' } } },
          ],
        ];
        for (const [what, change] of invalid) {
          check(`are refused with ${what}`, async () => {
            const put = admin.putInventory(subject.set, { ...small, ...change });
            expect(await errorCode(put)).toBe('S3_INVALID_REQUEST');
            expect(await all(admin.inventories(subject.set))).toEqual([]);
          });
        }
      });

      describe('policies', () => {
        check('come and go', async () => {
          const put = await admin.putPolicy(subject.plain, policy('a'));
          const found = (await admin.policy(subject.plain))!;
          expect(found.revision).toBe(put.revision);
          expect(JSON.parse(found.text)).toEqual(JSON.parse(policy('a')));
          await admin.deletePolicy(subject.plain);
          expect(await admin.policy(subject.plain)).toBeUndefined();
          await admin.deletePolicy(subject.plain);
        });

        check('are changed only where they are what their author has seen', async () => {
          const first = await admin.putPolicy(subject.plain, policy('a'), { ifRevision: noPolicy });
          expect(await errorCode(admin.putPolicy(subject.plain, policy('b'), { ifRevision: noPolicy }))).toBe(
            'S3_PRECONDITION_FAILED',
          );
          const second = await admin.putPolicy(subject.plain, policy('b'), { ifRevision: first.revision });
          expect(second.revision).not.toBe(first.revision);
          const stale = { ifRevision: first.revision };
          expect(await errorCode(admin.putPolicy(subject.plain, policy('c'), stale))).toBe(
            'S3_PRECONDITION_FAILED',
          );
          expect(await errorCode(admin.deletePolicy(subject.plain, stale))).toBe('S3_PRECONDITION_FAILED');
          expect(JSON.parse((await admin.policy(subject.plain))!.text)).toEqual(JSON.parse(policy('b')));
          await admin.deletePolicy(subject.plain, { ifRevision: second.revision });
          expect(await admin.policy(subject.plain)).toBeUndefined();
        });

        for (const [what, text] of [
          ['are JSON', '{'],
          ['have statements', '{"Version":"2012-10-17"}'],
          ['have at most 20 KB', policy('x'.repeat(20 * 1_024))],
        ] as const) {
          check(what, async () => {
            expect(await errorCode(admin.putPolicy(subject.plain, text))).toBe('S3_INVALID_REQUEST');
            expect(await admin.policy(subject.plain)).toBeUndefined();
          });
        }
      });
    },
  );
}

function policy(sid: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: sid,
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: 'arn:aws:s3:::any/*',
        Condition: { StringNotEquals: { 's3:ExistingObjectTag/__ObjectEncrypted': 'true' } },
      },
    ],
  });
}
