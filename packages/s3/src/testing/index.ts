export { awkwardKeys, lineBreakKeys, pathLikeKeys } from './contract/awkward-keys';
export type { ObjectStoreBehaviour, ObjectStoreUnderContract } from './contract/contract-subject';
export {
  InMemoryObjectStore,
  type InMemoryBucketOptions,
  type ObjectStoreCall,
  type ObjectStoreHook,
} from './in-memory-object-store';
export { objectStoreContract, type ObjectStoreContractOptions } from './object-store-contract';
