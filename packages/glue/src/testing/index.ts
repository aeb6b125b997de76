export { catalogContract, type CatalogContractOptions, type CatalogUnderContract } from './catalog-contract';
export { InMemoryCatalog } from './in-memory-catalog';
