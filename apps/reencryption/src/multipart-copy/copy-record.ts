import { deterministicId } from '@lakeward/core';
import type { Ledger } from '@lakeward/ledger';
import type { ObjectRef } from '@lakeward/s3';
import * as v from 'valibot';
import type { CopyGoal } from './copy-goal';

/**
 * What is known of the copy of one version. Uploads of S3 say nothing of what they are for, so an upload is ours only if it stands
 * here: one of somebody else to the same key is never continued or aborted.
 *
 * `copying` -> `completing` -> `copied`; `dropped` when it is given up and its upload aborted.
 */
export const copyRecord = v.object({
  state: v.picklist(['copying', 'completing', 'copied', 'dropped']),
  uploadId: v.string(),
  /** Of the source, when the upload was begun. */
  etag: v.string(),
  /** Bytes. */
  size: v.number(),
  /** Bytes of each part but the last. */
  partBytes: v.number(),
  beganAt: v.pipe(v.string(), v.isoTimestamp()),
  /** Version that the copy goes on top of, from `completing` on; null before, `null` as text in a bucket without versions. */
  covers: v.nullable(v.string()),
  /** Of the copy, where the bucket has versions; null else, and until it is copied. */
  versionId: v.nullable(v.string()),
});

/** See {@link copyRecord}. */
export type CopyRecord = v.InferOutput<typeof copyRecord>;

/** The records of copies. */
export type CopyLedger = Ledger<typeof copyRecord>;

/** Name of the record: the same for every job that wants the same of the same version, so that a later one goes on. */
export function copyKey({ bucket, key }: ObjectRef, versionId: string | undefined, goal: CopyGoal): string {
  const { target, keyArn = '', bucketKeys, tag } = goal;
  const mark = tag === undefined ? '' : `${tag.key}=${tag.value}`;
  const id = deterministicId(bucket, key, versionId ?? '', target, keyArn, String(bucketKeys), mark);
  return `${bucket}/${id}`;
}
