import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock } from '@lakeward/core';
import { openEmbeddedRuntime, type EmbeddedRuntime } from '@lakeward/embedded';
import type { KeyRing } from '@lakeward/kms';
import { InMemoryKeyRing } from '@lakeward/kms/testing';
import type { ObjectStore } from '@lakeward/s3';
import fc from 'fast-check';
import {
  evidenceBucket,
  PLACE,
  publishTo,
  publishReview,
  reviewContent,
  SIGNING_KEY,
  signingRing,
} from '../testing/evidence-world';
import { dying, type Death } from '../testing/dying';
import { reviewDraft } from './review-draft';
import { storeSource } from './verify/evidence-source';
import { ringKeys } from './verify/public-keys';
import { verifyChain, type Verdict } from './verify/verify-chain';

const keyRing = signingRing();
const day = reviewContent('2026-03-09', '20260310T010000Z');
const thirdDay = reviewContent('2026-03-07', '20260310T010000Z', 1);
const otherDay = reviewContent('2026-03-08', '20260310T010000Z', 0);

const verify = (store: ObjectStore, ring: KeyRing = keyRing): Promise<Verdict> =>
  verifyChain(storeSource(store, { bucket: PLACE.bucket, key: PLACE.prefix }), ringKeys(ring));

/** What a verdict says in short: the places of the runs in the chain, and what is wrong. */
const inShort = ({ reviews, problems, drafts }: Verdict) => ({
  reviews: reviews.map(({ sequence, date }) => [sequence, date]),
  problems: problems.map(({ code, file }) => [code, file]),
  drafts,
});

/** All objects but signatures, which differ from try to try. */
async function contentOf(store: ObjectStore): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  const source = storeSource(store, { bucket: PLACE.bucket, key: PLACE.prefix });
  for (const name of await source.names()) {
    if (!name.endsWith('.sig.json')) content[name] = (await source.read(name))?.toString('base64') ?? '';
  }
  return content;
}

describe('publishing', () => {
  test('writes the bundle, signs it, and links it', async () => {
    const store = evidenceBucket();
    const first = await publishReview(store, keyRing, day);
    const second = await publishReview(store, keyRing, otherDay);
    const { sequence, kind, previousSha256, uri } = second.link;
    expect({ sequence, kind, uri }).toEqual({
      sequence: 2,
      kind: 'review',
      uri: `s3://evidence/${PLACE.prefix}${otherDay.folder}/manifest.json`,
    });
    const manifest = JSON.parse(second.document.toString('utf8')) as Record<string, unknown>;
    expect(manifest['chain']).toEqual({
      sequence: 2,
      previous: { uri: first.link.uri, sha256: first.link.sha256 },
    });
    const verdict = await verify(store);
    expect(verdict.head?.sequence).toBe(2);
    expect(previousSha256).not.toBe(verdict.head?.sha256);
    expect(inShort(verdict)).toEqual({
      reviews: [
        [1, '2026-03-09'],
        [2, '2026-03-08'],
      ],
      problems: [],
      drafts: [],
    });
  });

  test('the same content at the same place is the same bytes', async () => {
    const [one, other] = [evidenceBucket(), evidenceBucket()];
    for (const store of [one, other]) await publishReview(store, keyRing, day);
    expect(await contentOf(one)).toEqual(await contentOf(other));
  });

  test('a run that was published is found again, whatever it would say now', async () => {
    const store = evidenceBucket();
    const first = await publishReview(store, keyRing, day);
    await publishReview(store, keyRing, otherDay);
    expect(await publishReview(store, keyRing, day)).toEqual(first);
    expect(await publishReview(store, keyRing, { ...day, findings: [] })).toEqual(first);
    expect((await verify(store)).links).toBe(2);
  });

  test('everything is locked as the settings say', async () => {
    const store = evidenceBucket();
    await publishTo(store, await reviewDraft(day), keyRing, {
      retention: { mode: 'COMPLIANCE', days: 400 },
    });
    let objects = 0;
    for await (const object of store.list('evidence')) {
      objects += 1;
      expect((await store.head(object))?.retention).toEqual({
        mode: 'COMPLIANCE',
        retainUntil: new Date('2027-04-14T01:00:00Z'),
      });
    }
    expect(objects).toBeGreaterThan(5);
  });

  test('without a key there is no signature, and verification says so', async () => {
    const store = evidenceBucket();
    await publishTo(store, await reviewDraft(day), new InMemoryKeyRing(), { signingKey: '' });
    const verdict = await verify(store);
    expect(verdict.outcome).toBe('broken');
    expect(verdict.problems.map(({ code }) => code)).toEqual(['PCI_UNSIGNED']);
  });

  test('a damaged chain is not continued', async () => {
    const store = evidenceBucket();
    await publishReview(store, keyRing, day);
    await store.put({ bucket: 'evidence', key: `${PLACE.prefix}chain/00000001.json` }, '{}');
    await expect(publishReview(store, keyRing, otherDay)).rejects.toMatchObject({
      code: 'PCI_CHAIN_DAMAGED',
      message: expect.stringContaining('chain/00000001.json'),
    });
  });
});

/** How many calls a publication makes when nothing happens to it. */
async function callsOf(makeStore: () => ObjectStore, ring: KeyRing): Promise<number> {
  const death: Death = { at: Infinity, calls: 0 };
  const dead = dying(makeStore(), ring, death);
  await publishReview(dead.store, dead.keyRing, day);
  return death.calls;
}

describe('a publication that dies', () => {
  test.each(['before', 'after'] as const)(
    'right %s any of its calls is finished by the next try, with the same bytes',
    async (moment) => {
      const reference = evidenceBucket();
      await publishReview(reference, keyRing, day);
      const expected = await contentOf(reference);
      const calls = await callsOf(evidenceBucket, keyRing);
      expect(calls).toBeGreaterThan(11);
      for (let at = 1; at <= calls; at++) {
        const store = evidenceBucket();
        const dead = dying(store, keyRing, { at, calls: 0, moment });
        await expect(publishReview(dead.store, dead.keyRing, day)).rejects.toThrow('died');
        await publishReview(store, keyRing, day);
        expect([at, await contentOf(store)]).toEqual([at, expected]);
        expect([at, inShort(await verify(store))]).toEqual([
          at,
          { reviews: [[1, '2026-03-09']], problems: [], drafts: [] },
        ]);
      }
    },
  );

  test.each(['before', 'after'] as const)(
    'right %s any of its calls gets its place after the day that was published meanwhile',
    async (moment) => {
      const calls = await callsOf(evidenceBucket, keyRing);
      for (let at = 1; at <= calls; at++) {
        const store = evidenceBucket();
        const dead = dying(store, keyRing, { at, calls: 0, moment });
        await expect(publishReview(dead.store, dead.keyRing, day)).rejects.toThrow('died');
        await publishReview(store, keyRing, otherDay);
        const { link } = await publishReview(store, keyRing, day);
        // Only a link that was created before it died keeps its place.
        expect([at, link.sequence]).toEqual([at, moment === 'after' && at === calls ? 1 : 2]);
        const { problems, drafts, links } = await verify(store);
        expect([at, problems, drafts, links]).toEqual([at, [], [], 2]);
      }
    },
  );

  test('and finds other content the next time leaves a draft and one publication', async () => {
    const calls = await callsOf(evidenceBucket, keyRing);
    for (let at = 1; at < calls; at++) {
      const store = evidenceBucket();
      const dead = dying(store, keyRing, { at, calls: 0, moment: 'after' });
      await expect(publishReview(dead.store, dead.keyRing, day)).rejects.toThrow('died');
      const later = { ...day, findings: day.findings.slice(1) };
      await publishReview(store, keyRing, later);
      const { problems, links } = await verify(store);
      expect([at, problems, links]).toEqual([at, [], 1]);
    }
  });

  test('on the embedded store, at every call', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'lakeward-publish-'));
    const clock = new ManualClock('2026-03-10T01:00:00Z');
    let lakes = 0;
    const inNewLake = async (work: (lake: EmbeddedRuntime) => Promise<void>): Promise<void> => {
      lakes += 1;
      const lake = await openEmbeddedRuntime({ lake: path.join(root, String(lakes)), clock });
      try {
        await lake.lakeStore.createBucket('evidence', { versioning: true });
        await lake.keyRing.ensureKey({ spec: 'ECC_NIST_P256', alias: SIGNING_KEY });
        await work(lake);
      } finally {
        await lake.close();
      }
    };
    try {
      let calls = 0;
      await inNewLake(async ({ lakeStore, keyRing: ring }) => {
        calls = await callsOf(() => lakeStore, ring);
      });
      for (let at = 1; at <= calls; at++) {
        await inNewLake(async ({ lakeStore, keyRing: ring }) => {
          const dead = dying(lakeStore, ring, { at, calls: 0, moment: at % 2 === 0 ? 'before' : 'after' });
          await expect(publishReview(dead.store, dead.keyRing, day)).rejects.toThrow('died');
          await publishReview(lakeStore, ring, day);
          const { problems, drafts, links } = await verify(lakeStore, ring);
          expect([at, problems, drafts, links]).toEqual([at, [], [], 1]);
        });
      }
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});

describe('publications at the same time', () => {
  const twins = [
    { twin: day, drafts: false },
    // The lists are the same, what the manifest says beside them is not.
    {
      twin: { ...day, answer: { ...day.answer, query: { ...day.answer.query, id: 'q-2' } } },
      drafts: false,
    },
    { twin: { ...day, findings: day.findings.slice(1) }, drafts: true },
  ];

  /** Every call of the store waits for its turn, in an order that fast-check chooses. */
  test('of one run, of the same run with other content, and of another day all end, and the chain is whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.constantFrom(...twins),
        async (scheduler, { twin, drafts: left }) => {
          const store = evidenceBucket();
          store.before = ({ operation, key }) => scheduler.schedule(Promise.resolve(), `${operation} ${key}`);
          const all = Promise.all([
            publishTo(store, await reviewDraft(day), keyRing),
            publishTo(store, await reviewDraft(twin), keyRing),
            publishTo(store, await reviewDraft(otherDay), keyRing),
          ]);
          const [one, other] = await scheduler.waitFor(all);
          store.before = undefined;
          expect(other).toEqual(one);
          const { problems, links, drafts } = await verify(store);
          expect([problems, links]).toEqual([[], 2]);
          if (!left) expect(drafts).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('and deaths among them: who died is finished by the next try', async () => {
    const any = fc.tuple(fc.scheduler(), fc.integer({ min: 1, max: 25 }), fc.constantFrom('before', 'after'));
    await fc.assert(
      fc.asyncProperty(any, async ([scheduler, at, moment]) => {
        const store = evidenceBucket();
        store.before = ({ operation, key }) => scheduler.schedule(Promise.resolve(), `${operation} ${key}`);
        const dead = dying(store, keyRing, { at, calls: 0, moment });
        const draft = await reviewDraft(day);
        await scheduler.waitFor(
          Promise.allSettled([
            publishTo(dead.store, draft, dead.keyRing),
            publishTo(store, await reviewDraft(otherDay), keyRing),
            publishTo(store, await reviewDraft(thirdDay), keyRing),
          ]),
        );
        store.before = undefined;
        await publishTo(store, draft, keyRing);
        const { problems, links, drafts } = await verify(store);
        expect([problems, links, drafts]).toEqual([[], 3, []]);
      }),
      { numRuns: 40 },
    );
  });
});
