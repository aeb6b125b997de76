import { ManualClock, UtcDay } from '@lakeward/core';
import { readText, parseS3Uri } from '@lakeward/s3';
import { storeSource } from './verify/evidence-source';
import { ringKeys } from './verify/public-keys';
import { verifyChain } from './verify/verify-chain';
import { signOff, type SignOffInput } from './sign-off';
import { dying } from '../testing/dying';
import {
  evidenceBucket,
  PLACE,
  publishReview,
  reviewContent,
  SIGNING_KEY,
  signingRing,
} from '../testing/evidence-world';

const keyRing = signingRing();
const clock = new ManualClock('2026-03-11T09:00:00Z');
const settings = {
  evidenceBucket: 'evidence',
  evidencePrefix: 'pci/evidence/',
  signingKey: SIGNING_KEY,
  retention: null,
};
const input: SignOffInput = {
  day: UtcDay.parse('2026-03-09'),
  pack: 'pci-dss-3.2.1',
  reviewer: 'Mira Okafor',
  statement: 'All findings were followed up.',
  findingNotes: [{ rule: '10.2.6-audit-log-start-stop', note: 'Planned maintenance, change 4711.' }],
  signedAt: new Date('2026-03-11T09:00:00Z'),
};

async function reviewed(...versions: string[]) {
  const store = evidenceBucket();
  for (const version of versions) await publishReview(store, keyRing, reviewContent('2026-03-09', version));
  return { settings, store, keyRing, clock };
}

const verify = ({ store }: Awaited<ReturnType<typeof reviewed>>) =>
  verifyChain(storeSource(store, { bucket: PLACE.bucket, key: PLACE.prefix }), ringKeys(keyRing));

describe('signOff', () => {
  test('writes a signed record beside the bundle, names the manifest, and takes a place in the chain', async () => {
    const dependencies = await reviewed('20260310T010000Z');
    const { signOffUri, sequence, signOff: record } = await signOff(input, dependencies);
    const { folder } = reviewContent('2026-03-09', '20260310T010000Z');
    expect(sequence).toBe(2);
    expect(signOffUri).toMatch(
      new RegExp(`^s3://evidence/${PLACE.prefix}${folder}/sign-offs/20260311T090000Z-[0-9a-f]{8}\\.json$`),
    );
    expect(JSON.parse(await readText(dependencies.store, parseS3Uri(signOffUri)))).toEqual(record);
    const verdict = await verify(dependencies);
    expect(verdict.problems).toEqual([]);
    expect(verdict.reviews).toEqual([
      expect.objectContaining({
        manifestSha256: record.manifest.sha256,
        signOffs: [{ sequence: 2, reviewer: 'Mira Okafor', signedAt: '2026-03-11T09:00:00.000Z' }],
      }),
    ]);
    expect(record).toMatchObject({ statement: input.statement, findingNotes: input.findingNotes });
  });

  test('is for the newest version, or for the one that is named', async () => {
    const dependencies = await reviewed('20260310T010000Z', '20260311T010000Z');
    const { folder } = reviewContent('2026-03-09', '20260310T010000Z');
    await signOff(input, dependencies);
    await signOff({ ...input, version: folder.split('/')[1] ?? '' }, dependencies);
    const { reviews, problems } = await verify(dependencies);
    expect(problems).toEqual([]);
    expect(
      reviews.map(({ sequence, signOffs }) => [sequence, signOffs.map((each) => each.sequence)]),
    ).toEqual([
      [1, [4]],
      [2, [3]],
    ]);
  });

  test('the same request again is the same sign-off, at whichever call it died', async () => {
    let at = 0;
    let died = true;
    while (died) {
      at += 1;
      const dependencies = await reviewed('20260310T010000Z');
      const dead = dying(dependencies.store, keyRing, {
        at,
        calls: 0,
        moment: at % 2 === 0 ? 'before' : 'after',
      });
      died = await signOff(input, { ...dependencies, ...dead }).then(
        () => false,
        () => true,
      );
      const first = await signOff(input, dependencies);
      expect(await signOff(input, dependencies)).toEqual(first);
      const { problems, links } = await verify(dependencies);
      expect([at, problems, links]).toEqual([at, [], 2]);
    }
    expect(at).toBeGreaterThan(20);
  });

  test.each<[string, Partial<SignOffInput>, string]>([
    ['a day without a review', { day: UtcDay.parse('2026-03-08') }, 'PCI_NOTHING_TO_SIGN_OFF'],
    ['a version that is not there', { version: '20260310T010000Z-ffffffff' }, 'PCI_NOTHING_TO_SIGN_OFF'],
    ['nobody', { reviewer: '  ' }, 'PCI_SIGN_OFF_INVALID'],
    ['no statement', { statement: '' }, 'PCI_SIGN_OFF_INVALID'],
    ['a text without end', { statement: 'x'.repeat(10_001) }, 'PCI_SIGN_OFF_INVALID'],
    ['a rule that was not asked', { findingNotes: [{ rule: 'nothing', note: 'x' }] }, 'PCI_SIGN_OFF_INVALID'],
    ['an empty note', { findingNotes: [{ rule: '10.2.2-root', note: '' }] }, 'PCI_SIGN_OFF_INVALID'],
  ])('refuses %s', async (_, change, code) => {
    const dependencies = await reviewed('20260310T010000Z');
    await expect(signOff({ ...input, ...change }, dependencies)).rejects.toMatchObject({ code });
    expect((await verify(dependencies)).links).toBe(1);
  });

  test('refuses evidence that was changed', async () => {
    const dependencies = await reviewed('20260310T010000Z');
    const { folder } = reviewContent('2026-03-09', '20260310T010000Z');
    await dependencies.store.put(
      { bucket: 'evidence', key: `${PLACE.prefix}${folder}/findings.csv` },
      'none',
    );
    await expect(signOff(input, dependencies)).rejects.toMatchObject({
      code: 'PCI_CHAIN_DAMAGED',
      message: expect.stringContaining('findings.csv'),
    });
  });

  test('refuses to sign without a key', async () => {
    const dependencies = await reviewed('20260310T010000Z');
    await expect(
      signOff(input, { ...dependencies, settings: { ...settings, signingKey: '' } }),
    ).rejects.toMatchObject({ code: 'PCI_NO_SIGNING_KEY' });
  });
});
