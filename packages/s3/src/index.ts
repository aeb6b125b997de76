export {
  noPolicy,
  type BucketAdministration,
  type BucketObjectLock,
  type BucketPolicy,
  type BucketSummary,
  type BucketVersioning,
  type ObjectOwnership,
} from './bucket-administration';
export { bodyBytes, bodyChunks, releasing } from './body-bytes';
export { compareKeys } from './compare-keys';
export { decodeFormKey, encodeKey } from './encoded-key';
export {
  inventoryFields,
  type InventoryConfiguration,
  type InventoryDestination,
  type InventoryField,
} from './inventory-configuration';
export type {
  CopiedPart,
  MultipartCopy,
  MultipartCopyOptions,
  MultipartCopyResult,
  MultipartUpload,
  ObjectChecksum,
  ObjectGrant,
  ObjectProperties,
  PartSource,
} from './multipart-copy';
export type { NewObjectKey, ObjectEncryptionUpdate } from './object-encryption-update';
export {
  accessDenied,
  bucketNotFound,
  invalidRequest,
  objectArchived,
  objectLocked,
  objectNotFound,
  preconditionFailed,
  storeUnavailable,
  throttled,
  writeConflict,
} from './object-errors';
export type {
  CopyOptions,
  Encryption,
  ObjectBody,
  ObjectHead,
  ObjectRef,
  ObjectRetention,
  ObjectStore,
  ObjectSummary,
  ObjectVersion,
  PutOptions,
  PutResult,
  StoredObject,
  WriteCondition,
} from './object-store';
export { checkCopy, checkKey, checkPutOptions, checkRange, maxCopyBytes, maxKeyBytes } from './request-rules';
export { readBytes, readText } from './read-object';
export { isBucketName, parseS3Uri, s3Uri } from './s3-uri';
export { checkEncryptionUpdate, checkKeyArn } from './check-encryption-update';
export { bucketPolicy, checkPolicyText, checkRevision, maxPolicyBytes } from './bucket-policy';
export { checkInventory } from './check-inventory';
export {
  checkCompletion,
  checkPart,
  maxPartBytes,
  maxPartNumber,
  minPartBytes,
  partsEtag,
  uploadGone,
  type KeptPart,
} from './check-parts';
