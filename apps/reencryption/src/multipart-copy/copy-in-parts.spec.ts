import type { ObjectChecksum, ObjectProperties } from '@lakeward/s3';
import { standInChecksum } from '@lakeward/s3/testing';
import {
  bytes,
  copy,
  copyWorld,
  keyArn,
  KIB,
  PARTS,
  unversioned,
  versionsOf,
  wanted,
} from '../testing/copy-world';

describe('copying in parts', () => {
  test('makes a new version of the same bytes, encrypted as wanted, in parts of the planned size', async () => {
    const w = copyWorld();
    const outcome = await copy(w);
    const [made, source] = versionsOf(w);
    expect(outcome).toEqual({ outcome: 'copied', versionId: made!.versionId, parts: PARTS, resumed: 0 });
    expect(made!.bytes.equals(bytes)).toBe(true);
    expect(made!.properties.encryption).toEqual(wanted);
    expect(source!.versionId).toBe(w.sourceId);
    expect(source!.properties.tags).toEqual({});
    expect([...w.copies.copiedParts].sort()).toEqual([1, 2, 3]);
    expect(w.copies.underWay()).toHaveLength(0);
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
    const w = copyWorld(properties);
    await copy(w);
    const [made, source] = versionsOf(w);
    expect(made!.properties).toMatchObject({
      ...properties,
      tags: { team: 'lake', __ObjectEncrypted: 'true' },
      encryption: wanted,
      checksum: source!.properties.checksum,
    });
    expect(source!.properties.tags).toEqual({ team: 'lake' });
  });

  test("what S3 would refuse is left out: a retention that has ended, and an owner's own grant", async () => {
    const w = copyWorld({
      retention: { mode: 'COMPLIANCE', retainUntil: new Date('2026-11-06T07:59:59Z') },
      legalHold: false,
      grants: [{ grantee: { type: 'CanonicalUser', id: 'owner' }, permission: 'FULL_CONTROL' }],
    });
    await copy(w, { goal: { target: 'sse-s3', bucketKeys: false, versions: 'current' } });
    const { properties } = versionsOf(w)[0]!;
    expect([properties.retention, properties.legalHold, properties.grants]).toEqual([
      undefined,
      undefined,
      [],
    ]);
    expect([properties.encryption, properties.tags]).toEqual([{ algorithm: 'AES256' }, {}]);
  });

  test.each<[string, ObjectChecksum | 'none', ObjectChecksum['algorithm']]>([
    ['by SHA256, of parts,', { algorithm: 'SHA256', type: 'COMPOSITE', value: 'x-2' }, 'SHA256'],
    ['by CRC32C, of the whole,', standInChecksum(bytes, 'CRC32C'), 'CRC32C'],
    ['that is not there', 'none', 'CRC64NVME'],
  ])('a checksum %s is made anew', async (_what, checksum, asked) => {
    const w = copyWorld({ checksum });
    const begun: unknown[] = [];
    const begin = w.copies.begin.bind(w.copies);
    w.copies.begin = (to, options) => {
      begun.push(options?.checksumAlgorithm);
      return begin(to, options);
    };
    await copy(w);
    expect(begun).toEqual([asked]);
    expect(versionsOf(w)[0]!.properties.checksum).toMatchObject({ algorithm: asked });
  });

  test('no more parts at a time than set, and at least as many', async () => {
    const w = { ...copyWorld(), settings: { partsInParallel: 4, partBytes: KIB } };
    let atOnce = 0;
    let mostAtOnce = 0;
    w.copies.before = ({ operation }) => {
      if (operation === 'copyPart') mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
    };
    w.copies.after = ({ operation }) => {
      if (operation === 'copyPart') atOnce -= 1;
    };
    await expect(copy(w)).resolves.toMatchObject({ parts: 11 });
    expect(mostAtOnce).toBe(4);
  });

  test('in a bucket without versions the object is replaced', async () => {
    const w = copyWorld({ versioned: false });
    await expect(copy(w, unversioned)).resolves.toEqual({ outcome: 'copied', parts: PARTS, resumed: 0 });
    expect(versionsOf(w)).toHaveLength(1);
    expect(versionsOf(w)[0]!.properties.encryption).toEqual(wanted);
  });

  test('a manifest that names the null version of a bucket without versions works too', async () => {
    const w = copyWorld({ versioned: false });
    await expect(copy(w, { versionId: 'null' })).resolves.toMatchObject({ outcome: 'copied' });
  });

  test.each([
    ['the wanted key', { algorithm: 'aws:kms', keyArn, bucketKey: true }, 'as-wanted'],
    ['the wanted key without a bucket key', { algorithm: 'aws:kms', keyArn }, 'copied'],
    ['another key', { algorithm: 'aws:kms', keyArn: `${keyArn}0`, bucketKey: true }, 'copied'],
    ['DSSE-KMS', { algorithm: 'aws:kms:dsse', keyArn }, 'copied'],
    ['SSE-S3', { algorithm: 'AES256' }, 'copied'],
  ] as const)('an object under %s is %s', async (_what, encryption, outcome) => {
    const w = copyWorld({ encryption });
    await expect(copy(w)).resolves.toMatchObject({ outcome });
    expect(versionsOf(w)).toHaveLength(outcome === 'copied' ? 2 : 1);
  });

  test('asked again it has nothing to do, with versions and without', async () => {
    for (const versioned of [true, false]) {
      const w = copyWorld({ versioned });
      const task = versioned ? {} : unversioned;
      await copy(w, task);
      w.copies.copiedParts.length = 0;
      await expect(copy(w, task)).resolves.toMatchObject({
        outcome: versioned ? 'already-copied' : 'as-wanted',
      });
      expect(w.copies.copiedParts).toEqual([]);
      expect(versionsOf(w)).toHaveLength(versioned ? 2 : 1);
    }
  });
});
