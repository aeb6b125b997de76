import { systemClock } from '@lakeward/core';
import {
  embeddedGuarding,
  guardPolicy,
  type Goal,
  type Guard,
  type GuardChange,
} from '@lakeward/reencryption';
import { EXIT, type ExitCode } from '../exit-code';
import { silentLog } from '../silent-log';
import type { Streams } from '../terminal';

/** Options of `lakeward reencryption guard`, as commander gives them. */
export interface ReencryptionGuardOptions {
  readonly bucket: string;
  readonly guard: readonly Guard[];
  readonly target: Goal['target'];
  readonly key?: string;
  readonly copyTag: string;
  /** Revision of the diff; without one, the diff is shown. */
  readonly apply?: string;
  readonly lake: string;
  readonly json?: boolean;
}

/** Shows what guards would change in the policy of a bucket of the lake, or makes exactly that change. */
export async function reencryptionGuard(
  options: ReencryptionGuardOptions,
  { out }: Streams,
): Promise<ExitCode> {
  const { bucket, guard, target, key, copyTag, apply, lake, json } = options;
  const guarding = await embeddedGuarding({
    lake,
    clock: systemClock,
    log: silentLog,
    target,
    keyArn: key,
    copyTag,
  });
  try {
    const change = await guardPolicy(
      { bucket, guards: guard, decision: apply === undefined ? 'diff' : 'apply', revision: apply },
      guarding,
    );
    out.write(json === true ? `${JSON.stringify(change, undefined, 2)}\n` : summary(change));
    return EXIT.done;
  } finally {
    await guarding.close();
  }
}

function summary({
  outcome,
  bucket,
  revision,
  policy,
  consequences,
  blockers,
  previous,
}: GuardChange): string {
  const lines = [
    `${bucket}: ${outcome}`,
    '',
    policy === null ? 'No policy is left.' : JSON.stringify(policy, undefined, 2),
    ...consequences.map((line) => `\nNote: ${line}`),
    ...blockers.map((line) => `\nBlocked: ${line}`),
    '',
    outcome === 'diff' ? `To make this change: --apply ${revision}` : `Revision ${revision}`,
    ...(previous === undefined ? [] : [`Kept: ${previous}`]),
  ];
  return `${lines.join('\n')}\n`;
}
