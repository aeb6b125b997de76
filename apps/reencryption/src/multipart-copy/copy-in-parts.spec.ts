import { randomBytes } from 'node:crypto';
import { Deadline, isAppError, ManualClock } from '@lakeward/core';
import { Ledger } from '@lakeward/ledger';
import { CapturedLog } from '@lakeward/observability';
import { accessDenied, throttled, type ObjectProperties } from '@lakeward/s3';
import { InMemoryObjectStore } from '@lakeward/s3/testing';
import { MultipartWorld } from '../testing/multipart-world';
import type { CopyGoal } from './copy-goal';
import { copyInParts, type CopyDependencies, type CopyOutcome, type CopyTask } from './copy-in-parts';
import { copyRecord } from './copy-record';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const goal: CopyGoal = {
  target: 'sse-kms',
  keyArn,
  bucketKeys: true,
  tag: { key: '__ObjectEncrypted', value: 'true' },
  versions: 'current',
};
const wanted = { algorithm: 'aws:kms', keyArn, bucketKey: true } as const;
const KIB = 1024;
const bytes = randomBytes(10 * KIB + 5);
const ref = { bucket: 'raw-data', key: 'big/a b+c.parquet' };

interface World extends CopyDependencies {
  readonly copies: MultipartWorld;
  readonly ledgerStore: InMemoryObjectStore;
  readonly clock: ManualClock;
  readonly log: CapturedLog;
  readonly sourceId: string;
}

function world({
  versioned = true,
  ...properties
}: Partial<ObjectProperties> & { versioned?: boolean } = {}): World {
  const clock = new ManualClock('2026-11-06T08:00:00Z');
  const copies = new MultipartWorld(clock, { versioned });
  const sourceId = copies.put(ref.key, bytes, {
    lastModified: new Date('2020-01-02T03:04:05Z'),
    ...properties,
  });
  const ledgerStore = new InMemoryObjectStore({ clock, buckets: { evidence: {} } });
  return {
    settings: { partsInParallel: 3, partBytes: 4 * KIB },
    copies,
    store: copies,
    records: new Ledger(ledgerStore, { bucket: 'evidence', prefix: 'reencryption/copies/' }, copyRecord),
    ledgerStore,
    clock,
    log: new CapturedLog(),
    sourceId,
  };
}

const copy = (w: World, change: Partial<CopyTask> & { deadline?: Deadline } = {}): Promise<CopyOutcome> => {
  const { deadline = Deadline.none(w.clock), ...task } = change;
  return copyInParts({ ref, goal, versionId: w.sourceId, ...task }, w, { deadline });
};

const unversioned = { versionId: undefined };

/** Of the source, at four KiB each. */
const PARTS = 3;

describe('copying in parts', () => {
  test('makes a new version of the same bytes, encrypted as wanted, in parts of the planned size', async () => {
    const w = world();
    await expect(copy(w)).resolves.toEqual({
      outcome: 'copied',
      versionId: expect.stringMatching(/^v\d+$/),
      parts: PARTS,
      resumed: 0,
    });
    const [made, source] = w.copies.versions(ref.key);
    expect(made!.bytes.equals(bytes)).toBe(true);
    expect(made!.properties.encryption).toEqual(wanted);
    expect(source!.versionId).toBe(w.sourceId);
    expect(source!.properties.tags).toEqual({});
    expect([...w.copies.copied].sort()).toEqual([1, 2, 3]);
    expect(w.copies.underWay.size).toBe(0);
    expect(w.log.codes()).toEqual(['REENC_COPIED']);
    expect(JSON.stringify(w.log.lines)).not.toContain('parquet');
  });

  test('keeps all that the source says of itself, and adds the tag to the copy alone', async () => {
    const properties = {
      contentType: 'application/vnd.apache.parquet',
      cacheControl: 'max-age=1',
      contentDisposition: 'attachment',
      contentEncoding: 'gzip',
      contentLanguage: 'de',
      expires: 'some day',
      redirectLocation: '/elsewhere',
      metadata: { origin: 'sensor' },
      tags: { team: 'lake' },
      storageClass: 'STANDARD_IA',
      retention: { mode: 'GOVERNANCE', retainUntil: new Date('2027-01-01T00:00:00Z') },
      legalHold: true,
      grants: [
        { grantee: { type: 'CanonicalUser', id: 'owner' }, permission: 'FULL_CONTROL' },
        {
          grantee: { type: 'Group', uri: 'http://acs.amazonaws.com/groups/global/AllUsers' },
          permission: 'READ',
        },
      ],
    } as const satisfies Partial<ObjectProperties>;
    const w = world(properties);
    await copy(w);
    const [made, source] = w.copies.versions(ref.key);
    expect(made!.properties).toMatchObject({
      ...properties,
      tags: { team: 'lake', __ObjectEncrypted: 'true' },
      encryption: wanted,
      checksum: source!.properties.checksum,
    });
    expect(source!.properties.tags).toEqual({ team: 'lake' });
  });

  test("what S3 would refuse is left out: a retention that has ended, and an owner's own grant", async () => {
    const w = world({
      retention: { mode: 'COMPLIANCE', retainUntil: new Date('2026-11-06T07:59:59Z') },
      legalHold: false,
      grants: [{ grantee: { type: 'CanonicalUser', id: 'owner' }, permission: 'FULL_CONTROL' }],
    });
    await copy(w, { goal: { target: 'sse-s3', bucketKeys: false, versions: 'current' } });
    const { properties } = w.copies.versions(ref.key)[0]!;
    expect([properties.retention, properties.legalHold, properties.grants]).toEqual([
      undefined,
      undefined,
      [],
    ]);
    expect([properties.encryption, properties.tags]).toEqual([{ algorithm: 'AES256' }, {}]);
  });

  test.each([
    ['SHA256', 'COMPOSITE', 'SHA256'],
    ['CRC32C', 'FULL_OBJECT', 'CRC32C'],
    [undefined, undefined, 'CRC64NVME'],
  ] as const)('a checksum by %s (%s) is made anew by %s', async (algorithm, type, asked) => {
    const w = world(algorithm === undefined ? {} : { checksum: { algorithm, type, value: 'x' } });
    if (algorithm === undefined)
      delete (w.copies.versions(ref.key)[0]!.properties as { checksum?: unknown }).checksum;
    const begun: unknown[] = [];
    const begin = w.copies.begin.bind(w.copies);
    w.copies.begin = (to, options) => {
      begun.push(options?.checksumAlgorithm);
      return begin(to, options);
    };
    await copy(w);
    expect(begun).toEqual([asked]);
  });

  test('no more parts at a time than set, and at least as many', async () => {
    const w = { ...world(), settings: { partsInParallel: 4, partBytes: KIB } };
    await expect(copy(w)).resolves.toMatchObject({ parts: 11 });
    expect(w.copies.mostPartsAtOnce).toBe(4);
  });

  test('in a bucket without versions the object is replaced', async () => {
    const w = world({ versioned: false });
    await expect(copy(w, unversioned)).resolves.toEqual({ outcome: 'copied', parts: PARTS, resumed: 0 });
    expect(w.copies.versions(ref.key)).toHaveLength(1);
    expect(w.copies.versions(ref.key)[0]!.properties.encryption).toEqual(wanted);
  });

  test('a manifest that names the null version of a bucket without versions works too', async () => {
    const w = world({ versioned: false });
    await expect(copy(w, { versionId: 'null' })).resolves.toMatchObject({ outcome: 'copied' });
  });

  test.each([
    ['the wanted key', { algorithm: 'aws:kms', keyArn, bucketKey: true }, 'as-wanted'],
    ['the wanted key without a bucket key', { algorithm: 'aws:kms', keyArn }, 'copied'],
    ['another key', { algorithm: 'aws:kms', keyArn: `${keyArn}0`, bucketKey: true }, 'copied'],
    ['DSSE-KMS', { algorithm: 'aws:kms:dsse', keyArn }, 'copied'],
    ['SSE-S3', { algorithm: 'AES256' }, 'copied'],
  ] as const)('an object under %s is %s', async (_what, encryption, outcome) => {
    const w = world({ encryption });
    await expect(copy(w)).resolves.toMatchObject({ outcome });
    expect(w.copies.versions(ref.key)).toHaveLength(outcome === 'copied' ? 2 : 1);
  });

  test('asked again it has nothing to do, with versions and without', async () => {
    for (const versioned of [true, false]) {
      const w = world({ versioned });
      const task = versioned ? {} : unversioned;
      await copy(w, task);
      w.copies.copied.length = 0;
      await expect(copy(w, task)).resolves.toMatchObject({
        outcome: versioned ? 'already-copied' : 'as-wanted',
      });
      expect(w.copies.copied).toEqual([]);
      expect(w.copies.versions(ref.key)).toHaveLength(versioned ? 2 : 1);
    }
  });
});

describe('an object that changed', () => {
  const changed = {
    code: 'REENC_CHANGED_SINCE_SNAPSHOT',
    retryable: false,
    message: expect.stringMatching(/^Changed since snapshot/),
  };
  const leftAlone = (w: World, versions: number) => {
    expect(w.copies.underWay.size).toBe(0);
    expect(w.copies.versions(ref.key)).toHaveLength(versions);
  };

  test('a newer version is not covered by a copy of an older one', async () => {
    const w = world();
    w.copies.put(ref.key, Buffer.from('newer'));
    await expect(copy(w)).rejects.toMatchObject(changed);
    leftAlone(w, 2);
  });

  test('a deleted object does not come back', async () => {
    const w = world();
    w.copies.delete(ref.key);
    await expect(copy(w)).rejects.toMatchObject(changed);
    await expect(copy(w, { goal: { ...goal, versions: 'noncurrent' } })).rejects.toMatchObject(changed);
    leftAlone(w, 2);
  });

  test('a version that is gone for good is no task any more', async () => {
    const w = world();
    await expect(copy(w, { versionId: 'v99' })).rejects.toMatchObject(changed);
    w.copies.objects.clear();
    await expect(copy(w)).rejects.toMatchObject(changed);
  });

  test('one written after the snapshot is left to the next, where it has no versions', async () => {
    const w = world({ versioned: false });
    const before = { ...goal, snapshotAt: new Date('2020-01-02T03:04:04Z') };
    await expect(copy(w, { ...unversioned, goal: before })).rejects.toMatchObject(changed);
    await expect(copy(w, { versionId: 'null', goal: before })).rejects.toMatchObject(changed);
    const same = { ...goal, snapshotAt: new Date('2020-01-02T03:04:05Z') };
    await expect(copy(w, { ...unversioned, goal: same })).resolves.toMatchObject({ outcome: 'copied' });
  });

  test.each([true, false])(
    'written while parts are copied (versions: %s), it is given up and the upload aborted',
    async (versioned) => {
      const w = world({ versioned });
      w.copies.after = (operation) => {
        if (operation === 'copyPart' && w.copies.copied.length === 1)
          w.copies.put(ref.key, Buffer.from('newer'));
      };
      await expect(copy(w, versioned ? {} : unversioned)).rejects.toMatchObject(changed);
      leftAlone(w, versioned ? 2 : 1);
      expect(w.copies.versions(ref.key)[0]!.bytes.toString()).toBe('newer');
      expect(w.log.codes()).toEqual(['REENC_COPY_DROPPED']);
    },
  );

  test.each([true, false])(
    'written in the very moment before the end (versions: %s), it stays on top',
    async (versioned) => {
      const w = world({ versioned });
      w.copies.before = (operation) => {
        if (operation === 'complete') w.copies.put(ref.key, Buffer.from('newer'));
      };
      await expect(copy(w, versioned ? {} : unversioned)).rejects.toMatchObject(changed);
      leftAlone(w, versioned ? 2 : 1);
      expect(w.copies.versions(ref.key)[0]!.bytes.toString()).toBe('newer');
    },
  );

  test('deleted while parts are copied, it stays deleted', async () => {
    const w = world();
    w.copies.before = (operation) => {
      if (operation === 'complete') w.copies.delete(ref.key);
    };
    await expect(copy(w)).rejects.toMatchObject({ retryable: false });
    leftAlone(w, 2);
    expect(w.copies.versions(ref.key)[0]!.isDeleteMarker).toBe(true);
  });

  test('an upload of what the object was before is dropped; held against a newer snapshot it is copied anew', async () => {
    const start = async () => {
      const w = world({ versioned: false });
      w.copies.before = (operation) => {
        if (operation === 'complete') throw throttled('Slow down.');
      };
      await expect(copy(w, unversioned)).rejects.toMatchObject({ retryable: true });
      w.copies.before = undefined;
      w.copies.put(ref.key, Buffer.alloc(5 * KIB, 7), { lastModified: w.clock.now() });
      return w;
    };
    const held = await start();
    const snapshotAt = held.clock.now();
    await expect(copy(held, { ...unversioned, goal: { ...goal, snapshotAt } })).resolves.toMatchObject({
      parts: 2,
      resumed: 0,
    });
    leftAlone(held, 1);
    const alone = await start();
    await expect(copy(alone, unversioned)).rejects.toMatchObject(changed);
    leftAlone(alone, 1);
    await expect(copy(alone, unversioned)).resolves.toMatchObject({ outcome: 'copied', parts: 2 });
  });
});

describe('an upload under way whose object', () => {
  const interrupted = async (versioned: boolean) => {
    const w = world({ versioned });
    const deadline = Deadline.in(30_000, w.clock);
    await expect(copy(w, { ...(versioned ? {} : unversioned), deadline })).rejects.toMatchObject({
      retryable: true,
    });
    expect(w.copies.underWay.size).toBe(1);
    return w;
  };

  test.each([true, false])('is deleted for good is aborted (versions: %s)', async (versioned) => {
    const w = await interrupted(versioned);
    w.copies.objects.clear();
    await expect(copy(w, versioned ? {} : unversioned)).rejects.toMatchObject({
      code: 'REENC_CHANGED_SINCE_SNAPSHOT',
    });
    expect(w.copies.underWay.size).toBe(0);
  });

  test('is replaced by a small one is aborted', async () => {
    const w = await interrupted(false);
    w.copies.put(ref.key, Buffer.from('small'));
    await expect(copy(w, unversioned)).resolves.toMatchObject({ outcome: 'copied', parts: 1 });
    expect(w.copies.underWay.size).toBe(0);
  });
});

describe('old versions', () => {
  const old: CopyGoal = { ...goal, versions: 'noncurrent' };

  test('are copied to the front, and the current one over them', async () => {
    const w = world();
    const currentBytes = randomBytes(5 * KIB);
    const current = w.copies.put(ref.key, currentBytes);
    await expect(copy(w, { goal: old })).resolves.toMatchObject({ outcome: 'copied' });
    await expect(copy(w, { versionId: current })).resolves.toMatchObject({ outcome: 'copied' });
    const [top, below] = w.copies.versions(ref.key);
    expect([top!.bytes.equals(currentBytes), below!.bytes.equals(bytes)]).toEqual([true, true]);
  });

  test('without the tag nothing tells a copy of ours from a version of somebody else, which is never covered', async () => {
    const untagged: CopyGoal = { target: 'sse-kms', keyArn, bucketKeys: true, versions: 'current' };
    const w = world();
    const current = w.copies.put(ref.key, randomBytes(5 * KIB));
    await copy(w, { goal: { ...untagged, versions: 'noncurrent' } });
    await expect(copy(w, { versionId: current, goal: untagged })).rejects.toMatchObject({
      code: 'REENC_CHANGED_SINCE_SNAPSHOT',
    });
  });

  test('two of one key at once take turns', async () => {
    const w = world();
    const second = w.copies.put(ref.key, randomBytes(5 * KIB));
    w.copies.put(ref.key, Buffer.from('current'));
    const tasks = [{ goal: old }, { versionId: second, goal: old }];
    const results = await Promise.allSettled(tasks.map((task) => copy(w, task)));
    for (const result of results) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'REENC_COPY_CONTENDED', retryable: true });
    }
    for (const task of tasks) await copy(w, task);
    expect(w.copies.versions(ref.key)).toHaveLength(5);
    expect(w.copies.underWay.size).toBe(0);
  });
});

describe('time and trouble', () => {
  test('stops before the time is over, and goes on with the parts that are ready', async () => {
    const w = { ...world(), settings: { partsInParallel: 1, partBytes: KIB } };
    w.copies.after = async (operation) => {
      if (operation === 'copyPart') await w.clock.sleep(30_000);
    };
    await expect(copy(w, { deadline: Deadline.in(140_000, w.clock) })).rejects.toMatchObject({
      code: 'REENC_COPY_CONTINUES',
      retryable: true,
      message: '4 of 11 parts are ready.',
    });
    await expect(copy(w, { deadline: Deadline.in(140_000, w.clock) })).rejects.toMatchObject({
      message: '8 of 11 parts are ready.',
    });
    await expect(copy(w, { deadline: Deadline.in(200_000, w.clock) })).resolves.toMatchObject({
      parts: 11,
      resumed: 8,
    });
    expect(w.copies.copied).toHaveLength(11);
  });

  test('keeps time for S3 to put the parts together', async () => {
    const w = world();
    await expect(copy(w, { deadline: Deadline.in(59_000, w.clock) })).rejects.toMatchObject({
      message: '3 of 3 parts are ready.',
    });
    expect(w.copies.versions(ref.key)).toHaveLength(1);
  });

  test('a part that S3 asks to send later is sent later; when it never goes, the rest is kept', async () => {
    const w = world();
    let refusals = 0;
    w.copies.before = (operation) => {
      if (operation === 'copyPart' && (refusals += 1) <= 4) throw throttled('Slow down.');
    };
    await expect(copy(w, { deadline: Deadline.in(600_000, w.clock) })).resolves.toMatchObject({
      outcome: 'copied',
    });
    const stuck = { ...world(), settings: { partsInParallel: 1, partBytes: 4 * KIB } };
    stuck.copies.before = (operation) => {
      if (operation === 'copyPart' && stuck.copies.copied.length >= 2) throw throttled('Slow down.');
    };
    await expect(copy(stuck, { deadline: Deadline.in(600_000, stuck.clock) })).rejects.toMatchObject({
      code: 'REENC_COPY_CONTINUES',
    });
    expect([...stuck.copies.underWay.values()].map(({ parts }) => parts.size)).toEqual([2]);
  });

  test('what will not succeed leaves nothing behind', async () => {
    const w = { ...world(), settings: { partsInParallel: 1, partBytes: 4 * KIB } };
    w.copies.before = (operation) => {
      if (operation === 'copyPart' && w.copies.copied.length > 0) throw accessDenied('No.', 'Grant it.');
    };
    await expect(copy(w)).rejects.toMatchObject({ code: 'S3_ACCESS_DENIED' });
    expect(w.copies.underWay.size).toBe(0);
    w.copies.before = undefined;
    await expect(copy(w)).resolves.toMatchObject({ outcome: 'copied', resumed: 0 });
  });

  test('an upload of somebody else to the same key is neither continued nor aborted', async () => {
    const w = world();
    const theirs = await w.copies.begin(ref, {});
    await w.copies.copyPart(theirs, 1, { from: ref, first: 0, last: 9 });
    await copy(w);
    expect([...w.copies.underWay.keys()]).toEqual([theirs.uploadId]);
    expect(w.copies.versions(ref.key)[0]!.bytes.equals(bytes)).toBe(true);
  });

  test('an upload that a lifecycle rule has aborted is begun anew', async () => {
    const w = world();
    await expect(copy(w, { deadline: Deadline.in(30_000, w.clock) })).rejects.toMatchObject({
      retryable: true,
    });
    w.copies.underWay.clear();
    await expect(copy(w)).resolves.toMatchObject({ outcome: 'copied', resumed: 0 });
  });

  test('a part of another size than planned is copied again', async () => {
    const w = world();
    await expect(copy(w, { deadline: Deadline.in(30_000, w.clock) })).rejects.toMatchObject({
      retryable: true,
    });
    const [upload] = w.copies.underWay.values();
    await w.copies.copyPart(upload!, 2, { from: ref, first: 0, last: 9 });
    await expect(copy(w)).resolves.toMatchObject({ outcome: 'copied', resumed: 2 });
    expect(w.copies.versions(ref.key)[0]!.bytes.equals(bytes)).toBe(true);
  });

  test('a copy whose checksum is not that of the source is told, and not taken for one later', async () => {
    const w = world();
    (w.copies.versions(ref.key)[0]!.properties as { checksum: unknown }).checksum = {
      algorithm: 'CRC64NVME',
      type: 'FULL_OBJECT',
      value: 'of other bytes',
    };
    await expect(copy(w)).rejects.toMatchObject({
      code: 'REENC_COPY_DIFFERS',
      message: expect.stringContaining('version'),
    });
    await expect(copy(w)).rejects.toMatchObject({ retryable: false });
  });

  test('one whose ten tags leave no room for ours is refused', async () => {
    const nine = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`t${n}`, '']));
    await expect(copy(world({ tags: { ...nine, t9: '' } }))).rejects.toMatchObject({
      code: 'REENC_COPY_TAGS_FULL',
    });
    await expect(copy(world({ tags: { ...nine, __ObjectEncrypted: 'false' } }))).resolves.toMatchObject({
      outcome: 'copied',
    });
  });
});

describe('an object no larger than a part', () => {
  const small = (
    properties: Partial<ObjectProperties> & { versioned?: boolean } = {},
    size = 4 * KIB,
  ): World => {
    const w = world(properties);
    w.copies.objects.clear();
    const sourceId = w.copies.put(ref.key, bytes.subarray(0, size), properties);
    return { ...w, sourceId };
  };

  test.each([0, 1, 4 * KIB])(
    'of %d bytes is copied at once, with all that it says, and without a record',
    async (size) => {
      for (const versioned of [true, false]) {
        const properties = { contentType: 'text/plain', metadata: { a: 'b' }, tags: { team: 'lake' } };
        const w = small({ versioned, ...properties }, size);
        await expect(copy(w, versioned ? {} : unversioned)).resolves.toMatchObject({
          outcome: 'copied',
          parts: size === 0 ? 0 : 1,
        });
        const versions = w.copies.versions(ref.key);
        expect(versions).toHaveLength(versioned ? 2 : 1);
        expect(versions[0]!.bytes.length).toBe(size);
        expect(versions[0]!.properties).toMatchObject({
          ...properties,
          tags: { team: 'lake', __ObjectEncrypted: 'true' },
          encryption: wanted,
        });
        expect(w.ledgerStore.calls.filter(({ operation }) => operation === 'put')).toEqual([]);
        expect(w.copies.underWay.size).toBe(0);
        await expect(copy(w, versioned ? {} : unversioned)).resolves.toMatchObject({
          outcome: versioned ? 'already-copied' : 'as-wanted',
        });
        expect(w.copies.versions(ref.key)).toHaveLength(versioned ? 2 : 1);
      }
    },
  );

  test.each([true, false])(
    'is copied once where the answer is lost, and by two at once (versions: %s)',
    async (versioned) => {
      const task = versioned ? {} : unversioned;
      const w = small({ versioned });
      w.copies.after = (operation) => {
        if (operation === 'complete') throw throttled('The answer was lost.');
      };
      await expect(copy(w, task)).rejects.toMatchObject({ retryable: true });
      w.copies.after = undefined;
      await copy(w, task);
      expect(w.copies.versions(ref.key)).toHaveLength(versioned ? 2 : 1);
      const met = small({ versioned });
      await Promise.all([copy(met, task), copy(met, task)]);
      expect(met.copies.versions(ref.key)).toHaveLength(versioned ? 2 : 1);
      expect(met.copies.underWay.size).toBe(0);
    },
  );

  test.each(['copyPart', 'complete'] as const)(
    'written by somebody else before %s, it stays theirs',
    async (call) => {
      for (const versioned of [true, false]) {
        const w = small({ versioned });
        w.copies.before = (operation) => {
          if (operation === call) w.copies.put(ref.key, Buffer.from('newer'));
        };
        await expect(copy(w, versioned ? {} : unversioned)).rejects.toMatchObject({
          code: 'REENC_CHANGED_SINCE_SNAPSHOT',
        });
        expect(w.copies.versions(ref.key)[0]!.bytes.toString()).toBe('newer');
        expect(w.copies.underWay.size).toBe(0);
      }
    },
  );

  test('a newer version above it is not covered', async () => {
    const w = small();
    w.copies.put(ref.key, bytes.subarray(0, 4 * KIB));
    await expect(copy(w)).rejects.toMatchObject({ code: 'REENC_CHANGED_SINCE_SNAPSHOT' });
    expect(w.copies.versions(ref.key)).toHaveLength(2);
  });

  test.each<Partial<ObjectProperties>>([
    { storageClass: 'STANDARD_IA' },
    { redirectLocation: '/elsewhere' },
    { grants: [{ grantee: { type: 'Group', uri: 'everybody' }, permission: 'READ' }] },
  ])('empty, with more than a whole copy keeps, it is refused: %j', async (properties) => {
    await expect(copy(small(properties, 0))).rejects.toMatchObject({ code: 'REENC_COPY_EMPTY' });
  });
});

describe('killed at any step, and called again', () => {
  class Killed extends Error {}

  /** Kills at the `at`-th call of S3 or of the ledger, before or after it took effect. */
  function killing(w: World, when: 'before' | 'after', at: number): () => number {
    let calls = 0;
    const count = () => {
      calls += 1;
      if (calls >= at) throw new Killed(`call ${calls}`);
    };
    w.copies[when] = count;
    w.ledgerStore[when] = count;
    return () => calls;
  }

  function alive(w: World): void {
    w.copies.before = w.copies.after = w.ledgerStore.before = w.ledgerStore.after = undefined;
  }

  const callsOf = async (versioned: boolean) => {
    const w = world({ versioned });
    const calls = killing(w, 'before', Number.POSITIVE_INFINITY);
    await copy(w, versioned ? {} : unversioned);
    return calls();
  };

  test.each([
    [true, 'before'],
    [true, 'after'],
    [false, 'before'],
    [false, 'after'],
  ] as const)('with versions: %s, killed %s the call took effect', async (versioned, when) => {
    const task = versioned ? {} : unversioned;
    const calls = await callsOf(versioned);
    expect(calls).toBeGreaterThan(10);
    for (let at = 1; at <= calls; at += 1) {
      const w = world({ versioned });
      killing(w, when, at);
      await expect(copy(w, task)).rejects.toThrow(Killed);
      alive(w);
      const copied = w.copies.copied.length;
      await expect(copy(w, task)).resolves.toMatchObject({
        outcome: expect.stringMatching(/copied|as-wanted/),
      });
      const versions = w.copies.versions(ref.key);
      expect(versions).toHaveLength(versioned ? 2 : 1);
      expect(versions[0]!.bytes.equals(bytes)).toBe(true);
      expect(versions[0]!.properties).toMatchObject({
        encryption: wanted,
        tags: { __ObjectEncrypted: 'true' },
      });
      // An upload that was begun and not yet put on record has no parts, and so costs nothing.
      const left = [...w.copies.underWay.values()];
      expect(left.map(({ parts }) => parts.size)).toEqual(left.length === 0 ? [] : [0]);
      // Parts that were there are not copied again.
      expect(w.copies.copied.length).toBe(Math.max(PARTS, copied));
      await expect(copy(w, task)).resolves.toMatchObject({
        outcome: expect.stringMatching(/already-copied|as-wanted/),
      });
      expect(w.copies.versions(ref.key)).toHaveLength(versioned ? 2 : 1);
    }
  });

  test('killed again and again, it still gets there', async () => {
    const w = { ...world(), settings: { partsInParallel: 1, partBytes: KIB } };
    let tries = 0;
    for (; tries < 60; tries += 1) {
      killing(w, tries % 2 === 0 ? 'before' : 'after', 9);
      try {
        await copy(w);
        break;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        alive(w);
      }
    }
    expect(tries).toBeGreaterThan(2);
    expect(w.copies.versions(ref.key)).toHaveLength(2);
    expect(w.copies.versions(ref.key)[0]!.bytes.equals(bytes)).toBe(true);
  });
});

describe('two invocations for one version', () => {
  test.each([0, 1, 2, 3, 5, 8, 13, 21, 34])(
    'the second %d turns after the first: one copy, and nothing left behind',
    async (turns) => {
      for (const versioned of [true, false]) {
        const w = world({ versioned });
        const task = versioned ? {} : unversioned;
        const first = copy(w, task);
        first.catch(() => undefined);
        for (let n = 0; n < turns; n += 1) await new Promise((resolve) => setImmediate(resolve));
        const results = await Promise.allSettled([first, copy(w, task)]);
        for (const { status, ...result } of results) {
          if (status === 'fulfilled') continue;
          const { reason } = result as { reason: unknown };
          if (!isAppError(reason) || !reason.retryable) throw reason;
        }
        await copy(w, task);
        expect(w.copies.versions(ref.key)).toHaveLength(versioned ? 2 : 1);
        expect(w.copies.versions(ref.key)[0]!.bytes.equals(bytes)).toBe(true);
        expect(w.copies.versions(ref.key)[0]!.properties.encryption).toEqual(wanted);
        expect(w.copies.underWay.size).toBe(0);
      }
    },
  );
});
