import type { ObjectRef, ObjectStore } from '@lakeward/s3';

/** An object store whose objects are plain files that DuckDB can open. */
export interface LakeStore extends ObjectStore {
  /** Absolute path of the object's file; undefined where it is not there or cannot be read by path. */
  filePath(ref: ObjectRef): Promise<string | undefined>;
}
