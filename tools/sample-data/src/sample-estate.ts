import { DAY_MS, type Clock } from '@lakeward/core';
import {
  DirectoryKeys,
  DirectoryObjectStore,
  plantObject,
  type PlantedObject,
} from '@lakeward/embedded/testing';
import type { Encryption } from '@lakeward/s3';
import { randomNumbers } from './random';

/** A made-up estate of buckets in a lake. */
export interface SampleEstateOptions {
  /** Directory of the lake. */
  readonly lake: string;
  readonly clock: Clock;
  /** Keys of each bucket, beside the awkward ones. Default 150. */
  readonly keysPerBucket?: number;
  readonly seed?: number;
  /** ARN of the key that objects should have. */
  readonly keyArn?: string;
}

/** What the estate consists of. */
export interface SampleEstate {
  /** Tagged `__Inventory=true`: one with versions and Object Lock, and one without versions. */
  readonly tagged: readonly string[];
  /** Not tagged: nothing of it is anybody's concern. */
  readonly untagged: string;
  /** ARN of the key that some objects have already. */
  readonly keyArn: string;
}

/** Keys that tools trip over. All of them are in every bucket. */
export const awkwardKeys: readonly string[] = [
  'reports/2026/a b.csv',
  'reports/2026/a+b.csv',
  'reports/2026/a%2Bb.csv',
  'reports/100%.csv',
  'reports/with "quotes", and commas.csv',
  "reports/it's.csv",
  'reports/line\nbreak.csv',
  'reports/Größe 😀.csv',
  'reports//double//slash.csv',
  ' leading and trailing ',
  `reports/${'long'.repeat(254)}`,
];

/** Prefix of objects that an inventory tells of as larger than one copy can be, though their files are small. */
export const bigPrefix = 'big/';

const sampleKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/0d5a5a5e-0000-4000-8000-000000000001';

/** Plants the estate; the same options make the same objects, except for ETags of what is not SSE-S3. */
export async function writeSampleEstate(options: SampleEstateOptions): Promise<SampleEstate> {
  const { lake, clock, keysPerBucket = 150, seed = 1, keyArn = sampleKeyArn } = options;
  const keys = new DirectoryKeys(lake, { clock });
  const store = new DirectoryObjectStore(keys);
  const tags = { __Inventory: 'true' };
  await store.createBucket('sample-orders', { objectLock: true, tags });
  await store.createBucket('sample-logs', { tags });
  await store.createBucket('sample-scratch');
  const random = randomNumbers(seed);
  const start = clock.now().getTime() - 400 * DAY_MS;
  for (const [bucket, versioned] of [
    ['sample-orders', true],
    ['sample-logs', false],
    ['sample-scratch', false],
  ] as const) {
    const names = [
      ...awkwardKeys,
      ...Array.from({ length: keysPerBucket }, (_, n) => keyName(n, random)),
      ...['one', 'two'].map((name) => `${bigPrefix}${name}.parquet`),
    ];
    for (const key of names) {
      const plan = { key, versioned, keyArn, start, random };
      for (const version of versionsOf(plan)) {
        const ref = { bucket, key };
        if (version === 'delete') await store.delete(ref);
        else await plantObject(keys, ref, bodyOf(key, random), version);
      }
    }
  }
  return { tagged: ['sample-logs', 'sample-orders'], untagged: 'sample-scratch', keyArn };
}

interface KeyPlan {
  readonly key: string;
  readonly versioned: boolean;
  readonly keyArn: string;
  readonly start: number;
  readonly random: () => number;
}

/** The versions of a key from the oldest on; one that is deleted ends in a delete marker. */
function versionsOf({ key, versioned, keyArn, start, random }: KeyPlan): (PlantedObject | 'delete')[] {
  const count = versioned ? 1 + Math.trunc(random() * 3) : 1;
  const wasOld = versioned && random() < 0.15;
  const versions: (PlantedObject | 'delete')[] = Array.from({ length: count }, (_, index) => {
    const lastModified = new Date(start + Math.trunc((index + random()) * 120 * DAY_MS));
    const nullVersion = wasOld && index === 0;
    return {
      ...stateOf(keyArn, random),
      ...(versioned && random() < 0.06 ? lockOf(lastModified, random) : {}),
      lastModified,
      ...(versioned ? { nullVersion } : {}),
      contentType: key.endsWith('.csv') ? 'text/csv' : 'application/octet-stream',
      metadata: { source: 'sample' },
      ...(random() < 0.2 ? { tags: { team: random() < 0.5 ? 'orders' : 'billing' } } : {}),
    };
  });
  return versioned && random() < 0.08 ? [...versions, 'delete'] : versions;
}

/** How an object is encrypted and stored: most as S3 does by itself, some in each of the ways that need something else. */
function stateOf(keyArn: string, random: () => number): PlantedObject {
  const states: readonly (readonly [weight: number, state: PlantedObject])[] = [
    [52, encrypted({ algorithm: 'AES256' })],
    [12, encrypted({ algorithm: 'aws:kms', keyArn, bucketKey: true })],
    [5, encrypted({ algorithm: 'aws:kms', keyArn })],
    [8, encrypted({ algorithm: 'aws:kms', keyArn: `${keyArn.slice(0, -1)}9` })],
    [9, encrypted({ algorithm: 'none' })],
    [3, encrypted({ algorithm: 'aws:kms:dsse', keyArn })],
    [3, encrypted({ algorithm: 'SSE-C' })],
    [4, { ...encrypted({ algorithm: 'AES256' }), storageClass: 'GLACIER' }],
    [2, { ...encrypted({ algorithm: 'none' }), storageClass: 'DEEP_ARCHIVE' }],
    [
      2,
      {
        ...encrypted({ algorithm: 'AES256' }),
        storageClass: 'INTELLIGENT_TIERING',
        archiveTier: 'ARCHIVE_ACCESS',
      },
    ],
  ];
  let left = random() * states.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, state] of states) {
    left -= weight;
    if (left < 0) return state;
  }
  return encrypted({ algorithm: 'AES256' });
}

function encrypted(encryption: Encryption): PlantedObject {
  return { encryption };
}

function lockOf(lastModified: Date, random: () => number): PlantedObject {
  if (random() < 0.4) return { legalHold: true };
  const mode = random() < 0.5 ? 'GOVERNANCE' : 'COMPLIANCE';
  return { retention: { mode, retainUntil: new Date(lastModified.getTime() + 800 * DAY_MS) } };
}

function keyName(n: number, random: () => number): string {
  const month = String(1 + Math.trunc(random() * 12)).padStart(2, '0');
  return `orders/year=2026/month=${month}/part-${String(n).padStart(5, '0')}.parquet`;
}

function bodyOf(key: string, random: () => number): string {
  return `sample ${key.length} `.repeat(1 + Math.trunc(random() * 20));
}
