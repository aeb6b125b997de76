import type { Column, StorageDescriptor as GlueStorage, Table, TableInput } from '@aws-sdk/client-glue';
import type { CatalogColumn, CatalogTable, StorageDescriptor } from '../catalog';
import { decodeView, encodeView, PRESTO_VIEW_EXPANDED, PRESTO_VIEW_PARAMETERS } from './presto-view';

/** A table of the port as Glue takes it. What `existing` has and the port does not know is kept. */
export function toTableInput(table: CatalogTable, existing?: Table): TableInput {
  const common: TableInput = {
    Name: table.name,
    ...(existing?.Owner === undefined ? {} : { Owner: existing.Owner }),
    ...(existing?.Retention === undefined ? {} : { Retention: existing.Retention }),
    ...(table.comment === undefined ? {} : { Description: table.comment }),
    PartitionKeys: toColumns(table.partitionKeys, existing?.PartitionKeys),
  };
  if (table.type === 'VIRTUAL_VIEW') {
    return {
      ...common,
      TableType: 'VIRTUAL_VIEW',
      Parameters: { ...table.parameters, ...PRESTO_VIEW_PARAMETERS },
      // Athena refuses a view whose descriptor has no SerDe at all (hashicorp/terraform-provider-aws#28517).
      StorageDescriptor: { Columns: toColumns(table.columns), Location: '', SerdeInfo: {} },
      ViewOriginalText: encodeView(table),
      ViewExpandedText: PRESTO_VIEW_EXPANDED,
    };
  }
  const former = existing?.TableType === 'VIRTUAL_VIEW' ? undefined : existing;
  return {
    ...common,
    TableType: former?.TableType ?? 'EXTERNAL_TABLE',
    Parameters: { ...table.parameters },
    StorageDescriptor: {
      ...former?.StorageDescriptor,
      Columns: toColumns(table.columns, former?.StorageDescriptor?.Columns),
      ...(table.storage === undefined ? {} : toStorage(table.storage, former?.StorageDescriptor)),
    },
  };
}

/** A table of Glue in the port's terms; anything that is no view is a table. */
export function fromTable(database: string, table: Table): CatalogTable {
  const storage = table.StorageDescriptor;
  const common = {
    database,
    name: table.Name ?? '',
    columns: fromColumns(storage?.Columns),
    partitionKeys: fromColumns(table.PartitionKeys),
    ...(table.Description === undefined ? {} : { comment: table.Description }),
  };
  if (table.TableType === 'VIRTUAL_VIEW') {
    return {
      ...common,
      type: 'VIRTUAL_VIEW',
      parameters: withoutViewMarks(table.Parameters ?? {}),
      viewSql: decodeView(table.ViewOriginalText ?? ''),
    };
  }
  return {
    ...common,
    type: 'EXTERNAL_TABLE',
    parameters: table.Parameters ?? {},
    ...(storage?.Location === undefined ? {} : { storage: fromStorage(storage, storage.Location) }),
  };
}

function toStorage(storage: StorageDescriptor, existing: GlueStorage | undefined): GlueStorage {
  return {
    Location: storage.location,
    InputFormat: storage.inputFormat,
    OutputFormat: storage.outputFormat,
    SerdeInfo: {
      ...existing?.SerdeInfo,
      SerializationLibrary: storage.serde,
      Parameters: { ...storage.serdeParameters },
    },
    BucketColumns: [...(storage.bucketedBy ?? [])],
    // Hive's mark of a table without buckets.
    NumberOfBuckets: storage.bucketCount ?? -1,
  };
}

function fromStorage(storage: GlueStorage, location: string): StorageDescriptor {
  const { BucketColumns = [], NumberOfBuckets = -1 } = storage;
  return {
    location,
    inputFormat: storage.InputFormat ?? '',
    outputFormat: storage.OutputFormat ?? '',
    serde: storage.SerdeInfo?.SerializationLibrary ?? '',
    serdeParameters: storage.SerdeInfo?.Parameters ?? {},
    ...(BucketColumns.length === 0 ? {} : { bucketedBy: BucketColumns }),
    ...(NumberOfBuckets < 1 ? {} : { bucketCount: NumberOfBuckets }),
  };
}

function toColumns(columns: readonly CatalogColumn[], existing: readonly Column[] = []): Column[] {
  return columns.map(({ name, type, comment }) => {
    // Iceberg keeps its field ids here.
    const parameters = existing.find((column) => column.Name === name)?.Parameters;
    return {
      Name: name,
      Type: type,
      ...(comment === undefined ? {} : { Comment: comment }),
      ...(parameters === undefined ? {} : { Parameters: parameters }),
    };
  });
}

function fromColumns(columns: readonly Column[] = []): CatalogColumn[] {
  return columns.map(({ Name = '', Type = '', Comment = '' }) => ({
    name: Name,
    type: Type,
    ...(Comment === '' ? {} : { comment: Comment }),
  }));
}

function withoutViewMarks(parameters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name, value]) => PRESTO_VIEW_PARAMETERS[name] !== value),
  );
}
