import { startAwsEmulator, whyNoAwsEmulator, type AwsEmulator } from '@lakeward/aws-emulator';
import { DAY_MS, ManualClock } from '@lakeward/core';
import type { ObjectStore } from '@lakeward/s3';
import { createS3ObjectStore } from '@lakeward/s3/aws';
import { dying } from '../testing/dying';
import { PLACE, publishTo, reviewContent, signingRing } from '../testing/evidence-world';
import { reviewDraft } from './review-draft';
import { storeSource } from './verify/evidence-source';
import { ringKeys } from './verify/public-keys';
import { verifyChain } from './verify/verify-chain';

const missing = whyNoAwsEmulator();
const suite = missing === undefined ? describe : describe.skip;

/** The emulator's KMS hashes twice, so keys are in memory; storage is the adapter that runs on AWS. */
suite(missing ?? 'publishing over the wire of S3', () => {
  const keyRing = signingRing();
  const clock = new ManualClock('2026-03-10T01:00:00Z');
  const retention = { mode: 'GOVERNANCE', days: 400 } as const;
  const days = ['2026-03-07', '2026-03-08', '2026-03-09'].map((date) =>
    reviewContent(date, '20260310T010000Z'),
  );
  let emulator: AwsEmulator;
  let store: ObjectStore;

  beforeAll(async () => {
    const started = await startAwsEmulator();
    if ('unavailable' in started) throw new Error(started.unavailable);
    emulator = started;
    const { endpoint, region, credentials } = emulator;
    store = createS3ObjectStore({ endpoint, region, credentials });
    const created = await fetch(`${endpoint}/${PLACE.bucket}`, {
      method: 'PUT',
      headers: { 'x-amz-bucket-object-lock-enabled': 'true' },
    });
    expect(created.status).toBe(200);
  }, 90_000);
  afterAll(() => emulator.stop());

  test('days at the same time, and one that dies, make one chain under Object Lock', async () => {
    const drafts = await Promise.all(days.map((day) => reviewDraft(day)));
    const [first, second, third] = drafts as [(typeof drafts)[0], (typeof drafts)[0], (typeof drafts)[0]];
    const dead = dying(store, keyRing, { at: 11, calls: 0, moment: 'after' });
    const [, , died] = await Promise.allSettled([
      publishTo(store, first, keyRing, { retention }),
      publishTo(store, second, keyRing, { retention }),
      publishTo(dead.store, third, dead.keyRing, { retention }),
    ]);
    expect(died.status).toBe('rejected');
    await publishTo(store, third, keyRing, { retention });

    const source = storeSource(store, { bucket: PLACE.bucket, key: PLACE.prefix });
    const { problems, links, drafts: left } = await verifyChain(source, ringKeys(keyRing));
    expect({ problems, links, left }).toEqual({ problems: [], links: 3, left: [] });
    const until = new Date(clock.now().getTime() + 400 * DAY_MS);
    for await (const object of store.list(PLACE.bucket)) {
      expect((await store.head(object))?.retention).toEqual({ mode: 'GOVERNANCE', retainUntil: until });
    }
  }, 120_000);
});
