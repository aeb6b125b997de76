export type {
  Catalog,
  CatalogColumn,
  CatalogPartition,
  CatalogTable,
  PartitionError,
  StorageDescriptor,
} from './catalog';
