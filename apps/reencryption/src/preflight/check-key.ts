import { isAppError } from '@lakeward/core';
import type { KeyAdministration } from '@lakeward/kms';
import { readPolicy } from '../bucket-policy/policy-document';
import type { PlanNote } from '../plan/plan';
import { admissionOf, type Admission, type KeyUser } from './key-admission';
import { keyNotAdmitting, keyNotEnabled, keyNotFound, keyNotSymmetric } from './preflight-errors';

/** What a target key is checked with. */
export interface KeyChecks {
  readonly keys: KeyAdministration;
  /** Who must be let at the key; none where nobody is known. */
  readonly users: readonly KeyUser[];
  /** False where keys may be others' that nobody here knows: nothing is claimed of them. */
  readonly knowsAllKeys: boolean;
}

/**
 * Asks whether the jobs can use the key; what nobody may or can say is a note. Errors: `REENC_KEY_NOT_FOUND`, `REENC_KEY_NOT_ENABLED`,
 * `REENC_KEY_NOT_SYMMETRIC`, `REENC_KEY_NOT_ADMITTED`, and what the port throws.
 */
export async function checkKey(
  keyArn: string,
  { keys, users, knowsAllKeys }: KeyChecks,
): Promise<PlanNote[]> {
  const notes: PlanNote[] = [];
  try {
    const { enabled, state, spec, usage } = await keys.describe(keyArn);
    if (!enabled) throw keyNotEnabled(keyArn, state);
    if (spec !== 'SYMMETRIC_DEFAULT' || usage !== 'ENCRYPT_DECRYPT')
      throw keyNotSymmetric(keyArn, spec, usage);
  } catch (error) {
    if (isAppError(error, 'KMS_KEY_NOT_FOUND')) {
      if (!knowsAllKeys) return [];
      throw keyNotFound(keyArn, error);
    }
    if (!isAppError(error, 'KMS_ACCESS_DENIED')) throw error;
    notes.push(keyUnchecked('Nobody could say whether the target key can be used: allow kms:DescribeKey.'));
  }
  return users.length === 0 ? notes : [...notes, ...(await checkPolicy(keyArn, keys, users))];
}

async function checkPolicy(
  keyArn: string,
  keys: KeyAdministration,
  users: readonly KeyUser[],
): Promise<PlanNote[]> {
  const text = await unlessDenied(() => keys.policy(keyArn));
  if (text === undefined)
    return [
      keyUnchecked('Nobody could say whether the target key lets the jobs use it: allow kms:GetKeyPolicy.'),
    ];
  const policy = readPolicy(text);
  if (policy === undefined) return [keyUnchecked('The policy of the target key cannot be read.')];
  const refusals: string[] = [];
  const doubts: string[] = [];
  for (const user of users) {
    const admission = admissionOf(policy, user, keyArn);
    const isGrantee =
      admission.verdict === 'silent'
        ? await unlessDenied(() => keys.isGrantee(keyArn, user.role))
        : undefined;
    const { refusal, doubt } = judgementOf(user, admission, isGrantee);
    if (refusal !== undefined) refusals.push(refusal);
    if (doubt !== undefined) doubts.push(doubt);
  }
  if (refusals.length > 0) throw keyNotAdmitting(keyArn, refusals);
  if (doubts.length === 0) return [];
  return [keyUnchecked(`Whether the target key lets all jobs use it is not certain: ${doubts.join('; ')}.`)];
}

/** What is certainly wrong, or not certainly right. `isGrantee` is undefined where nobody may say it. */
function judgementOf(
  { role }: KeyUser,
  admission: Admission,
  isGrantee: boolean | undefined,
): { readonly refusal?: string; readonly doubt?: string } {
  switch (admission.verdict) {
    case 'admitted':
      return {};
    case 'unclear':
      return { doubt: `for ${role} it depends on statement ${admission.statements.join(', ')}` };
    case 'denied':
      return { refusal: `statement ${admission.statement} denies ${admission.action} to ${role}` };
    case 'silent': {
      const actions = admission.actions.join(', ');
      if (isGrantee === true) return { doubt: `${role} has a grant, but no statement allows it ${actions}` };
      if (isGrantee === false) return { refusal: `no statement and no grant allows ${role} ${actions}` };
      return { doubt: `no statement allows ${role} ${actions}, and its grants may not be seen` };
    }
  }
}

function keyUnchecked(message: string): PlanNote {
  return { code: 'REENC_KEY_UNCHECKED', message };
}

async function unlessDenied<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isAppError(error, 'KMS_ACCESS_DENIED')) return undefined;
    throw error;
  }
}
