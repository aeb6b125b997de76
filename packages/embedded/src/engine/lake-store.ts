import type { ObjectRef, ObjectStore, PutResult, WriteCondition } from '@lakeward/s3';

/** An object store whose objects are plain files that DuckDB can open. */
export interface LakeStore extends ObjectStore {
  /** Absolute path of the object's file; undefined where it is not there or cannot be read by path. */
  filePath(ref: ObjectRef): Promise<string | undefined>;
  /**
   * Makes a finished file of the lake's own disk an object, by moving it: the file is gone afterwards, and no byte of it is read. So
   * the ETag is no MD5, as with objects that were uploaded in parts.
   */
  adopt(ref: ObjectRef, file: string, options?: { condition?: WriteCondition }): Promise<PutResult>;
}
