import { expectParsesInAthena } from '@lakeward/embedded/testing';
import {
  countRemediesStatement,
  proveStatement,
  unloadManifestsStatement,
  type Classification,
} from './classification-sql';
import { parseFileSchema, standardSchema } from '../inventory/inventory-schema';
import { namedTable, s3MetadataTable } from '../inventory/metadata-table';
import { KEY_ARN, toKms } from '../testing/planning-lake';

const csv = parseFileSchema(
  'CSV',
  'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, EncryptionStatus',
  'it',
);
const classification = (change: Partial<Classification> = {}, schema = standardSchema()): Classification => ({
  manifest: { sourceBucket: "it's-mine", configuration: 'daily', snapshot: '2026-11-06T01-00Z', schema },
  table: 's3_inventory_parquet_0',
  goal: toKms,
  at: new Date('2026-11-07T00:00:00Z'),
  ...change,
});
const withMetadata = { metadataTable: s3MetadataTable('s3tablescatalog/aws-s3', 'my.own-bucket') };
const withLakeTable = { metadataTable: namedTable('lake.s3_metadata') };
const plain = { isPlain: true };
const packed = { isPlain: false };
const toS3 = { goal: { target: 'sse-s3', bucketKeys: false, copiesNoncurrent: true } } as const;

describe('statements of the classification', () => {
  test.each([
    ['Parquet', countRemediesStatement(classification())],
    ['CSV', countRemediesStatement(classification({}, csv))],
    ['Parquet to SSE-S3', countRemediesStatement(classification(toS3))],
    ['with metadata', countRemediesStatement(classification(withLakeTable, csv))],
    ['manifests', unloadManifestsStatement(classification(withLakeTable), 's3://batch/unload/1/', plain)],
    ['manifests of CSV', unloadManifestsStatement(classification({}, csv), 's3://batch/unload/1/', packed)],
    ['with old versions', countRemediesStatement(classification(toS3))],
    ['proof', proveStatement(classification(), classification({}, csv))],
    ['proof by keys', proveStatement(classification(), classification(withLakeTable), 's3_batch_reports')],
  ])('are read by the grammar of Athena: %s', (_, sql) => {
    expectParsesInAthena(sql);
  });

  test('name one snapshot of one bucket, whatever the bucket is called', () => {
    const sql = countRemediesStatement(classification());
    expect(sql).toContain("WHERE listing.source_bucket = 'it''s-mine'");
    expect(sql).toContain("AND listing.snapshot = '2026-11-06T01-00Z'");
    expect(sql.match(/FROM s3_inventory_parquet_0/g)).toHaveLength(1);
  });

  test('ask for version ids in manifests only where the inventory has them', () => {
    const noVersions = parseFileSchema('CSV', 'Bucket, Key, EncryptionStatus', 'it');
    const unload = (schema = csv): string =>
      unloadManifestsStatement(classification({}, schema), 's3://b/p/', plain);
    expect(unload()).toMatch(/encoded_key,\s+version_id,\s+lot/);
    expect(unload(noVersions)).toMatch(/encoded_key,\s+lot/);
  });

  test('take an object for compliant only by a key that is known', () => {
    expect(countRemediesStatement(classification())).not.toContain("THEN 'compliant'");
    const known = countRemediesStatement(classification(withMetadata));
    expect(known).toContain(`key_arn = '${KEY_ARN}' THEN 'compliant'`);
    expect(known).toContain('"s3tablescatalog/aws-s3"."b_my_own-bucket"."inventory"');
    const anyKey = { target: 'sse-kms', bucketKeys: true, copiesNoncurrent: false } as const;
    expect(countRemediesStatement(classification({ ...withMetadata, goal: anyKey }))).toContain(
      "WHEN 'compliant' THEN 'any-key'",
    );
  });
});
