import { isDeepStrictEqual } from 'node:util';
import { sidOf, type PolicyDocument, type PolicyStatement } from './policy-document';

/** What a change does to the statements of a policy. */
export interface PolicyDiff {
  readonly added: readonly PolicyStatement[];
  readonly removed: readonly PolicyStatement[];
  readonly changed: readonly { readonly before: PolicyStatement; readonly after: PolicyStatement }[];
  /** Statements that stay as they are. */
  readonly kept: number;
}

/** Compares two policies statement by statement; those of the same name count as changed, those without a name by content. */
export function diffPolicies(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
): PolicyDiff {
  const gone = [...(before?.Statement ?? [])];
  const fresh: PolicyStatement[] = [];
  let kept = 0;
  for (const statement of after?.Statement ?? []) {
    if (take(gone, (other) => isDeepStrictEqual(other, statement)) === undefined) fresh.push(statement);
    else kept += 1;
  }
  const added: PolicyStatement[] = [];
  const changed: { before: PolicyStatement; after: PolicyStatement }[] = [];
  for (const statement of fresh) {
    const sid = sidOf(statement);
    const old = sid === undefined ? undefined : take(gone, (other) => sidOf(other) === sid);
    if (old === undefined) added.push(statement);
    else changed.push({ before: old, after: statement });
  }
  return { added, removed: gone, changed, kept };
}

/** Takes the first statement that fits out of the list. */
function take(
  list: PolicyStatement[],
  fits: (statement: PolicyStatement) => boolean,
): PolicyStatement | undefined {
  const index = list.findIndex(fits);
  return index === -1 ? undefined : list.splice(index, 1)[0];
}
