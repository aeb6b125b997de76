export { decodeFormKey, encodeKey } from './encoded-key';
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
export { readBytes, readText } from './read-object';
export { parseS3Uri, s3Uri } from './s3-uri';
