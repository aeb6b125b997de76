import * as v from 'valibot';
import { canonicalBytes } from './canonical-json';

/** SHA-256 in hex. */
export const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hex'));

const linkSchema = v.strictObject({
  /** From 1, without gaps. */
  sequence: v.pipe(v.number(), v.integer(), v.minValue(1)),
  kind: v.picklist(['review', 'sign-off']),
  /** `s3://` URI of the manifest or sign-off. */
  uri: v.string(),
  /** SHA-256 of its bytes. */
  sha256: hash,
  /** SHA-256 of the bytes of the link before; null for the first. */
  previousSha256: v.nullable(hash),
  /** Identity of the run that made it. */
  runKey: v.string(),
});

/** A link of the chain: says which document has which place. Creating it is what publishes the document. */
export type ChainLink = v.InferOutput<typeof linkSchema>;

/** Name of the folder of links, below the pack's own. */
export const CHAIN_FOLDER = 'chain/';

/** `chain/00000042.json`, so that names sort as sequences do. */
export function linkName(sequence: number): string {
  return `${CHAIN_FOLDER}${String(sequence).padStart(8, '0')}.json`;
}

/** The sequence that a link's name tells, or undefined for what is no link. */
export function sequenceOf(name: string): number | undefined {
  const digits = /^chain\/(\d{8})\.json$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The bytes of a link. */
export function linkBytes(link: ChainLink): Buffer {
  return canonicalBytes(link);
}

/** The link that these bytes are, or undefined unless they are exactly what {@link linkBytes} writes. */
export function parseLink(bytes: Buffer): ChainLink | undefined {
  return parseCanonical(linkSchema, bytes);
}

/** The value that these bytes are in canonical JSON, or undefined where they are not, or have another form. */
export function parseCanonical<Schema extends v.GenericSchema<unknown, object>>(
  schema: Schema,
  bytes: Buffer,
): v.InferOutput<Schema> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    const { success, output } = v.safeParse(schema, value);
    return success && canonicalBytes(output).equals(bytes) ? output : undefined;
  } catch {
    return undefined;
  }
}
