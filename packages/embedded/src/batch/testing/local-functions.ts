import type { LambdaResultCode, ManifestEntry } from '@lakeward/s3-batch';
import type { BatchFunction } from '../run-task';

/** The function that tests of LambdaInvoke run. */
export const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:f';

/** Asks for it, as a part of a request. */
export const invoke = { operation: { name: 'LambdaInvoke', functionArn } } as const;

/** A function that answers the same for every task. */
export function answer(resultCode: LambdaResultCode, resultString: string): BatchFunction {
  return ({ invocationSchemaVersion, invocationId, tasks }) =>
    Promise.resolve({
      invocationSchemaVersion,
      treatMissingKeysAs: 'PermanentFailure',
      invocationId,
      results: tasks.map(({ taskId }) => ({ taskId, resultCode, resultString })),
    });
}

/** The function, where it succeeds at every task. */
export const succeed: Readonly<Record<string, BatchFunction>> = {
  [functionArn]: answer('Succeeded', 'done'),
};

/** A list of objects that are not there: quick tasks for functions. */
export function names(count: number): ManifestEntry[] {
  return Array.from({ length: count }, (_, n) => ({ bucket: 'plain', key: `n${n}` }));
}
