import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BatchTaskEvent } from '@lakeward/lambda';
import { lambdaContext } from '@lakeward/lambda/testing';
import { throttled } from '@lakeward/s3';
import { copyWorld, keyArn, KIB, versionsOf, writeOver, type CopyWorld } from '../testing/copy-world';
import { copyArguments, parseCopyArguments, parseTag, type CopyGoal } from './copy-goal';
import { multipartCopyHandler, type MultipartCopyDependencies } from './multipart-copy-handler';

const event = (name: string) =>
  JSON.parse(readFileSync(path.join(__dirname, '../../events', name), 'utf8')) as BatchTaskEvent;

interface World extends CopyWorld {
  readonly goal: CopyGoal;
  readonly settings: MultipartCopyDependencies['settings'];
}

function world(versioned: boolean): World {
  return {
    ...copyWorld({ versioned, content: Buffer.alloc(3_000, 7) }),
    goal: { target: 'sse-kms', keyArn, bucketKeys: true, versions: 'current' },
    settings: { partsInParallel: 2, partBytes: KIB },
  };
}

/** The event that names version and goal, about the source. */
const versionEvent = ({ sourceId }: World): BatchTaskEvent => {
  const asked = event('batch-task-2.0.json');
  return { ...asked, tasks: asked.tasks.map((task) => ({ ...task, s3VersionId: sourceId })) };
};

const call = async (w: World, asked: BatchTaskEvent, remainingMs = 900_000) => {
  const handler = multipartCopyHandler({ log: () => w.log, clock: w.clock, dependencies: () => w });
  const { results } = await handler(asked, lambdaContext(remainingMs));
  return results.map(({ resultCode, resultString }) => [resultCode, resultString]);
};

describe('the function multipart-copy', () => {
  test('schema 1.0 names the bucket by ARN and has no arguments: what the environment says is done', async () => {
    const w = world(false);
    await expect(call(w, event('batch-task-1.0.json'))).resolves.toEqual([
      ['Succeeded', 'Copied in 3 parts, 0 of them by earlier tries.'],
    ]);
    expect(versionsOf(w)[0]!.properties.encryption).toEqual({
      algorithm: 'aws:kms',
      keyArn,
      bucketKey: true,
    });
    await expect(call(w, event('batch-task-1.0.json'))).resolves.toEqual([
      ['Succeeded', 'Encrypted as wanted already.'],
    ]);
  });

  test('schema 2.0 names the bucket, the version and the goal', async () => {
    const w = world(true);
    await expect(call(w, versionEvent(w))).resolves.toEqual([
      [
        'Succeeded',
        expect.stringMatching(/^Copied in 3 parts, 0 of them by earlier tries as version [0-9a-f-]{36}\.$/),
      ],
    ]);
    expect(versionsOf(w)[0]!.properties).toMatchObject({
      encryption: { algorithm: 'AES256' },
      tags: { __ObjectEncrypted: 'true' },
    });
    await expect(call(w, versionEvent(w))).resolves.toEqual([
      ['Succeeded', expect.stringMatching(/^Copied by an earlier try as version [0-9a-f-]{36}\.$/)],
    ]);
  });

  test('what may succeed later is a temporary failure, and goes on', async () => {
    const w = world(true);
    await expect(call(w, versionEvent(w), 60_000)).resolves.toEqual([
      ['TemporaryFailure', expect.stringMatching(/^REENC_COPY_CONTINUES: 3 of 3 parts are ready/)],
    ]);
    w.copies.before = ({ operation }) => {
      if (operation === 'complete') throw throttled('Slow down.');
    };
    await expect(call(w, versionEvent(w))).resolves.toEqual([
      ['TemporaryFailure', expect.stringMatching(/^S3_THROTTLED/)],
    ]);
    w.copies.before = undefined;
    await expect(call(w, versionEvent(w))).resolves.toEqual([
      ['Succeeded', expect.stringMatching(/3 of them by earlier tries/)],
    ]);
  });

  test('an object that changed is a permanent failure, said in words and without its key', async () => {
    const w = world(true);
    writeOver(w, 'newer');
    const [[code, text]] = (await call(w, versionEvent(w))) as [[string, string]];
    expect([code, text]).toEqual([
      'PermanentFailure',
      expect.stringMatching(
        /^REENC_CHANGED_SINCE_SNAPSHOT: Changed since snapshot: the version is no longer/,
      ),
    ]);
    expect(text).not.toContain('parquet');
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['no target', { bucketKeys: 'on' }, /^INVALID_INPUT/],
    ['a target nobody knows', { target: 'sse-c' }, /^INVALID_INPUT/],
    ['an alias for a key', { target: 'sse-kms', keyArn: 'alias/lake' }, /^INVALID_INPUT/],
    ['KMS without a key', { target: 'sse-kms' }, /^REENC_COPY_NO_KEY/],
  ])('arguments with %s start nothing', async (_what, userArguments, says) => {
    const w = world(true);
    const asked = versionEvent(w);
    const results = await call(w, { ...asked, job: { ...asked.job, userArguments } });
    expect(results).toEqual([['PermanentFailure', expect.stringMatching(says)]]);
    expect(w.copies.underWay()).toHaveLength(0);
  });
});

describe('user arguments', () => {
  const full: CopyGoal = {
    target: 'sse-kms',
    keyArn,
    bucketKeys: true,
    tag: { key: '__ObjectEncrypted', value: 'a=b' },
    versions: 'noncurrent',
    snapshotAt: new Date('2026-11-06T01:00:00.000Z'),
  };

  test.each<CopyGoal>([full, { target: 'sse-s3', bucketKeys: false, versions: 'current' }])(
    'carry a goal there and back: %#',
    (goal) => {
      expect(parseCopyArguments(copyArguments(goal), full)).toEqual(goal);
    },
  );

  test('are within what S3 Batch takes', () => {
    const given = copyArguments(full);
    expect(Object.keys(given).length).toBeLessThanOrEqual(10);
    expect(Object.entries(given).every(([name, value]) => name.length <= 64 && value.length <= 1_024)).toBe(
      true,
    );
  });

  test('without any the goal of the environment stands, if it names a key', () => {
    expect(parseCopyArguments(undefined, full)).toBe(full);
    expect(parseCopyArguments({}, full)).toBe(full);
    const keyless: CopyGoal = { target: 'sse-kms', bucketKeys: true, versions: 'current' };
    expect(() => parseCopyArguments(undefined, keyless)).toThrow(
      expect.objectContaining({ code: 'REENC_COPY_NO_KEY' }),
    );
  });

  test('a tag is what stands before the first equals sign, and what stands after it', () => {
    expect([parseTag('a=b=c'), parseTag('a='), parseTag(''), parseTag(undefined)]).toEqual([
      { key: 'a', value: 'b=c' },
      { key: 'a', value: '' },
      undefined,
      undefined,
    ]);
  });
});
