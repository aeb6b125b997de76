import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock, UtcDay } from '@lakeward/core';
import fc from 'fast-check';
import { sha256 } from '../manifest';
import { signOff } from '../sign-off';
import {
  evidenceBucket,
  PLACE,
  publishReview,
  reviewContent,
  SIGNING_KEY,
  signingRing,
} from '../../testing/evidence-world';
import { MemoryFiles } from '../../testing/memory-files';
import { linkBytes, linkName, parseLink } from '../chain-link';
import { storeSource } from './evidence-source';
import { givenKeys, publicKeyPem, ringKeys, type FindKey } from './public-keys';
import { verifyBundle } from './verify-bundle';
import { verifyChain } from './verify-chain';

const ring = signingRing();
const days = [
  reviewContent('2026-03-07', '20260308T010000Z', 0),
  reviewContent('2026-03-08', '20260309T010000Z', 3),
  reviewContent('2026-03-08', '20260312T010000Z', 4),
  reviewContent('2026-03-10', '20260312T010000Z', 1),
];
const [, , version2, lastDay] = days as [
  (typeof days)[0],
  (typeof days)[0],
  (typeof days)[0],
  (typeof days)[0],
];

let chain: MemoryFiles;
let keys: FindKey;
let pem: string;

/** Three reviewed days, one of them twice, and a sign-off of its second version. */
beforeAll(async () => {
  const store = evidenceBucket();
  for (const day of days.slice(0, 3)) await publishReview(store, ring, day);
  const settings = {
    evidenceBucket: 'evidence',
    evidencePrefix: 'pci/evidence/',
    signingKey: SIGNING_KEY,
    retention: null,
  };
  await signOff(
    {
      day: UtcDay.parse('2026-03-08'),
      pack: 'pci-dss-3.2.1',
      reviewer: 'Mira Okafor',
      statement: 'Followed up.',
      findingNotes: [],
      signedAt: new Date('2026-03-12T09:00:00Z'),
    },
    { settings, store, keyRing: ring, clock: new ManualClock('2026-03-12T09:00:00Z') },
  );
  await publishReview(store, ring, lastDay);
  chain = await MemoryFiles.of(storeSource(store, { bucket: PLACE.bucket, key: PLACE.prefix }));
  pem = await publicKeyPem(SIGNING_KEY, ring);
  keys = givenKeys([{ name: 'key.pem', content: Buffer.from(pem) }]);
});

const manifestOf = ({ folder }: { folder: string }): string => `${folder}/manifest.json`;
const firstProblem = async (files: MemoryFiles, findKey = keys) =>
  (await verifyChain(files, findKey)).problems[0];

describe('a chain as it was written', () => {
  test('is valid, with every version, its sign-offs, and the days that are missing', async () => {
    const verdict = await verifyChain(chain, keys);
    expect(verdict).toMatchObject({ outcome: 'valid', links: 5, problems: [], drafts: [] });
    expect(verdict.missingDays).toEqual(['2026-03-09']);
    expect(verdict.reviews.map(({ date, sequence, signOffs }) => [date, sequence, signOffs.length])).toEqual([
      ['2026-03-07', 1, 0],
      ['2026-03-08', 2, 0],
      ['2026-03-08', 3, 1],
      ['2026-03-10', 5, 0],
    ]);
    expect(verdict.head).toEqual({ sequence: 5, sha256: sha256(chain.get(linkName(5))) });
  });

  test('is valid by the public key in PEM, in DER, and by the ring', async () => {
    const der = createPublicKey(pem).export({ format: 'der', type: 'spki' });
    for (const findKey of [givenKeys([{ name: 'key.der', content: der }]), ringKeys(ring)]) {
      expect((await verifyChain(chain, findKey)).problems).toEqual([]);
    }
  });

  test('is valid in a folder that it was copied to, with what the system leaves there', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lakeward-chain-'));
    try {
      const copy = await chain.writeTo(folder, { '.DS_Store': 'x' });
      expect((await verifyChain(copy, keys)).problems).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('holds the link that was noted when it was shorter', async () => {
    const noted = sha256(chain.get(linkName(3)));
    expect((await verifyChain(chain, keys, { expectHead: noted })).outcome).toBe('valid');
    expect((await verifyChain(chain, keys, { expectHead: sha256('x') })).problems).toEqual([
      expect.objectContaining({ code: 'PCI_HEAD_NOT_FOUND', expected: sha256('x') }),
    ]);
  });

  test('is checked for one day: its files alone, and that it is there', async () => {
    const damaged = chain.with(`${days[0]!.folder}/findings.csv`, Buffer.from('x'));
    expect((await verifyChain(damaged, keys, { date: '2026-03-10' })).outcome).toBe('valid');
    expect((await verifyChain(damaged, keys, { date: '2026-03-07' })).outcome).toBe('broken');
    expect((await verifyChain(chain, keys, { date: '2026-03-09' })).problems.map(({ code }) => code)).toEqual(
      ['PCI_DAY_NOT_IN_CHAIN'],
    );
  });

  test('is there, or verification says so', async () => {
    await expect(verifyChain(new MemoryFiles(new Map()), keys)).rejects.toMatchObject({
      code: 'PCI_EVIDENCE_NOT_FOUND',
    });
  });
});

describe('a bundle by itself', () => {
  test('is valid, and names its sign-offs', async () => {
    const verdict = await verifyBundle(chain.below(`${version2.folder}/`), keys);
    expect(verdict).toMatchObject({ outcome: 'valid', links: 0, problems: [] });
    expect(verdict.reviews[0]).toMatchObject({ date: '2026-03-08', sequence: 3, status: 'unverified' });
    expect(verdict.reviews[0]?.signOffs).toHaveLength(1);
  });

  test('is there, or verification says so', async () => {
    await expect(verifyBundle(chain, keys)).rejects.toMatchObject({ code: 'PCI_EVIDENCE_NOT_FOUND' });
  });
});

describe('any change is found and named', () => {
  const name = () => fc.constantFrom(...chain.list());

  test('one bit of any byte', async () => {
    await fc.assert(
      fc.asyncProperty(name(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (file, position, flip) => {
        const bytes = Buffer.from(chain.get(file));
        bytes[position % bytes.length]! ^= flip;
        expect(await firstProblem(chain.with(file, bytes))).toMatchObject({ file });
        if (file.startsWith(version2.folder)) {
          const alone = chain.with(file, bytes).below(`${version2.folder}/`);
          const { problems } = await verifyBundle(alone, keys);
          expect(problems.map((problem) => problem.file).join()).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a file cut short, at any length', async () => {
    await fc.assert(
      fc.asyncProperty(name(), fc.nat(), async (file, length) => {
        const bytes = chain.get(file);
        const cut = chain.with(file, bytes.subarray(0, length % bytes.length));
        expect(await firstProblem(cut)).toMatchObject({ file });
      }),
      { numRuns: 150 },
    );
  });

  test('bytes after the end', async () => {
    for (const file of chain.list()) {
      const longer = chain.with(file, Buffer.concat([chain.get(file), Buffer.from('\n')]));
      expect(await firstProblem(longer)).toMatchObject({ file });
    }
  });

  test('any file removed', async () => {
    for (const file of chain.list()) {
      expect(await firstProblem(chain.without(file))).toMatchObject({ file, found: 'no file' });
    }
  });

  test('any two files exchanged', async () => {
    const files = chain.list();
    for (const one of files) {
      for (const other of files.filter((each) => each > one)) {
        if (chain.get(one).equals(chain.get(other))) continue;
        const swapped = chain.with(one, chain.get(other)).with(other, chain.get(one));
        const { problems } = await verifyChain(swapped, keys);
        expect([one, other]).toContain(problems[0]?.file);
      }
    }
  });

  test('a file that nobody vouches for', async () => {
    for (const file of ['chain/notes.txt', `${lastDay.folder}/more.csv`, 'readme.md']) {
      expect(await firstProblem(chain.with(file, Buffer.from('x')))).toMatchObject({
        code: 'PCI_FILE_UNLISTED',
        file,
      });
    }
  });

  test('a whole day cut out of the middle, with the links after it renumbered', async () => {
    let shorter = chain.without(manifestOf(days[1]!));
    for (const file of chain.list())
      if (file.startsWith(`${days[1]!.folder}/`)) shorter = shorter.without(file);
    let previous = sha256(shorter.get(linkName(1)));
    for (const sequence of [2, 3, 4]) {
      const link = parseLink(chain.get(linkName(sequence + 1)))!;
      const bytes = linkBytes({ ...link, sequence, previousSha256: previous });
      shorter = shorter.with(linkName(sequence), bytes);
      previous = sha256(bytes);
    }
    shorter = shorter.without(linkName(5));
    expect(await firstProblem(shorter)).toMatchObject({
      code: 'PCI_DOCUMENT_MISPLACED',
      sequence: 2,
      file: manifestOf(version2),
    });
  });

  test('the end cut off with its bundle, by the hash that was noted', async () => {
    const head = sha256(chain.get(linkName(5)));
    let shorter = chain.without(linkName(5));
    for (const file of chain.list())
      if (file.startsWith(`${lastDay.folder}/`)) shorter = shorter.without(file);
    expect((await verifyChain(shorter, keys)).outcome).toBe('valid');
    expect((await verifyChain(shorter, keys, { expectHead: head })).problems.map(({ code }) => code)).toEqual(
      ['PCI_HEAD_NOT_FOUND'],
    );
  });

  test('a chain of another pack', async () => {
    const { problems } = await verifyChain(chain, keys, { pack: 'pci-dss-4.0.1' });
    expect(problems).toHaveLength(5);
    expect(problems[0]).toMatchObject({
      code: 'PCI_DOCUMENT_MISPLACED',
      sequence: 1,
      expected: 'pack pci-dss-4.0.1',
      found: 'pack pci-dss-3.2.1',
    });
    expect((await verifyChain(chain, keys, { pack: 'pci-dss-3.2.1' })).outcome).toBe('valid');
  });

  test('a chain that somebody else wrote and signed', async () => {
    const store = evidenceBucket();
    await publishReview(store, signingRing(), lastDay);
    const forged = await MemoryFiles.of(storeSource(store, { bucket: PLACE.bucket, key: PLACE.prefix }));
    expect(await firstProblem(forged)).toMatchObject({ code: 'PCI_KEY_UNKNOWN', sequence: 1 });
    expect(await firstProblem(forged, ringKeys(ring))).toMatchObject({ code: 'PCI_KEY_UNKNOWN' });
  });

  test('evidence names that would lead out of the bundle are not followed', async () => {
    const manifest = JSON.parse(chain.get(manifestOf(lastDay)).toString('utf8')) as { evidence: object[] };
    manifest.evidence[0] = { ...manifest.evidence[0], name: '../../../../etc/passwd' };
    const bytes = Buffer.from(JSON.stringify(manifest));
    const read: string[] = [];
    const files = chain.with(manifestOf(lastDay), bytes).watched(read);
    expect(await firstProblem(files)).toMatchObject({ code: 'PCI_DOCUMENT_ALTERED' });
    expect(read.filter((each) => each.includes('..'))).toEqual([]);
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;
const independently = openssl ? describe : describe.skip;

independently(openssl ? 'OpenSSL alone' : 'OpenSSL alone (not found on this machine)', () => {
  test('agrees that a manifest is signed by the exported key, and that another one is not', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lakeward-openssl-'));
    const file = (name: string): string => path.join(folder, name);
    try {
      const { signature } = JSON.parse(
        chain.get(`${lastDay.folder}/manifest.sig.json`).toString('utf8'),
      ) as Record<string, string>;
      await writeFile(file('key.pem'), pem);
      await writeFile(file('signature'), Buffer.from(signature ?? '', 'base64'));
      await writeFile(file('good'), chain.get(manifestOf(lastDay)));
      await writeFile(file('other'), chain.get(manifestOf(version2)));
      const verdicts = ['good', 'other'].map((name) =>
        spawnSync('openssl', [
          ...['dgst', '-sha256', '-verify', file('key.pem'), '-signature', file('signature'), file(name)],
        ]).stdout.toString(),
      );
      expect(verdicts).toEqual(['Verified OK\n', expect.stringMatching(/^Verification failure/i)]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('public keys', () => {
  test.each([
    ['no key at all', Buffer.from('hello')],
    ['an empty file', Buffer.alloc(0)],
    [
      'a key of another curve',
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'der', type: 'spki' }),
    ],
  ])('%s is refused by name', (_, content) => {
    expect(() => givenKeys([{ name: 'key.pem', content }])).toThrow(
      expect.objectContaining({
        code: 'PCI_PUBLIC_KEY_INVALID',
        message: expect.stringContaining('key.pem'),
      }),
    );
  });
});
