import { delivery, PlanningLake, toKms, ALL_FIELDS, KEY_ARN } from '../testing/planning-lake';
import type { InventoryRow } from '../testing/inventory-writer';
import { metadataFile } from '../testing/metadata-writer';
import type { Plan } from './plan';

const GIB5 = 5_368_709_120;

let lake: PlanningLake;
beforeEach(async () => {
  lake = await PlanningLake.make();
});
afterEach(() => lake.remove());

const row = (key: string, change: InventoryRow = {}): InventoryRow => ({
  bucket: 'src-bucket',
  key,
  is_latest: true,
  is_delete_marker: false,
  size: 10,
  last_modified_date: new Date('2026-01-02T03:04:05Z'),
  e_tag: 'd41d8cd98f00b204e9800998ecf8427e',
  storage_class: 'STANDARD',
  is_multipart_uploaded: false,
  encryption_status: 'SSE-S3',
  bucket_key_status: 'DISABLED',
  ...change,
});

/** One version of each sort, with what is to be done with it when the target is KMS, and SSE-S3. */
const SORTS: [InventoryRow, kms: string, s3: string][] = [
  [row('plain'), 'update:sse-s3', 'compliant:sse-s3'],
  [row('under-kms', { encryption_status: 'SSE-KMS' }), 'key-unknown:no-metadata-table', 'copy:sse-kms'],
  [row('open', { encryption_status: 'NOT-SSE' }), 'copy:not-encrypted', 'copy:not-encrypted'],
  [row('dual', { encryption_status: 'DSSE-KMS' }), 'copy:dsse-kms', 'copy:dsse-kms'],
  [row('5gib', { encryption_status: 'NOT-SSE', size: GIB5 }), 'copy:not-encrypted', 'copy:not-encrypted'],
  [
    row('over-5gib', { encryption_status: 'NOT-SSE', size: GIB5 + 1 }),
    'multipart-copy:not-encrypted',
    'multipart-copy:not-encrypted',
  ],
  [row('huge', { size: 40 * GIB5 }), 'update:sse-s3', 'compliant:sse-s3'],
  [
    row('glacier', { encryption_status: 'NOT-SSE', storage_class: 'GLACIER' }),
    'restore-first:not-encrypted',
    'restore-first:not-encrypted',
  ],
  [row('deep', { storage_class: 'DEEP_ARCHIVE' }), 'update:sse-s3', 'compliant:sse-s3'],
  [
    row('instant', { encryption_status: 'NOT-SSE', storage_class: 'GLACIER_IR' }),
    'copy:not-encrypted',
    'copy:not-encrypted',
  ],
  [
    row('tiered', {
      encryption_status: 'NOT-SSE',
      storage_class: 'INTELLIGENT_TIERING',
      intelligent_tiering_access_tier: 'ARCHIVE',
    }),
    'restore-first:not-encrypted',
    'restore-first:not-encrypted',
  ],
  [
    row('frequent', {
      encryption_status: 'NOT-SSE',
      storage_class: 'INTELLIGENT_TIERING',
      intelligent_tiering_access_tier: 'FREQUENT',
    }),
    'copy:not-encrypted',
    'copy:not-encrypted',
  ],
  [row('customer-key', { encryption_status: 'SSE-C' }), 'impossible:sse-c', 'impossible:sse-c'],
  [
    row('governed', {
      object_lock_mode: 'GOVERNANCE',
      object_lock_retain_until_date: new Date('2030-01-01T00:00:00Z'),
    }),
    'impossible:retention-governance',
    'compliant:sse-s3',
  ],
  [
    row('kept', {
      encryption_status: 'NOT-SSE',
      object_lock_mode: 'COMPLIANCE',
      object_lock_retain_until_date: new Date('2030-01-01T00:00:00Z'),
    }),
    'impossible:retention-compliance',
    'impossible:retention-compliance',
  ],
  [
    row('expired-lock', {
      object_lock_mode: 'COMPLIANCE',
      object_lock_retain_until_date: new Date('2020-01-01T00:00:00Z'),
    }),
    'update:sse-s3',
    'compliant:sse-s3',
  ],
  [row('held', { object_lock_legal_hold_status: 'On' }), 'impossible:legal-hold', 'compliant:sse-s3'],
  [row('free', { object_lock_legal_hold_status: 'Off' }), 'update:sse-s3', 'compliant:sse-s3'],
  [
    row('gone', {
      is_delete_marker: true,
      encryption_status: '',
      size: 0,
      storage_class: '',
      version_id: 'm1',
    }),
    'impossible:delete-marker',
    'impossible:delete-marker',
  ],
  [row('old', { is_latest: false, version_id: 'v1' }), 'update:sse-s3', 'compliant:sse-s3'],
  [
    row('old-open', { is_latest: false, version_id: 'v1', encryption_status: 'NOT-SSE' }),
    'not-applicable:noncurrent-version',
    'not-applicable:noncurrent-version',
  ],
  [
    row('odd', { encryption_status: 'SSE-2031' }),
    'impossible:encryption-unknown',
    'impossible:encryption-unknown',
  ],
];

/** Counts by `remedy:reason`, as the plan has them. */
function counts({ remedies }: Plan): Record<string, number> {
  return Object.fromEntries(
    Object.entries(remedies).flatMap(([remedy, { reasons }]) =>
      Object.entries(reasons).map(([reason, { objects }]) => [`${remedy}:${reason}`, objects]),
    ),
  );
}

const expected = (of: (sort: (typeof SORTS)[number]) => string): Record<string, number> => {
  const result: Record<string, number> = {};
  for (const sort of SORTS) result[of(sort)] = (result[of(sort)] ?? 0) + 1;
  return result;
};

describe.each(['CSV', 'Parquet'] as const)('a plan from a %s inventory', (format) => {
  // The last row stands in a file of its own.
  const rows = SORTS.map(([listed]) => listed);
  const files = [rows.slice(0, -1), rows.slice(-1)];

  test('gives every listed version the one remedy it needs for SSE-KMS', async () => {
    const { plan, lines, outcome } = await lake.plan(await lake.deliver(delivery({ format, files })));
    expect(outcome).toBe('planned');
    expect(counts(plan)).toEqual(expected(([, kms]) => kms));
    expect(plan.objects).toBe(SORTS.length);
    expect(plan.bytes).toBe(SORTS.reduce((sum, [{ size }]) => sum + (size as number), 0));
    expect(Object.values(plan.remedies).reduce((sum, { objects }) => sum + objects, 0)).toBe(plan.objects);
    expect(lines['update']?.split('\n').sort()).toEqual([
      '',
      'src-bucket,deep,null',
      'src-bucket,expired-lock,null',
      'src-bucket,free,null',
      'src-bucket,huge,null',
      'src-bucket,old,v1',
      'src-bucket,plain,null',
    ]);
    expect(lines['copy']?.split('\n').sort()).toEqual([
      '',
      'src-bucket,5gib,null',
      'src-bucket,dual,null',
      'src-bucket,frequent,null',
      'src-bucket,instant,null',
      'src-bucket,open,null',
    ]);
    expect(lines['multipart-copy']).toBe('src-bucket,over-5gib,null\n');
    expect(plan.manifests.map(({ remedy, objects }) => [remedy, objects])).toEqual([
      ['copy', 5],
      ['multipart-copy', 1],
      ['restore-first', 2],
      ['update', 6],
    ]);
  });

  test('gives every listed version the one remedy it needs for SSE-S3', async () => {
    const goal = { target: 'sse-s3', bucketKeys: false, copiesNoncurrent: false } as const;
    const { plan } = await lake.plan(await lake.deliver(delivery({ format, files })), goal);
    expect(counts(plan)).toEqual(expected(([, , s3]) => s3));
  });

  test('makes a manifest for each storage class that copies have to be written in, and for old versions', async () => {
    const more = [row('old-open', { version_id: 'v2', encryption_status: 'NOT-SSE' })];
    const { plan, lines } = await lake.plan(
      await lake.deliver(delivery({ format, files: [...files, more] })),
      { ...toKms, copiesNoncurrent: true },
    );
    expect(plan.remedies['not-applicable'].objects).toBe(0);
    const copy = plan.manifests.find(({ remedy }) => remedy === 'copy');
    expect(copy?.lots.map(({ lot, objects }) => [lot.id, objects])).toEqual([
      ['copy.STANDARD.noncurrent', 1],
      ['copy.GLACIER_IR', 1],
      ['copy.INTELLIGENT_TIERING', 1],
      ['copy.STANDARD', 4],
    ]);
    expect(lines['copy.STANDARD.noncurrent']).toBe('src-bucket,old-open,v1\n');
    expect(lines['copy.GLACIER_IR']).toBe('src-bucket,instant,null\n');
    expect(lines['copy']?.split('\n')).toHaveLength(8);
    expect(lines['copy']).toContain('src-bucket,old-open,v1\n');
  });

  test('copies no old version that would then be the current one', async () => {
    const old = { version_id: 'v1', is_latest: false, encryption_status: 'NOT-SSE' };
    const versions = [
      row('stays', { version_id: 'v2' }),
      row('stays', old),
      row('deleted', { version_id: 'v2', is_delete_marker: true }),
      row('deleted', old),
      row('locked', { version_id: 'v2', encryption_status: 'NOT-SSE', object_lock_legal_hold_status: 'ON' }),
      row('locked', old),
      row('copied', { version_id: 'v2', encryption_status: 'NOT-SSE' }),
      row('copied', old),
    ];
    const goal = { ...toKms, copiesNoncurrent: true };
    const { plan, lines } = await lake.plan(
      await lake.deliver(delivery({ format, files: [versions] })),
      goal,
    );
    expect(plan.remedies['not-applicable'].reasons).toEqual({
      'current-version-stays': { objects: 3, bytes: 30 },
    });
    expect(lines['copy.STANDARD.noncurrent']).toBe('src-bucket,copied,v1\n');
    expect(lines['copy.STANDARD']).toBe('src-bucket,copied,v2\n');
  });

  test('reads columns in whatever order and choice the schema names', async () => {
    const fields = ['EncryptionStatus', 'Key', 'Bucket'];
    const { plan, lines } = await lake.plan(await lake.deliver(delivery({ format, fields, files })));
    expect(plan.objects).toBe(SORTS.length);
    expect(plan.remedies.update.objects).toBe(8);
    expect(
      lines['update']
        ?.split('\n')
        .slice(0, -1)
        .every((line) => /^src-bucket,[a-z-]+$/.test(line)),
    ).toBe(true);
    expect(plan.notes.map(({ code }) => code)).toEqual([
      'REENC_SIZE_UNKNOWN',
      'REENC_STORAGE_CLASS_UNKNOWN',
      'REENC_OBJECT_LOCK_UNKNOWN',
      'REENC_CURRENT_VERSIONS_ONLY',
      'REENC_KEYS_UNKNOWN',
    ]);
  });
});

describe('a plan', () => {
  test('is made once for a snapshot and a goal', async () => {
    const manifest = await lake.deliver(delivery({ files: [[row('a'), row('b')]] }));
    const first = await lake.plan(manifest);
    const second = await lake.plan(manifest);
    expect(second.outcome).toBe('already-planned');
    expect(second.plan).toEqual(first.plan);
    const other = await lake.plan(manifest, { target: 'sse-s3', bucketKeys: false, copiesNoncurrent: false });
    expect(other.outcome).toBe('planned');
    expect(other.plan.plan).not.toBe(first.plan.plan);
  });

  test('never mixes days: each snapshot is read by the files of its own manifest', async () => {
    await lake.plan(await lake.deliver(delivery({ files: [[row('a'), row('b')]] })));
    const later = delivery({ files: [[row('a')]], snapshot: '2026-11-07T01-00Z', prefix: 'other' });
    const { plan } = await lake.plan(await lake.deliver(later));
    expect(plan.objects).toBe(1);
  });

  test('knows the right key by the metadata of the bucket, and takes nothing for compliant without', async () => {
    const known: [string, string | null][] = [
      ['right', KEY_ARN],
      ['wrong', KEY_ARN.replace('1234abcd', '9999abcd')],
      ['a b+c', KEY_ARN],
      ['no-key', null],
    ];
    const file = metadataFile(
      'src-bucket',
      known.map(([key, keyArn]) => ({ key, versionId: 'v1', keyArn })),
    );
    await lake.writeBelow(lake.directory, new Map([['metadata.parquet', file]]));
    const kms = (key: string): InventoryRow => row(key, { encryption_status: 'SSE-KMS', version_id: 'v1' });
    const rows = [...known.map(([key]) => kms(key)), kms('not-listed'), row('plain')];
    const { plan } = await lake.plan(await lake.deliver(delivery({ files: [rows] })), toKms, {
      metadataTable: `${lake.directory}/metadata.parquet`,
    });
    expect(counts(plan)).toEqual({
      'compliant:target-key': 2,
      'update:other-key': 1,
      'update:sse-s3': 1,
      'key-unknown:not-in-metadata-table': 2,
    });
  });

  test('is made from files outside the lake, which are only read', async () => {
    const { writeInventory } = await import('../testing/inventory-writer');
    const outside = await PlanningLake.make();
    try {
      await outside.writeBelow(outside.directory, writeInventory(delivery({ files: [[row('a')]] })));
      const { plan } = await lake.plan(
        `${outside.directory}/inv/src-bucket/daily/2026-11-06T01-00Z/manifest.json`,
      );
      expect(plan).toMatchObject({
        objects: 1,
        bucket: 'src-bucket',
        configuration: 'daily',
        snapshot: '2026-11-06T01-00Z',
      });
    } finally {
      await outside.remove();
    }
  });

  test('has nothing to write where everything is compliant', async () => {
    const goal = { target: 'sse-s3', bucketKeys: false, copiesNoncurrent: false } as const;
    const { plan } = await lake.plan(await lake.deliver(delivery({ files: [[row('a')]] })), goal);
    expect(plan).toMatchObject({
      manifests: [],
      forecast: { objects: 0, jobs: 0, requests: 0, cost: { total: { low: 0, high: 0 } } },
    });
  });
});

describe('what is wrong with an inventory is named, and nothing is planned', () => {
  const good = delivery({ files: [[row('a')]], fields: ALL_FIELDS });

  test.each<[string, () => Promise<string>]>([
    [
      'REENC_FORMAT_UNSUPPORTED',
      () => withManifest(({ fileSchema, ...rest }) => ({ ...rest, fileSchema, fileFormat: 'ORC' })),
    ],
    [
      'REENC_SCHEMA_UNREADABLE',
      () => withManifest((manifest) => ({ ...manifest, fileSchema: 'Bucket, Key, Key' })),
    ],
    ['REENC_COLUMN_MISSING', () => lake.deliver({ ...good, fields: ['Bucket', 'Key', 'Size'] })],
    ['REENC_INVENTORY_EMPTY', () => withManifest((manifest) => ({ ...manifest, files: [] }))],
    ['REENC_INVENTORY_EMPTY', () => lake.deliver({ ...good, files: [[]] })],
    [
      'REENC_FOREIGN_BUCKET',
      () => withManifest((manifest) => ({ ...manifest, sourceBucket: 'other-bucket' })),
    ],
    [
      'REENC_FOREIGN_BUCKET',
      () => lake.deliver({ ...good, files: [[row('a'), row('b', { bucket: 'other-bucket' })]] }),
    ],
    ['REENC_MANIFEST_UNREADABLE', () => withManifest(() => [])],
    ['REENC_MANIFEST_NOT_FOUND', () => Promise.resolve('s3://inventories/nowhere/manifest.json')],
    [
      'REENC_MANIFEST_CHECKSUM',
      async () => withFile('manifest.checksum', 'd41d8cd98f00b204e9800998ecf8427e\n'),
    ],
    [
      'REENC_DATA_FILE_CHECKSUM',
      async () => withFile('../data/2026-11-06T01-00Z-0.csv.gz', 'something else'),
    ],
    [
      'REENC_DATA_FILE_MISSING',
      () =>
        withManifest((manifest) => ({
          ...manifest,
          files: [{ key: 'x', size: 1, MD5checksum: '0'.repeat(32) }],
        })),
    ],
  ])('%s', async (code, deliver) => {
    await expect(lake.plan(await deliver())).rejects.toMatchObject({ code });
    expect(lake.log.codes()).not.toContain('REENC_PLAN_FINISHED');
  });

  test.each([
    ['REENC_KEY_NOT_AN_ARN', 'alias/data'],
    ['REENC_KEY_NOT_AN_ARN', 'arn:aws:kms:eu-west-1:444455556666:alias/data'],
    ['REENC_KEY_OTHER_REGION', KEY_ARN.replace('eu-west-1', 'us-east-1')],
    ['REENC_KEY_OTHER_ACCOUNT', KEY_ARN.replace('444455556666', '111122223333')],
  ])('%s: %s', async (code, keyArn) => {
    const place = { region: 'eu-west-1', account: '444455556666' };
    await expect(lake.plan(await lake.deliver(good), { ...toKms, keyArn }, place)).rejects.toMatchObject({
      code,
    });
  });

  async function withFile(name: string, text: string): Promise<string> {
    const manifest = await lake.deliver(good);
    await lake.writeBelow(
      `${lake.directory}/s3/inventories/inv/src-bucket/daily/2026-11-06T01-00Z`,
      new Map([[name, Buffer.from(text)]]),
    );
    return manifest;
  }

  async function withManifest(change: (manifest: Record<string, unknown>) => unknown): Promise<string> {
    const { writeInventory } = await import('../testing/inventory-writer');
    const { createHash } = await import('node:crypto');
    const objects = writeInventory(good);
    const key = 'inv/src-bucket/daily/2026-11-06T01-00Z/manifest.json';
    const manifest = JSON.parse(objects.get(key)!.toString()) as Record<string, unknown>;
    const bytes = Buffer.from(JSON.stringify(change(manifest)));
    objects.set(key, bytes);
    objects.set(
      key.replace('.json', '.checksum'),
      Buffer.from(createHash('md5').update(bytes).digest('hex')),
    );
    await lake.writeBelow(`${lake.directory}/s3/inventories`, objects);
    return `s3://inventories/${key}`;
  }
});
