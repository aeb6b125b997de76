import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Deadline, systemClock } from '@lakeward/core';
import { openEmbeddedRuntime, type EmbeddedRuntime } from '@lakeward/embedded';
import { Ledger } from '@lakeward/ledger';
import { CapturedLog } from '@lakeward/observability';
import { readBytes, type ObjectVersion } from '@lakeward/s3';
import type { CopyGoal } from './copy-goal';
import { copyInParts } from './copy-in-parts';
import { copyRecord } from './copy-record';
import type { CopyDependencies } from './copy-task';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const goal: CopyGoal = {
  target: 'sse-kms',
  keyArn,
  bucketKeys: true,
  tag: { key: '__ObjectEncrypted', value: 'true' },
  versions: 'current',
};
const MIB = 1024 ** 2;
/** A part of the least size that S3 takes, and a last one of a few bytes. */
const bytes = randomBytes(5 * MIB + 7);

class Killed extends Error {}

/** The target, whose methods kill at the `at`-th call of all that share the counter, before or after it took effect. */
function killable<T extends object>(target: T, when: 'before' | 'after', count: () => void): T {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]): unknown => {
        if (when === 'before') count();
        const result: unknown = Reflect.apply(member, object, given);
        if (when === 'before' || !(result instanceof Promise)) return result;
        return result.then((value: unknown) => {
          count();
          return value;
        });
      };
    },
  });
}

describe('copying in parts, on the embedded runtime', () => {
  let lake: string;
  let runtime: EmbeddedRuntime;
  beforeAll(async () => {
    lake = await mkdtemp(path.join(tmpdir(), 'lakeward-copy-'));
    runtime = await openEmbeddedRuntime({ lake, clock: systemClock });
    await runtime.lakeStore.createBucket('evidence');
    await runtime.lakeStore.createBucket('plain');
    await runtime.lakeStore.createBucket('versioned', { objectLock: true });
  });
  afterAll(async () => {
    await runtime.close();
    await rm(lake, { recursive: true, force: true });
  });

  const options = {
    contentType: 'application/octet-stream',
    metadata: { origin: 'sensor' },
    tags: { team: 'lake' },
    encryption: { algorithm: 'aws:kms:dsse', keyArn },
  } as const;

  function dependencies(
    store = runtime.lakeStore,
    copies: CopyDependencies['copies'] = runtime.multipartCopy,
  ) {
    return {
      settings: { partsInParallel: 2, partBytes: 5 * MIB },
      copies,
      store,
      records: new Ledger(store, { bucket: 'evidence', prefix: 'reencryption/copies/' }, copyRecord),
      log: new CapturedLog(),
      clock: systemClock,
    };
  }

  const versionsOf = async (bucket: string, key: string): Promise<ObjectVersion[]> => {
    const found: ObjectVersion[] = [];
    for await (const version of runtime.lakeStore.listVersions(bucket, { prefix: key })) found.push(version);
    return found;
  };

  const partsLeft = async (bucket: string, key: string): Promise<number[]> => {
    const left: number[] = [];
    for await (const upload of runtime.multipartCopy.uploads({ bucket, key })) {
      let parts = 0;
      for await (const part of runtime.multipartCopy.parts(upload)) parts += part.partNumber > 0 ? 1 : 0;
      left.push(parts);
    }
    return left;
  };

  const check = async (bucket: string, key: string) => {
    const ref = { bucket, key };
    expect((await readBytes(runtime.lakeStore, ref)).equals(bytes)).toBe(true);
    expect(await runtime.multipartCopy.properties(ref)).toMatchObject({
      contentType: options.contentType,
      metadata: options.metadata,
      tags: { ...options.tags, __ObjectEncrypted: 'true' },
      encryption: { algorithm: 'aws:kms', keyArn, bucketKey: true },
    });
  };

  test('keeps retention and legal hold on the new version, and leaves the old one as it was', async () => {
    const ref = { bucket: 'versioned', key: 'locked +.bin' };
    const retention = { mode: 'GOVERNANCE', retainUntil: new Date('2999-01-01T00:00:00Z') } as const;
    const { versionId } = await runtime.lakeStore.put(ref, bytes, { ...options, retention, legalHold: true });
    const deadline = Deadline.none(systemClock);
    await copyInParts({ ref, versionId, goal }, dependencies(), { deadline });
    await check(ref.bucket, ref.key);
    expect(await runtime.lakeStore.head(ref)).toMatchObject({ retention, legalHold: true });
    expect(await runtime.lakeStore.head(ref, { versionId: versionId! })).toMatchObject({
      encryption: options.encryption,
    });
    expect(await runtime.lakeStore.tags(ref, { versionId: versionId! })).toEqual(options.tags);
  });

  test.each([
    ['versioned', 'before'],
    ['versioned', 'after'],
    ['plain', 'before'],
    ['plain', 'after'],
  ] as const)(
    'in the bucket "%s", killed %s any call took effect, it ends as if nothing had happened',
    async (bucket, when) => {
      const deadline = Deadline.none(systemClock);
      for (let at = 1, finished = false; !finished; at += 1) {
        const ref = { bucket, key: `${when} ${at}.bin` };
        const put = await runtime.lakeStore.put(ref, bytes, options);
        const task = { ref, versionId: put.versionId, goal };
        let calls = 0;
        const count = () => {
          calls += 1;
          if (calls >= at) throw new Killed();
        };
        const dying = dependencies(
          killable(runtime.lakeStore, when, count),
          killable(runtime.multipartCopy, when, count),
        );
        try {
          await copyInParts(task, dying, { deadline });
          finished = true;
          expect(at).toBeGreaterThan(10);
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
        }
        await copyInParts(task, dependencies(), { deadline });
        await check(bucket, ref.key);
        expect(await versionsOf(bucket, ref.key)).toHaveLength(bucket === 'versioned' ? 2 : 1);
        // One begun and not yet on record has no parts.
        expect((await partsLeft(bucket, ref.key)).filter((parts) => parts > 0)).toEqual([]);
        if (bucket === 'plain') await runtime.lakeStore.delete(ref);
      }
    },
    120_000,
  );
});
