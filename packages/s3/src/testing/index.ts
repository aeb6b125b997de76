export { awkwardKeys, lineBreakKeys, pathLikeKeys } from './contract/awkward-keys';
export type { ObjectStoreBehaviour, ObjectStoreUnderContract } from './contract/contract-subject';
export {
  InMemoryBuckets,
  type InMemoryBucketOptions,
  type KeptOptions,
  type KeptVersion,
} from './in-memory-buckets';
export { InMemoryObjectStore, type ObjectStoreCall, type ObjectStoreHook } from './in-memory-object-store';
export { objectStoreContract, type ObjectStoreContractOptions } from './object-store-contract';
export {
  bucketAdministrationContract,
  contractTags,
  type AdministrationBehaviour,
  type BucketAdministrationContractOptions,
  type BucketAdministrationUnderContract,
} from './bucket-administration-contract';
export {
  InMemoryBucketAdministration,
  type AdministeredBucket,
  type BucketAdministrationCall,
} from './in-memory-bucket-administration';
export {
  InMemoryMultipartCopy,
  type MultipartCopyCall,
  type UploadUnderWay,
} from './in-memory-multipart-copy';
export {
  multipartCopyContract,
  type MultipartBehaviour,
  type MultipartCopyContractOptions,
  type MultipartCopyUnderContract,
} from './multipart-copy-contract';
export { encryptionUpdateContract, type EncryptionUpdateUnderContract } from './encryption-update-contract';
export { standInChecksum } from './stand-in-checksum';
