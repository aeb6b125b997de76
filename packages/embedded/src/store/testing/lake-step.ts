import type { CopyOptions, ObjectStore, PutOptions } from '@lakeward/s3';

/** One change to a lake, in a form that can be handed to another process. */
export type LakeStep =
  | { readonly put: string; readonly body: string; readonly options?: PutOptions }
  | { readonly copy: string; readonly to: string; readonly options: CopyOptions }
  | { readonly delete: string; readonly options?: { versionId?: string } };

/** Does the step in `bucket`. */
export async function perform(store: ObjectStore, bucket: string, step: LakeStep): Promise<void> {
  if ('put' in step) await store.put({ bucket, key: step.put }, step.body, step.options ?? {});
  else if ('copy' in step)
    await store.copy({ bucket, key: step.copy }, { bucket, key: step.to }, step.options);
  else await store.delete({ bucket, key: step.delete }, step.options ?? {});
}
