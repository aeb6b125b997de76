import { createPublicKey, type KeyObject } from 'node:crypto';
import { AppError, isAppError } from '@lakeward/core';
import type { KeyRing } from '@lakeward/kms';
import type { Seal } from '../manifest';
import { fingerprintOf } from '../signature-file';

/** Finds the key that a document names, among those that are trusted; undefined where it is not one of them. */
export type FindKey = (seal: Seal) => Promise<KeyObject | undefined>;

/** The keys in these files: PEM, or DER as KMS hands it out. `PCI_PUBLIC_KEY_INVALID` for anything else. */
export function givenKeys(files: readonly { readonly name: string; readonly content: Buffer }[]): FindKey {
  const keys = new Map<string, KeyObject>();
  for (const { name, content } of files) {
    const key = parsePublicKey(name, content);
    keys.set(fingerprintOf(key.export({ format: 'der', type: 'spki' })), key);
  }
  return ({ publicKeySha256 }) => Promise.resolve(keys.get(publicKeySha256));
}

/** The keys of a ring: a document is trusted by the key that the ring has under the ARN it names. */
export function ringKeys(keyRing: KeyRing): FindKey {
  const keys = new Map<string, KeyObject | undefined>();
  return async ({ keyArn, publicKeySha256 }) => {
    const known = keys.get(publicKeySha256);
    if (known !== undefined) return known;
    const der = await ringKey(keyArn, keyRing);
    if (der === undefined || fingerprintOf(der) !== publicKeySha256) return undefined;
    const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
    keys.set(publicKeySha256, key);
    return key;
  };
}

/** The public key of a ring as PEM text. */
export async function publicKeyPem(keyId: string, keyRing: KeyRing): Promise<string> {
  const { der } = await keyRing.publicKey(keyId);
  const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  return key.export({ format: 'pem', type: 'spki' }).toString();
}

async function ringKey(keyArn: string, keyRing: KeyRing): Promise<Uint8Array | undefined> {
  try {
    return (await keyRing.publicKey(keyArn)).der;
  } catch (error) {
    if (isAppError(error, 'KMS_KEY_NOT_FOUND', 'KMS_INVALID_KEY_USAGE')) return undefined;
    throw error;
  }
}

function parsePublicKey(name: string, content: Buffer): KeyObject {
  const isPem = content.subarray(0, 10).toString('latin1') === '-----BEGIN';
  try {
    const key = isPem
      ? createPublicKey(content)
      : createPublicKey({ key: content, format: 'der', type: 'spki' });
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // The error of the parser says nothing that the one below does not.
  }
  throw new AppError({
    code: 'PCI_PUBLIC_KEY_INVALID',
    message: `"${name}" is no public key of ECC NIST P-256, in PEM or DER.`,
    remedy:
      'Export it with "lakeward pci public-key", or with "aws kms get-public-key" and base64 --decode of its PublicKey.',
  });
}
