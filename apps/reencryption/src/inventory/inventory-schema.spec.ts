import { inventoryTableName, standardInventoryTable } from './inventory-table';
import { parseFileSchema, standardSchema } from './inventory-schema';

const place = 's3://inventories/manifest.json';

describe('the schema of an inventory', () => {
  test('of CSV is the list of its columns', () => {
    expect(parseFileSchema('CSV', 'Bucket, Key, VersionId, ETag, IsMultipartUploaded', place)).toEqual({
      format: 'CSV',
      columns: [
        { name: 'bucket', type: 'string' },
        { name: 'key', type: 'string' },
        { name: 'version_id', type: 'string' },
        { name: 'e_tag', type: 'string' },
        { name: 'is_multipart_uploaded', type: 'boolean' },
      ],
    });
  });

  test.each([
    [
      'as it is documented',
      'message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); optional boolean is_latest; optional int64 size; optional int64 last_modified_date (TIMESTAMP_MILLIS);}',
    ],
    [
      'as it is delivered',
      'message s3.inventory {  required binary bucket (STRING);  required binary key (STRING);  optional boolean is_latest;  optional int64 size;  optional int64 last_modified_date (TIMESTAMP(MILLIS,true));}',
    ],
  ])('of Parquet is read %s', (_, schema) => {
    expect(parseFileSchema('Parquet', schema, place)).toEqual({
      format: 'Parquet',
      columns: [
        { name: 'bucket', type: 'string' },
        { name: 'key', type: 'string' },
        { name: 'is_latest', type: 'boolean' },
        { name: 'size', type: 'bigint' },
        { name: 'last_modified_date', type: 'timestamp' },
      ],
    });
  });

  test('may have columns that came up later', () => {
    const { columns } = parseFileSchema('CSV', 'Bucket, Key, ObjectLockEventHoldStatus', place);
    expect(columns.at(-1)).toEqual({ name: 'object_lock_event_hold_status', type: 'string' });
  });

  test.each([
    ['REENC_FORMAT_UNSUPPORTED', 'ORC', 'struct<bucket:string,key:string>'],
    ['REENC_SCHEMA_UNREADABLE', 'Parquet', 'Bucket, Key'],
    ['REENC_SCHEMA_UNREADABLE', 'Parquet', 'message s3.inventory { required binary; }'],
    ['REENC_SCHEMA_UNREADABLE', 'CSV', 'Bucket, Key, '],
    ['REENC_SCHEMA_UNREADABLE', 'CSV', 'Bucket, Bucket'],
  ])('that cannot be read is %s: %s %s', (code, format, schema) => {
    expect(() => parseFileSchema(format, schema, place)).toThrow(expect.objectContaining({ code }));
  });

  test('has a table of its own: another order, choice or format is another table', () => {
    const names = [
      standardSchema(),
      parseFileSchema('CSV', 'Bucket, Key, Size', place),
      parseFileSchema('CSV', 'Bucket, Size, Key', place),
      parseFileSchema(
        'Parquet',
        'message m { required binary bucket; required binary key; optional int64 size; }',
        place,
      ),
    ].map(inventoryTableName);
    expect(new Set(names).size).toBe(names.length);
    const again = parseFileSchema('CSV', 'bucket,key,size', place);
    expect(inventoryTableName(again)).toBe(names[1]);
  });

  test('that the app sets up has every column a plan asks for', () => {
    const { columns, storage } = standardInventoryTable({ database: 'lake', bucket: 'batch', prefix: 'p/' });
    expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'bucket string',
      'key string',
      'version_id string',
      'is_latest boolean',
      'is_delete_marker boolean',
      'size bigint',
      'last_modified_date timestamp',
      'e_tag string',
      'storage_class string',
      'is_multipart_uploaded boolean',
      'replication_status string',
      'encryption_status string',
      'object_lock_retain_until_date timestamp',
      'object_lock_mode string',
      'object_lock_legal_hold_status string',
      'intelligent_tiering_access_tier string',
      'bucket_key_status string',
    ]);
    expect(storage?.inputFormat).toBe('org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat');
  });
});
