import type { ObjectRef, ObjectStore } from '@lakeward/s3';

/** An object store whose objects are plain files that DuckDB can open. */
export interface LakeStore extends ObjectStore {
  /** Absolute path of the object's file, or undefined where it cannot be read by path. */
  filePath(ref: ObjectRef): Promise<string | undefined>;
}
