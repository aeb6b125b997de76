import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock } from '@lakeward/core';
import {
  contractGrantee,
  contractKeyPolicy,
  keyAdministrationContract,
  keyRingContract,
} from '@lakeward/kms/testing';
import { LocalKeyRing } from './local-key-ring';

let lake: string;
const clock = new ManualClock('2026-03-09T00:00:00Z');

const newLake = () => mkdtemp(path.join(tmpdir(), 'lakeward-keys-'));

keyRingContract('local keys', {
  makeRing: async () => {
    const place = await newLake();
    const ring = new LocalKeyRing({ lake: place, clock });
    const disabled = await ring.createKey({ spec: 'ECC_NIST_P256' });
    await ring.setEnabled(disabled, false);
    return {
      // Everything is read by another ring than the one that made the keys, as by another process.
      ring: new LocalKeyRing({ lake: place, clock }),
      alias: 'alias/evidence/daily',
      keys: {
        p256: await ring.createKey({ spec: 'ECC_NIST_P256', alias: 'alias/evidence/daily' }),
        p384: await ring.createKey({ spec: 'ECC_NIST_P384' }),
        rsa2048: await ring.createKey({ spec: 'RSA_2048' }),
        hmac: await ring.createKey({ spec: 'HMAC_256' }),
        symmetric: await ring.createKey({ spec: 'SYMMETRIC_DEFAULT' }),
        otherSymmetric: await ring.createKey({ spec: 'SYMMETRIC_DEFAULT' }),
        disabled,
      },
      close: () => rm(place, { recursive: true, force: true }),
    };
  },
});

keyAdministrationContract('local keys', async () => {
  const place = await newLake();
  const ring = new LocalKeyRing({ lake: place, clock });
  const createKey = () => ring.createKey({ spec: 'SYMMETRIC_DEFAULT' });
  const [plain, set, disabled] = [await createKey(), await createKey(), await createKey()];
  await ring.putPolicy(set, contractKeyPolicy(set));
  await ring.grant(set, contractGrantee);
  await ring.setEnabled(disabled, false);
  return {
    administration: new LocalKeyRing({ lake: place, clock }),
    keys: { plain, set, disabled },
    close: () => rm(place, { recursive: true, force: true }),
  };
});

describe('LocalKeyRing', () => {
  beforeEach(async () => {
    lake = await newLake();
  });
  afterEach(() => rm(lake, { recursive: true, force: true }));

  const keys = () => path.join(lake, '.lakeward', 'keys');
  const id = '1a2b3c4d-0000-4000-8000-000000000001';
  const makeRing = () => new LocalKeyRing({ lake, clock, newId: () => id });
  const mode = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

  test('keeps keys in files of the owner alone, whatever the umask', async () => {
    const umask = process.umask(0);
    try {
      await makeRing().createKey({ spec: 'ECC_NIST_P256', alias: 'alias/evidence' });
    } finally {
      process.umask(umask);
    }
    expect(await mode(keys())).toBe('700');
    expect(await mode(path.join(keys(), 'aliases'))).toBe('700');
    expect(await mode(path.join(keys(), `${id}.json`))).toBe('600');
    expect(await readdir(keys())).toEqual([`${id}.json`, 'aliases']);
    const file = JSON.parse(await readFile(path.join(keys(), `${id}.json`), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(file).toEqual({
      arn: `arn:aws:kms:local:000000000000:key/${id}`,
      spec: 'ECC_NIST_P256',
      enabled: true,
      created: '2026-03-09T00:00:00.000Z',
      secret: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
    });
  });

  test.each([
    ['the directory', () => keys(), 0o750],
    ['a key', () => path.join(keys(), `${id}.json`), 0o604],
    ['the aliases', () => path.join(keys(), 'aliases'), 0o701],
  ])('refuses keys when others have access to %s', async (_, file, wide) => {
    const ring = makeRing();
    await ring.createKey({ spec: 'HMAC_256', alias: 'alias/mac' });
    await chmod(file(), wide);
    await expect(ring.generateMac('alias/mac', Buffer.from('x'))).rejects.toMatchObject({
      code: 'LOCAL_KEYS_EXPOSED',
      message: `${file()} has mode ${wide.toString(8)}: others than its owner have access to it.`,
      remedy: expect.stringContaining('chmod'),
    });
    await chmod(file(), wide & 0o700);
    expect(await ring.generateMac('alias/mac', Buffer.from('x'))).toHaveLength(32);
  });

  test('makes no key in a directory that others may enter', async () => {
    await makeRing().createKey({ spec: 'HMAC_256' });
    await chmod(keys(), 0o755);
    const other = new LocalKeyRing({ lake, clock, newId: () => 'another' });
    await expect(other.createKey({ spec: 'HMAC_256' })).rejects.toMatchObject({ code: 'LOCAL_KEYS_EXPOSED' });
    expect(await readdir(keys())).toEqual([`${id}.json`]);
  });

  test('follows no links', async () => {
    await makeRing().createKey({ spec: 'HMAC_256' });
    const file = path.join(keys(), `${id}.json`);
    await rename(file, path.join(lake, 'elsewhere.json'));
    await symlink(path.join(lake, 'elsewhere.json'), file);
    await expect(makeRing().describe(id)).rejects.toMatchObject({ code: 'LOCAL_KEYS_EXPOSED' });
  });

  test('gives a key the region and account that are asked for, and finds it there only', async () => {
    const ring = makeRing();
    const arn = await ring.createKey({
      spec: 'HMAC_256',
      alias: 'alias/mac',
      region: 'eu-west-1',
      account: '111122223333',
    });
    expect(arn).toBe(`arn:aws:kms:eu-west-1:111122223333:key/${id}`);
    expect((await ring.describe('arn:aws:kms:eu-west-1:111122223333:alias/mac')).arn).toBe(arn);
    for (const wrong of [
      arn.replace('eu-west-1', 'us-east-1'),
      arn.replace('111122223333', '444455556666'),
      'arn:aws:kms:us-east-1:111122223333:alias/mac',
    ]) {
      await expect(ring.describe(wrong)).rejects.toMatchObject({ code: 'KMS_KEY_NOT_FOUND' });
    }
  });

  test('of two keys with one alias, the first has it', async () => {
    const rings = Array.from({ length: 8 }, () => new LocalKeyRing({ lake, clock }));
    const results = await Promise.allSettled(
      rings.map((ring) => ring.createKey({ spec: 'HMAC_256', alias: 'alias/mac' })),
    );
    const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(made).toHaveLength(1);
    expect((await rings[0]!.describe('alias/mac')).arn).toBe(made[0]);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'KMS_ALIAS_EXISTS' });
    }
  });

  test('a key that is needed is made once, however many ask at once', async () => {
    const rings = Array.from({ length: 8 }, () => new LocalKeyRing({ lake, clock }));
    const ensure = (ring: LocalKeyRing) => ring.ensureKey({ spec: 'ECC_NIST_P256', alias: 'alias/evidence' });
    const arns = await Promise.all(rings.map(ensure));
    expect(new Set(arns)).toEqual(new Set([(await rings[0]!.describe('alias/evidence')).arn]));
    expect(await ensure(rings[1]!)).toBe(arns[0]);
  });

  test.each(['mac', 'alias/', 'alias/aws/s3', 'alias/ä', 'alias/../x', `alias/${'x'.repeat(65)}`])(
    'refuses the alias %j',
    async (alias) => {
      await expect(makeRing().createKey({ spec: 'HMAC_256', alias })).rejects.toMatchObject({
        code: 'KMS_INVALID_REQUEST',
      });
      expect(await readdir(lake)).toEqual([]);
    },
  );

  test.each(['../../secret', 'alias/../../secret', '', '/etc/passwd', `key/${id}/../x`])(
    'looks nowhere else for %j',
    async (keyId) => {
      const ring = makeRing();
      await ring.createKey({ spec: 'HMAC_256' });
      await expect(ring.describe(keyId)).rejects.toMatchObject({ code: 'KMS_KEY_NOT_FOUND' });
    },
  );

  test('a disabled key can be enabled again', async () => {
    const ring = makeRing();
    await ring.createKey({ spec: 'HMAC_256', alias: 'alias/mac' });
    await ring.setEnabled('alias/mac', false);
    await expect(ring.generateMac('alias/mac', Buffer.from('x'))).rejects.toMatchObject({
      code: 'KMS_KEY_DISABLED',
    });
    await ring.setEnabled('alias/mac', true);
    expect(await ring.generateMac('alias/mac', Buffer.from('x'))).toHaveLength(32);
    await expect(ring.setEnabled('alias/none', true)).rejects.toMatchObject({ code: 'KMS_KEY_NOT_FOUND' });
  });
});
