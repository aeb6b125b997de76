import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { ManualClock } from '@lakeward/core';
import { openEmbeddedRuntime, type EmbeddedRuntime } from '@lakeward/embedded';
import {
  decodeFormKey,
  inventoryFields,
  readBytes,
  readText,
  type InventoryConfiguration,
} from '@lakeward/s3';
import { deliverInventory } from './deliver-inventory';
import { awkwardKeys, writeSampleEstate } from './sample-estate';

const at = new Date('2026-11-06T01:00:00.000Z');
const configuration: InventoryConfiguration = {
  id: 'lakeward',
  enabled: true,
  includedVersions: 'All',
  frequency: 'Daily',
  fields: inventoryFields,
  destination: { bucket: 'inventories', format: 'CSV', prefix: 'inv' },
};
const folder = 'inv/sample-orders/lakeward/';

interface Manifest {
  readonly fileSchema: string;
  readonly files: readonly { readonly key: string; readonly size: number; readonly MD5checksum: string }[];
}

describe('the sample estate and its inventories', () => {
  let lake: string;
  let runtime: EmbeddedRuntime;
  beforeAll(async () => {
    lake = await mkdtemp(path.join(tmpdir(), 'lakeward-estate-'));
    const clock = new ManualClock(at);
    await writeSampleEstate({ lake, clock, keysPerBucket: 40 });
    runtime = await openEmbeddedRuntime({ lake, clock });
    await runtime.lakeStore.createBucket('inventories');
  }, 240_000);
  afterAll(async () => {
    await runtime.close();
    await rm(lake, { recursive: true, force: true });
  });

  const deliver = (change: Partial<InventoryConfiguration>, bucket = 'sample-orders') =>
    deliverInventory(
      { store: runtime.lakeStore, copies: runtime.multipartCopy },
      { bucket, configuration: { ...configuration, ...change }, at, rowsPerFile: 60 },
    );
  const manifestOf = async (key: string) =>
    JSON.parse(await readText(runtime.lakeStore, { bucket: 'inventories', key })) as Manifest;
  const versions = async (bucket: string) => {
    const found = [];
    for await (const version of runtime.lakeStore.listVersions(bucket)) found.push(version);
    return found;
  };
  const csvRows = async ({ files, fileSchema }: Manifest) => {
    const columns = fileSchema.split(', ');
    const rows: Record<string, string>[] = [];
    for (const { key } of files) {
      const text = gunzipSync(await readBytes(runtime.lakeStore, { bucket: 'inventories', key })).toString(
        'utf8',
      );
      for (const line of text.split('\n').filter((each) => each !== '')) {
        expect(line).toMatch(/^"[^"]*"(,"[^"]*")*$/);
        const values = line.slice(1, -1).split('","');
        expect(values).toHaveLength(columns.length);
        rows.push(Object.fromEntries(columns.map((name, index) => [name, values[index] ?? ''])));
      }
    }
    return rows;
  };

  test('hold every state that a plan must tell apart', async () => {
    const rows = await csvRows(await manifestOf((await deliver({})).key));
    const distinct = (name: string) => [...new Set(rows.map((row) => row[name]))].sort();
    expect(distinct('EncryptionStatus')).toEqual(['', 'DSSE-KMS', 'NOT-SSE', 'SSE-C', 'SSE-KMS', 'SSE-S3']);
    expect(distinct('BucketKeyStatus')).toEqual(['', 'DISABLED', 'ENABLED']);
    expect(distinct('StorageClass')).toEqual([
      '',
      'DEEP_ARCHIVE',
      'GLACIER',
      'INTELLIGENT_TIERING',
      'STANDARD',
    ]);
    expect(distinct('IsDeleteMarker')).toEqual(['false', 'true']);
    expect(distinct('IsLatest')).toEqual(['false', 'true']);
    expect(rows.filter(({ VersionId }) => VersionId === '').length).toBeGreaterThan(0);
    expect(rows.filter(({ Size }) => Number(Size) > 5 * 1024 ** 3).length).toBeGreaterThanOrEqual(2);
    expect(rows.some((row) => row['ObjectLockMode'] !== '')).toBe(true);
    const acl = rows.find((row) => row['IsDeleteMarker'] === 'false')!['ObjectAccessControlList']!;
    expect(JSON.parse(Buffer.from(acl, 'base64').toString('utf8'))).toMatchObject({ status: 'AVAILABLE' });
  });

  test('list every version, keys form-encoded, in CSV', async () => {
    const place = await deliver({});
    expect(place).toEqual({ bucket: 'inventories', key: `${folder}2026-11-06T01-00Z/manifest.json` });
    const manifest = await manifestOf(place.key);
    const rows = await csvRows(manifest);
    const expected = (await versions('sample-orders')).map(({ key, versionId, isLatest }) => [
      key,
      versionId === 'null' ? '' : versionId,
      String(isLatest),
    ]);
    expect(rows.map((row) => [decodeFormKey(row['Key']!), row['VersionId'], row['IsLatest']])).toEqual(
      expected,
    );
    expect(rows.map((row) => decodeFormKey(row['Key']!))).toEqual(expect.arrayContaining([...awkwardKeys]));
    expect(manifest.files.length).toBeGreaterThan(1);
    expect(manifest).toMatchObject({
      sourceBucket: 'sample-orders',
      destinationBucket: 'arn:aws:s3:::inventories',
      version: '2016-11-30',
      creationTimestamp: String(at.getTime()),
      fileFormat: 'CSV',
    });
  });

  test('are delivered with checksums and links', async () => {
    const place = await deliver({});
    const store = runtime.lakeStore;
    const text = await readText(store, place);
    const md5 = (bytes: Buffer | string) => createHash('md5').update(bytes).digest('hex');
    const checksum = { ...place, key: place.key.replace(/json$/, 'checksum') };
    expect(await readText(store, checksum)).toBe(`${md5(text)}\n`);
    const { files } = JSON.parse(text) as Manifest;
    for (const { key, size, MD5checksum } of files) {
      const bytes = await readBytes(store, { bucket: 'inventories', key });
      expect([bytes.length, md5(bytes)]).toEqual([size, MD5checksum]);
      expect(key).toMatch(/^inv\/sample-orders\/lakeward\/data\/[0-9a-f-]{36}\.csv\.gz$/);
    }
    const links = await readText(store, {
      bucket: 'inventories',
      key: `${folder}hive/dt=2026-11-06-01-00/symlink.txt`,
    });
    expect(links).toBe(files.map(({ key }) => `s3://inventories/${key}\n`).join(''));
  });

  test('say the same in Parquet, keys raw', async () => {
    const destination = { ...configuration.destination, format: 'Parquet' } as const;
    const manifest = await manifestOf((await deliver({ id: 'parquet', destination })).key);
    const csv = await csvRows(await manifestOf((await deliver({})).key));
    const rows: Record<string, string | number | bigint | boolean | Date | null>[] = [];
    for (const { key } of manifest.files) {
      const bytes = await readBytes(runtime.lakeStore, { bucket: 'inventories', key });
      const file = new Uint8Array(bytes).buffer;
      rows.push(...(await parquetReadObjects({ file })));
      const { schema } = parquetMetadata(file);
      expect(schema.slice(1, 5).map(({ name, repetition_type }) => [name, repetition_type])).toEqual([
        ['bucket', 'REQUIRED'],
        ['key', 'REQUIRED'],
        ['version_id', 'OPTIONAL'],
        ['is_latest', 'OPTIONAL'],
      ]);
    }
    const plain = (value: string | number | bigint | boolean | Date | null | undefined) =>
      value instanceof Date
        ? value.toISOString()
        : value === null || value === undefined
          ? ''
          : String(value);
    const names = [
      'key',
      'version_id',
      'is_latest',
      'is_delete_marker',
      'size',
      'last_modified_date',
      'encryption_status',
    ];
    const inCsv = [
      'Key',
      'VersionId',
      'IsLatest',
      'IsDeleteMarker',
      'Size',
      'LastModifiedDate',
      'EncryptionStatus',
    ];
    expect(rows.map((row) => names.map((name) => plain(row[name])))).toEqual(
      csv.map((row) => inCsv.map((name) => (name === 'Key' ? decodeFormKey(row[name]!) : row[name]))),
    );
    expect(manifest.fileSchema).toMatch(
      /^message s3\.inventory \{ {2}required binary bucket \(STRING\); {2}required binary key \(STRING\); {2}optional binary version_id/,
    );
  });

  test('have the columns they are asked for, of current objects alone', async () => {
    const place = await deliver({ id: 'small', includedVersions: 'Current', fields: ['EncryptionStatus'] });
    const manifest = await manifestOf(place.key);
    expect(manifest.fileSchema).toBe('Bucket, Key, EncryptionStatus');
    const rows = await csvRows(manifest);
    const current = (await versions('sample-orders')).filter(
      ({ isLatest, isDeleteMarker }) => isLatest && !isDeleteMarker,
    );
    expect(rows).toHaveLength(current.length);
  });

  test('are the same for the same seed', async () => {
    const other = await mkdtemp(path.join(tmpdir(), 'lakeward-estate-'));
    const clock = new ManualClock(at);
    await writeSampleEstate({ lake: other, clock, keysPerBucket: 40 });
    const again = await openEmbeddedRuntime({ lake: other, clock });
    const shape = async ({ lakeStore }: EmbeddedRuntime) => {
      const found = [];
      for await (const { key, size, lastModified } of lakeStore.list('sample-logs')) {
        const head = await lakeStore.head({ bucket: 'sample-logs', key });
        found.push([key, size, lastModified, head?.encryption, head?.storageClass]);
      }
      return found;
    };
    expect(await shape(again)).toEqual(await shape(runtime));
    await again.close();
    await rm(other, { recursive: true, force: true });
  }, 120_000);
});
