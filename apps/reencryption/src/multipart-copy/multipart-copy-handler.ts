import { batchTaskHandler, type HandlerParts } from '@lakeward/lambda';
import { decodeFormKey } from '@lakeward/s3';
import { parseCopyArguments, type CopyGoal } from './copy-goal';
import { copyInParts } from './copy-in-parts';
import type { CopyDependencies, CopyOutcome } from './copy-task';

/** What the function works with: the goal is that of jobs whose user arguments name none. */
export interface MultipartCopyDependencies extends CopyDependencies {
  readonly goal: CopyGoal;
}

/** Copies one object for S3 Batch; the result becomes the task's line in the completion report. */
export const multipartCopyHandler = (parts: HandlerParts<MultipartCopyDependencies>) =>
  batchTaskHandler({
    ...parts,
    handle: async ({ bucket, encodedKey, versionId, userArguments }, dependencies, invocation) => {
      const goal = parseCopyArguments(userArguments, dependencies.goal);
      const task = { ref: { bucket, key: decodeFormKey(encodedKey) }, versionId, goal };
      return describe(await copyInParts(task, dependencies, invocation));
    },
  });

function describe({ outcome, versionId, parts, resumed }: CopyOutcome): string {
  const version = versionId === undefined ? '' : ` as version ${versionId}`;
  switch (outcome) {
    case 'copied':
      return `Copied in ${parts ?? 0} parts, ${resumed ?? 0} of them by earlier tries${version}.`;
    case 'already-copied':
      return `Copied by an earlier try${version}.`;
    case 'as-wanted':
      return 'Encrypted as wanted already.';
  }
}
