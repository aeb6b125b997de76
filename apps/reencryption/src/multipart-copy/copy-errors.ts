import { AppError } from '@lakeward/core';

// How copies in parts fail. Messages name no key: they become lines of the completion report, which has it beside them.

/** What the plan knows is no longer what is there. */
export function changedSinceSnapshot(what: string, cause?: unknown): AppError {
  return new AppError({
    code: 'REENC_CHANGED_SINCE_SNAPSHOT',
    message: `Changed since snapshot: ${what}.`,
    remedy: 'Nothing to do: it was left as it is, and the next inventory says what it needs.',
    cause,
  });
}

/** Time is up with parts still to copy: the next try goes on with those that are ready. */
export function copyContinues(ready: number, parts: number): AppError {
  return new AppError({
    code: 'REENC_COPY_CONTINUES',
    message: `${ready} of ${parts} parts are ready.`,
    remedy: 'Nothing to do: S3 Batch calls again, and the copy goes on where it is.',
    retryable: true,
  });
}

/** Two invocations work on the same object. */
export function copyContended(cause?: unknown): AppError {
  return new AppError({
    code: 'REENC_COPY_CONTENDED',
    message: 'Another invocation is copying the same version.',
    remedy: 'Nothing to do: S3 Batch calls again and finds what the other has done.',
    retryable: true,
    cause,
  });
}

/** The copy is complete and is not the source: cannot happen unless S3 is wrong. */
export function copyDiffers(versionId: string | undefined): AppError {
  return new AppError({
    code: 'REENC_COPY_DIFFERS',
    message: `The checksum of the copy${versionId === undefined ? '' : ` (version ${versionId})`} is not that of the source.`,
    remedy:
      'Compare both; in a versioned bucket delete the new version. Report it to AWS Support with the request ids.',
  });
}

/** No bytes, no parts; and what a whole copy would lose. */
export function emptyWithMore(): AppError {
  return new AppError({
    code: 'REENC_COPY_EMPTY',
    message: 'The object is empty, and its access control list, redirect or storage class would be lost.',
    remedy: 'Copy it by hand with "aws s3api copy-object", giving these again.',
  });
}

/** Ten tags, and none of them ours. */
export function noRoomForTag(key: string): AppError {
  return new AppError({
    code: 'REENC_COPY_TAGS_FULL',
    message: `The object has ten tags; there is no room for ${key}.`,
    remedy: 'Remove a tag, or copy without tagging (COPY_TAG empty).',
  });
}

/** sse-kms without a key. */
export function noKeyForCopies(): AppError {
  return new AppError({
    code: 'REENC_COPY_NO_KEY',
    message: 'Copies shall be encrypted with sse-kms, but no key is named.',
    remedy: "Give keyArn among the job's user arguments, or set TARGET_KEY_ARN.",
  });
}
