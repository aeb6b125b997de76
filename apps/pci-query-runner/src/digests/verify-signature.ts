import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { TrailKey } from '@lakeward/cloudtrail';

/**
 * True where the signature is the key's over the text: RSASSA-PKCS1-v1_5 with SHA-256, in lower-case hex as CloudTrail writes it.
 * `unusable-key` where the key is no RSA key in PKCS#1 or SubjectPublicKeyInfo.
 */
export function verifySignature(signed: string, signature: string, key: TrailKey): boolean | 'unusable-key' {
  const publicKey = loadKey(key.der);
  if (publicKey === undefined) return 'unusable-key';
  if (!/^(?:[0-9a-f]{2})+$/.test(signature)) return false;
  return verify('sha256', Buffer.from(signed), publicKey, Buffer.from(signature, 'hex'));
}

/** AWS documents PKCS#1, shows one SubjectPublicKeyInfo, and reserves the right to change the encoding. */
function loadKey(der: Uint8Array): KeyObject | undefined {
  for (const type of ['pkcs1', 'spki'] as const) {
    try {
      const key = createPublicKey({ key: Buffer.from(der), format: 'der', type });
      if (key.asymmetricKeyType === 'rsa') return key;
    } catch {
      // Not in this encoding.
    }
  }
  return undefined;
}
