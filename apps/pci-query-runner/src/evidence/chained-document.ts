import * as v from 'valibot';
import { hash } from './chain-link';

/** Place in the chain, as documents state it. */
export const chainSchema = v.strictObject({
  sequence: v.pipe(v.number(), v.integer(), v.minValue(1)),
  previous: v.nullable(v.strictObject({ uri: v.string(), sha256: hash })),
});

/** By which key a document says that it is signed. */
export const sealSchema = v.strictObject({
  keyArn: v.string(),
  algorithm: v.literal('ECDSA_SHA_256'),
  publicKeySha256: hash,
});

const documentSchema = v.object({ chain: chainSchema });

/** The place that a document says it has, or undefined where it is no document of a chain. */
export function chainOf(document: Buffer): v.InferOutput<typeof chainSchema> | undefined {
  try {
    return v.parse(documentSchema, JSON.parse(document.toString('utf8'))).chain;
  } catch {
    return undefined;
  }
}
