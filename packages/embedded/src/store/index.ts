export type { BucketSettings } from './bucket-settings';
export { KeyLocks } from './key-lock';
export { DirectoryKeys, type DirectoryKeysOptions } from './directory-keys';
export { DirectoryObjectStore } from './directory-object-store';
export { BatchObjects, type BatchCopy } from './batch-objects';
export { DirectoryEncryptionUpdate } from './directory-encryption-update';
export { plantObject, type PlantedObject } from './planted-object';
export { DirectoryBucketAdministration } from './directory-bucket-administration';
export { DirectoryMultipartCopy } from './directory-multipart-copy';
