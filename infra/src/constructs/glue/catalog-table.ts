import { GlueCatalogTable } from '@cdktf/provider-aws/lib/glue-catalog-table';
import type { cloudTrailTable } from '@lakeward/pci-query-runner/contract';
import { Construct } from 'constructs';

/** A table as an app's contract describes it: the same value that the embedded runtime creates its table from. */
export type TableDefinition = ReturnType<typeof cloudTrailTable>;

export interface CatalogTableProps {
  readonly table: TableDefinition;
  /** Reference to the database's resource, which must be there first; its name is the table's own `database`. */
  readonly databaseName: string;
  readonly protected: boolean;
}

/** A Glue table made of an app's own definition of it. */
export class CatalogTable extends Construct {
  constructor(scope: Construct, id: string, { table, databaseName, protected: kept }: CatalogTableProps) {
    super(scope, id);
    const { storage } = table;
    new GlueCatalogTable(this, 'table', {
      databaseName,
      name: table.name,
      tableType: table.type,
      ...(table.comment === undefined ? {} : { description: table.comment }),
      parameters: literal(table.parameters),
      partitionKeys: columns(table.partitionKeys),
      ...(storage === undefined
        ? {}
        : {
            storageDescriptor: {
              location: storage.location,
              inputFormat: storage.inputFormat,
              outputFormat: storage.outputFormat,
              columns: columns(table.columns),
              serDeInfo: {
                serializationLibrary: storage.serde,
                parameters: literal(storage.serdeParameters),
              },
              ...(storage.bucketedBy === undefined ? {} : { bucketColumns: [...storage.bucketedBy] }),
              ...(storage.bucketCount === undefined ? {} : { numberOfBuckets: storage.bucketCount }),
            },
          }),
      lifecycle: { preventDestroy: kept },
    });
  }
}

function columns(all: TableDefinition['columns']) {
  return all.map(({ name, type, comment }) => ({
    name,
    type,
    ...(comment === undefined ? {} : { comment }),
  }));
}

/** Terraform reads `${x}` as its own: Glue's `${account}` in a location template must be written `$${account}`. */
function literal(parameters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [key, value.split('${').join('$${')]),
  );
}
