import type { Encryption } from '@lakeward/s3';
import type { Guard, GuardSettings } from './guard-statements';

/**
 * What the guards do that their names do not say, for whoever reads the diff: a policy knows the tags of an object, and not how it
 * is encrypted.
 */
export function guardConsequences(guards: readonly Guard[], { tag }: GuardSettings): string[] {
  const said: string[] = [];
  const mark = tag === undefined ? 'the tag' : `${tag.key}=${tag.value}`;
  if (guards.includes('deny-reads')) {
    said.push(
      `Everything without the tag ${mark} becomes unreadable, however it is encrypted: uploads that do not bring the tag, and objects whose encryption was updated in place, which adds none.`,
      `Whoever may tag objects can make a current object readable; only tagging by version id is denied.`,
    );
  } else if (guards.includes('deny-version-reads')) {
    said.push(
      `Versions without the tag ${mark} become unreadable by version id, however they are encrypted; the current one stays readable by its key.`,
      'An old version that becomes current again, because the newer ones are deleted, is readable by its key.',
    );
  }
  if (guards.includes('deny-uploads')) {
    said.push(
      'Uploads that say nothing of encryption pass and get the default of the bucket: the guard holds as long as that default does.',
      'Uploads must name the key by its ARN, or not at all.',
    );
  }
  return said;
}

/** What must be set right before the guards are of use. */
export function guardBlockers(
  guards: readonly Guard[],
  { tag, target, keyArn }: GuardSettings,
  defaultEncryption: Encryption,
): string[] {
  const blockers: string[] = [];
  const readsGuarded = guards.includes('deny-reads') || guards.includes('deny-version-reads');
  if (readsGuarded && tag === undefined) {
    blockers.push('No tag of copies is configured (COPY_TAG), by which encrypted versions could be told.');
  }
  if (guards.includes('deny-uploads')) {
    if (target === 'sse-kms' && keyArn === undefined) blockers.push('No key is configured (TARGET_KEY_ARN).');
    else if (!isTarget(defaultEncryption, target, keyArn)) {
      blockers.push(
        `The default encryption of the bucket is not ${target}${keyArn === undefined ? '' : ` with ${keyArn}`}, which uploads without headers get.`,
      );
    }
  }
  return blockers;
}

function isTarget(found: Encryption, target: 'sse-kms' | 'sse-s3', keyArn: string | undefined): boolean {
  if (target === 'sse-s3') return found.algorithm === 'AES256';
  return found.algorithm === 'aws:kms' && found.keyArn === keyArn;
}
