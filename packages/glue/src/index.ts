export type {
  Catalog,
  CatalogColumn,
  CatalogPartition,
  CatalogTable,
  PartitionError,
  StorageDescriptor,
} from './catalog';
export { checkNames, checkTable } from './check-catalog-entry';
export { alreadyExists, exists, notFound, valuesMisfit } from './partition-outcome';
