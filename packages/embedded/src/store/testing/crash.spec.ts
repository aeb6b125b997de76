import { spawn } from 'node:child_process';
import { link, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock } from '@lakeward/core';
import { readText } from '@lakeward/s3';
import type { BucketSettings } from '../bucket-settings';
import { DirectoryObjectStore } from '../directory-object-store';
import { LakeLayout } from '../lake-layout';
import { formatRecord, parseRecord } from '../object-record';
import { bundleScript } from './bundle-script';
import type { DieAtStepTask } from './die-at-step';
import { perform, type LakeStep } from './lake-step';

const bucket = 'lake';
const before = '2026-03-01T12:00:00.000Z';
const after = '2026-03-01T13:00:00.000Z';
const attributes = { contentType: 'text/plain', metadata: { m: '1' }, tags: { t: '1' } };
const versioned = { versioning: true };

interface Scenario {
  readonly title: string;
  readonly settings?: Partial<BucketSettings>;
  readonly given: readonly LakeStep[];
  /** A file put there by hand after `given`. */
  readonly byHand?: string;
  /** A key whose record also tells of a version that never came, because its writer died. */
  readonly pending?: string;
  readonly step: LakeStep;
}

const scenarios: readonly Scenario[] = [
  { title: 'a first write', given: [], step: { put: 'deep/er/k', body: 'new', options: attributes } },
  {
    title: 'a replacement',
    given: [{ put: 'k', body: 'old', options: attributes }],
    step: { put: 'k', body: 'new', options: { metadata: { m: '2' } } },
  },
  {
    title: 'a replacement of the same size',
    given: [{ put: 'k', body: 'old' }],
    step: { put: 'k', body: 'new' },
  },
  {
    title: 'a creation',
    given: [],
    step: { put: 'k', body: 'new', options: { condition: { ifNoneMatch: '*' } } },
  },
  {
    title: 'a write beside which no file can be',
    given: [{ put: 'a/b', body: 'child' }],
    step: { put: 'a', body: 'parent', options: attributes },
  },
  {
    title: 'a replacement of an object that lies aside',
    given: [{ put: 'a//b', body: 'old', options: attributes }],
    step: { put: 'a//b', body: 'new' },
  },
  {
    title: 'a write of a long key',
    given: [],
    step: { put: `${'long'.repeat(70)}/${'name'.repeat(70)}`, body: 'new' },
  },
  {
    title: "a replacement of somebody else's file",
    given: [],
    byHand: 'k',
    step: { put: 'k', body: 'new', options: attributes },
  },
  {
    title: 'a deletion',
    given: [{ put: 'a/b/k', body: 'old', options: attributes }],
    step: { delete: 'a/b/k' },
  },
  { title: 'a deletion aside', given: [{ put: 'a//k', body: 'old' }], step: { delete: 'a//k' } },
  {
    title: 'new metadata in place',
    given: [{ put: 'k', body: 'old', options: attributes }],
    step: { copy: 'k', to: 'k', options: { metadata: { m: '2' } } },
  },
  {
    title: 'a first version',
    settings: versioned,
    given: [],
    step: { put: 'k', body: 'new', options: attributes },
  },
  {
    title: 'a next version',
    settings: versioned,
    given: [
      { put: 'k', body: 'older', options: attributes },
      { put: 'k', body: 'old' },
    ],
    step: { put: 'k', body: 'new', options: { metadata: { m: '2' } } },
  },
  {
    title: "a version after somebody else's file",
    settings: versioned,
    given: [{ put: 'k', body: 'old' }],
    byHand: 'k',
    step: { put: 'k', body: 'new' },
  },
  {
    title: 'a version after a deletion',
    settings: versioned,
    given: [{ put: 'k', body: 'old' }, { delete: 'k' }],
    step: { put: 'k', body: 'new' },
  },
  {
    title: 'a delete marker',
    settings: versioned,
    given: [{ put: 'a/k', body: 'old', options: attributes }],
    step: { delete: 'a/k' },
  },
  {
    title: 'the end of a delete marker',
    settings: versioned,
    given: [
      { put: 'a/k', body: 'older' },
      { put: 'a/k', body: 'old', options: attributes },
      { delete: 'a/k' },
    ],
    step: { delete: 'a/k', options: { versionId: 'parent-3' } },
  },
  {
    title: 'the end of the current version',
    settings: versioned,
    given: [
      { put: 'k', body: 'oldest' },
      { put: 'k', body: 'older', options: attributes },
      { put: 'k', body: 'old' },
    ],
    step: { delete: 'k', options: { versionId: 'parent-3' } },
  },
  {
    title: 'the end of the current version after a deletion',
    settings: versioned,
    given: [{ put: 'k', body: 'older' }, { delete: 'k' }, { put: 'k', body: 'old' }],
    step: { delete: 'k', options: { versionId: 'parent-3' } },
  },
  {
    title: 'the end of the current version after a write that died',
    settings: versioned,
    given: [
      { put: 'k', body: 'older' },
      { put: 'k', body: 'old' },
    ],
    pending: 'k',
    step: { delete: 'k', options: { versionId: 'parent-2' } },
  },
  {
    title: 'a next version after a write that died',
    settings: versioned,
    given: [{ put: 'k', body: 'old' }],
    pending: 'k',
    step: { put: 'k', body: 'new' },
  },
  {
    title: 'the end of an older version',
    settings: versioned,
    given: [
      { put: 'a//k', body: 'oldest' },
      { put: 'a//k', body: 'older' },
      { put: 'a//k', body: 'old' },
    ],
    step: { delete: 'a//k', options: { versionId: 'parent-2' } },
  },
  {
    title: 'the end of the only version',
    settings: versioned,
    given: [{ put: 'a/k', body: 'old' }],
    step: { delete: 'a/k', options: { versionId: 'parent-1' } },
  },
];

describe('a process that dies while it changes a lake leaves the old state or the new', () => {
  let folder: string;
  let script: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lakeward-crash-'));
    script = await bundleScript('die-at-step', folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(scenarios)(
    '$title',
    async (scenario) => {
      const outcomes: string[] = [];
      for (let dieAt = 1; ; dieAt += 1) {
        const lake = await mkdtemp(path.join(folder, 'lake-'));
        const old = await told(await prepare(lake, scenario));
        const task: DieAtStepTask = { lake, bucket, step: scenario.step, dieAt, time: after };
        const died = await run(script, task);
        const found = await told(new DirectoryObjectStore(lake));
        outcomes.push(found === old ? 'old' : found);
        await goesOn(lake, scenario, found);
        await rm(lake, { recursive: true, force: true });
        if (!died) break;
      }
      const fresh = outcomes.at(-1)!;
      expect(fresh).not.toBe('old');
      const turn = outcomes.indexOf(fresh);
      expect(turn).toBeGreaterThan(1);
      expect(outcomes).toEqual(outcomes.map((_, index) => (index < turn ? 'old' : fresh)));
    },
    120_000,
  );
});

/** A store with what the scenario begins with. */
async function prepare(
  lake: string,
  { settings, given, byHand, pending }: Scenario,
): Promise<DirectoryObjectStore> {
  let ids = 0;
  const store = new DirectoryObjectStore(lake, {
    clock: new ManualClock(before),
    newVersionId: () => `parent-${(ids += 1)}`,
  });
  await store.createBucket(bucket, settings);
  for (const step of given) await perform(store, bucket, step);
  if (byHand !== undefined) {
    const file = path.join(lake, 's3', bucket, byHand);
    await writeFile(file, 'by hand');
    await utimes(file, 1, 1);
  }
  if (pending !== undefined) {
    const file = new LakeLayout(lake).record({ bucket, key: pending });
    const { key, entries } = parseRecord(await readFile(file, 'utf8'), file);
    const dead = { ...entries[0]!, versionId: 'dead', stamp: { size: 4, mtimeNs: '1' } };
    // A writer sets the current version's bytes aside before it tells of its own.
    const kept = { ...entries[0]!, archive: entries[0]!.versionId! };
    await mkdir(new LakeLayout(lake).archive({ bucket, key }), { recursive: true });
    await link(
      path.join(lake, 's3', bucket, key),
      path.join(new LakeLayout(lake).archive({ bucket, key }), kept.archive),
    );
    await writeFile(file, formatRecord({ key, entries: [dead, kept, ...entries.slice(1)] }));
  }
  return store;
}

/** Everything that can be read in the bucket, as text. */
async function told(store: DirectoryObjectStore): Promise<string> {
  const lines: unknown[] = [];
  for await (const line of store.list(bucket)) lines.push(line, await toldOf(line.key));
  for await (const version of store.listVersions(bucket)) {
    const { key, versionId, isDeleteMarker } = version;
    // Without versioning there is one version, and it has been told.
    lines.push(version, isDeleteMarker || versionId === 'null' ? '' : await toldOf(key, versionId));
  }
  return JSON.stringify(lines, undefined, 1);

  async function toldOf(key: string, versionId?: string): Promise<unknown> {
    const options = versionId === undefined ? {} : { versionId };
    const { body, ...head } = await store.get({ bucket, key }, options);
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk as Buffer);
    const seen = await store.head({ bucket, key }, options);
    expect(seen).toEqual(head);
    return [head, Buffer.concat(chunks).toString(), await store.tags({ bucket, key }, options)];
  }
}

/** After a crash the same key can be written, read and cleared at once: no lock, no half record is in the way. */
async function goesOn(lake: string, { step }: Scenario, state: string): Promise<void> {
  const store = new DirectoryObjectStore(lake);
  const key = 'put' in step ? step.put : 'copy' in step ? step.to : step.delete;
  const countBefore = (state.match(/"isLatest"/g) ?? []).length;
  const { versionId } = await store.put({ bucket, key }, 'life goes on');
  expect(await readText(store, { bucket, key })).toBe('life goes on');
  if (versionId === undefined) return;
  let count = 0;
  for await (const version of store.listVersions(bucket)) {
    count += 1;
    if (version.isDeleteMarker) continue;
    const head = await store.head(version, { versionId: version.versionId });
    expect(head).toMatchObject({ etag: version.etag, size: version.size });
  }
  expect(count).toBe(countBefore + 1);
}

/** Runs the script; true when it died, false when it ended well. */
async function run(script: string, task: DieAtStepTask): Promise<boolean> {
  const child = spawn(process.execPath, [script, JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on('close', (...how) => resolve(how)),
  );
  if (signal === 'SIGKILL') return true;
  expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  return false;
}
