import { eventHandler, type HandlerParts } from '@lakeward/lambda';
import type { InferOutput } from 'valibot';
import { tagChangeEvent } from '../contract';
import { onTagChange } from './on-tag-change';
import type { BucketWatch } from './settle-bucket';

/** Looks at the bucket whose tags were changed. Calls that were refused, and tags of other things than buckets, are none. */
export const onTagChangeHandler = (parts: HandlerParts<BucketWatch>) =>
  eventHandler({
    ...parts,
    input: tagChangeEvent,
    handle: async ({ detail }, dependencies) => {
      const bucket = bucketOf(detail);
      if (bucket === undefined || detail.errorCode !== undefined) return { outcome: 'ignored' as const };
      return onTagChange(bucket, dependencies);
    },
  });

/** TagResource names what it tags by ARN, and tags access points and more; a bucket's ARN has neither Region nor account. */
function bucketOf({ requestParameters }: InferOutput<typeof tagChangeEvent>['detail']): string | undefined {
  const { bucketName, resourceArn = '' } = requestParameters ?? {};
  return bucketName ?? /^arn:aws[a-z-]*:s3:::([^/]+)$/.exec(resourceArn)?.[1];
}
