import * as v from 'valibot';
import { hash } from './chain-link';

/** Place in the chain, as documents state it. */
const chain = v.strictObject({
  sequence: v.pipe(v.number(), v.integer(), v.minValue(1)),
  previous: v.nullable(v.strictObject({ uri: v.string(), sha256: hash })),
});

/** By which key a document says that it is signed. */
const seal = v.nullable(
  v.strictObject({ keyArn: v.string(), algorithm: v.literal('ECDSA_SHA_256'), publicKeySha256: hash }),
);

/** `<day>/<version>/<document>` at the end of a URI; nothing in it can lead out of a folder. */
const PLACE =
  /^(.*\/)(\d{4}-\d{2}-\d{2}\/\d{8}T\d{6}Z-[0-9a-f]{8}(?:-\d+)?)\/(manifest|sign-offs\/\d{8}T\d{6}Z-[0-9a-f]{8})\.json$/;

/** What the chain relies on in a manifest. */
export const manifestSchema = v.object({
  manifestVersion: v.literal(2),
  date: v.string(),
  bundle: v.string(),
  runKey: v.string(),
  pack: v.object({ id: v.string() }),
  status: v.picklist(['complete', 'incomplete', 'unverified']),
  evidence: v.array(
    v.object({
      name: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]*$/)),
      sha256: hash,
      bytes: v.number(),
      rows: v.number(),
    }),
  ),
  chain,
  seal,
});

/** A reviewer's signed word on one version of a day's evidence. */
export const signOffSchema = v.object({
  signOffVersion: v.literal(1),
  app: v.string(),
  date: v.string(),
  pack: v.object({ id: v.string() }),
  /** `s3://` URI of the bundle's folder, with trailing slash. */
  bundle: v.string(),
  /** The manifest that was signed off: another version of the day needs a sign-off of its own. */
  manifest: v.object({ uri: v.string(), sha256: hash }),
  /** Who takes responsibility, as they name themselves. */
  reviewer: v.string(),
  /** What they state, in their words. */
  statement: v.string(),
  /** What they say about the findings of single rules. */
  findingNotes: v.array(v.object({ rule: v.string(), note: v.string() })),
  /** ISO 8601. */
  signedAt: v.string(),
  runKey: v.string(),
  chain,
  seal,
});

/** A sign-off as it is written. */
export type SignOff = v.InferOutput<typeof signOffSchema>;

/** A document of the chain, as far as the chain relies on it. */
export type ChainedDocument =
  | ({ readonly kind: 'review' } & v.InferOutput<typeof manifestSchema>)
  | ({ readonly kind: 'sign-off' } & SignOff);

const positionSchema = v.object({ chain });

/** The place that a document says it has, or undefined where it is no document of a chain. */
export function chainOf(document: Buffer): v.InferOutput<typeof chain> | undefined {
  return parsed(positionSchema, document)?.chain;
}

/** Reads a manifest or sign-off; undefined for what is neither. */
export function parseDocument(document: Buffer): ChainedDocument | undefined {
  const manifest = parsed(manifestSchema, document);
  if (manifest !== undefined) return { kind: 'review', ...manifest };
  const signOff = parsed(signOffSchema, document);
  return signOff === undefined ? undefined : { kind: 'sign-off', ...signOff };
}

/** The bytes of a document: JSON that people can read. Hashes and signatures are over exactly these. */
export function documentBytes(document: object): Buffer {
  return Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`, 'utf8');
}

/** `20260310T010000Z`: versions of a day, and sign-offs of a version, sort by their instant. */
export function versionName(instant: Date): string {
  return instant.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
}

/** Name of a sign-off below its bundle. */
export function signOffName({ signedAt, runKey }: Pick<SignOff, 'signedAt' | 'runKey'>): string {
  return `sign-offs/${versionName(new Date(signedAt))}-${runKey.slice(0, 8)}.json`;
}

/** Where a document lies: its bundle's folder below the pack's, and its name in there. */
export interface DocumentPlace {
  /** What comes before the bundle's folder, with trailing slash. */
  readonly base: string;
  readonly folder: string;
  /** `manifest.json` or `sign-offs/....json`. */
  readonly name: string;
}

/** The place that a document's URI or path tells, or undefined for what is no document's. */
export function placeOf(uri: string): DocumentPlace | undefined {
  const [, base, folder, name] = PLACE.exec(uri) ?? [];
  if (base === undefined || folder === undefined || name === undefined) return undefined;
  return { base, folder, name: `${name}.json` };
}

function parsed<Schema extends v.GenericSchema>(
  schema: Schema,
  bytes: Buffer,
): v.InferOutput<Schema> | undefined {
  try {
    const { success, output } = v.safeParse(schema, JSON.parse(bytes.toString('utf8')));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}
