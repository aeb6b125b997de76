import { createHash, verify, type KeyObject } from 'node:crypto';
import type { KeyRing } from '@lakeward/kms';
import * as v from 'valibot';
import type { Seal } from './manifest';
import { canonicalBytes } from './canonical-json';
import { hash, parseCanonical } from './chain-link';

/** What a signature file is called beside its document: `manifest.json` has `manifest.sig.json`. */
export function signatureName(documentName: string): string {
  return documentName.replace(/\.json$/, '.sig.json');
}

const signatureSchema = v.strictObject({
  signatureVersion: v.literal(1),
  /** ARN of the key. */
  keyArn: v.string(),
  algorithm: v.literal('ECDSA_SHA_256'),
  /** SHA-256 of the public key's DER bytes. */
  publicKeySha256: hash,
  /** SHA-256 of the signed document, which is also what ECDSA_SHA_256 signs. */
  sha256: hash,
  /** DER, in base64. */
  signature: v.pipe(v.string(), v.base64()),
});

/** A signature over a document. */
export type SignatureFile = v.InferOutput<typeof signatureSchema>;

/** The seal by a key: asks the ring for its public key, so that the document can say by which key it will be signed. */
export async function sealBy(keyId: string, keyRing: KeyRing): Promise<Seal> {
  const { keyArn, der } = await keyRing.publicKey(keyId);
  return { keyArn, algorithm: 'ECDSA_SHA_256', publicKeySha256: fingerprintOf(der) };
}

/** SHA-256 of a public key's DER bytes, in hex. */
export function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

/** Signs a document by the key of its seal, whatever the alias means by now. Two signatures of one document differ. */
export async function signDocument(document: Buffer, seal: Seal, keyRing: KeyRing): Promise<Buffer> {
  const { signature } = await keyRing.sign(seal.keyArn, seal.algorithm, document);
  const file: SignatureFile = {
    signatureVersion: 1,
    ...seal,
    sha256: fingerprintOf(document),
    signature: Buffer.from(signature).toString('base64'),
  };
  return canonicalBytes(file);
}

/** The signature that these bytes are, or undefined where they are none. */
export function parseSignature(bytes: Buffer): SignatureFile | undefined {
  const file = parseCanonical(signatureSchema, bytes);
  // Base64 has several spellings of the same bytes; only one is ours.
  const isCanonical = file?.signature === Buffer.from(file?.signature ?? '', 'base64').toString('base64');
  return isCanonical ? file : undefined;
}

/** True when the signature is this key's, over this document. */
export function isSignedBy(key: KeyObject, { signature }: SignatureFile, document: Buffer): boolean {
  try {
    return verify('sha256', document, { key, dsaEncoding: 'der' }, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
