import { parquetWriteBuffer } from 'hyparquet-writer';

/** A version as S3 Metadata's live inventory lists it; the ARN is null where it is under no KMS key. */
export interface MetadataRow {
  readonly key: string;
  readonly versionId: string;
  readonly keyArn: string | null;
}

/** A Parquet file with the columns of a live inventory that plans ask for. */
export function metadataFile(bucket: string, rows: readonly MetadataRow[]): Buffer {
  const text = (name: string, of: (row: MetadataRow) => string | null) => ({
    name,
    data: rows.map(of),
    type: 'STRING' as const,
    nullable: true,
  });
  const columnData = [
    text('bucket', () => bucket),
    text('key', ({ key }) => key),
    text('sequence_number', () => '01'),
    text('version_id', ({ versionId }) => versionId),
    text('kms_key_arn', ({ keyArn }) => keyArn),
  ];
  return Buffer.from(parquetWriteBuffer({ columnData }));
}
