import { AppError } from '@lakeward/core';

/** The bucket has a configuration of the app's id that delivers to another place. */
export function inventoryIdTaken(bucket: string, id: string, destination: string): AppError {
  return new AppError({
    code: 'REENC_INVENTORY_ID_TAKEN',
    message: `Bucket "${bucket}" has an inventory configuration "${id}" that delivers to "${destination}".`,
    remedy: 'Choose another INVENTORY_ID, or remove that configuration if nobody needs it.',
  });
}

/** The bucket has all the configurations it can have. */
export function tooManyInventories(bucket: string, count: number): AppError {
  return new AppError({
    code: 'REENC_INVENTORY_LIMIT',
    message: `Bucket "${bucket}" has ${count} inventory configurations and takes no more.`,
    remedy: 'Remove one that nobody needs; the next run sets up the inventory.',
  });
}

/** The tag came and went while the configuration was being written. */
export function tagsChanging(bucket: string): AppError {
  return new AppError({
    code: 'REENC_TAGS_CHANGING',
    message: `The tags of bucket "${bucket}" kept changing while its inventory was set up.`,
    remedy: 'Nothing to do: the next run looks again.',
    retryable: true,
  });
}

/** Others kept writing the policy of the inventory bucket. */
export function policyContended(bucket: string, cause: unknown): AppError {
  return new AppError({
    code: 'REENC_POLICY_CONTENDED',
    message: `The policy of the inventory bucket "${bucket}" kept being changed by others.`,
    remedy: 'Nothing to do: the next run tries again; if it lasts, see who else writes the policy.',
    retryable: true,
    cause,
  });
}

/** The invocation's time was over before the bucket's turn came. */
export function bucketNotReached(bucket: string): AppError {
  return new AppError({
    code: 'REENC_BUCKET_NOT_REACHED',
    message: `The time was over before bucket "${bucket}" was looked at.`,
    remedy: 'Nothing to do: the next run looks at all again; if it repeats, give the function more time.',
    retryable: true,
  });
}
