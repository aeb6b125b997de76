import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import * as v from 'valibot';
import { readContent } from '../logs/read-content';

/** The digest before, as a digest names it. */
export interface PreviousDigest {
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of its uncompressed bytes, in hex. */
  readonly sha256: string;
  /** Its signature, in hex. */
  readonly signature: string;
}

/** A log file, as a digest lists it. */
export interface DigestedLogFile {
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of the uncompressed bytes, in hex. */
  readonly sha256: string;
}

/** What a digest file says. Nothing of it is to be relied on before its signature is verified. */
export interface DigestFile {
  readonly bucket: string;
  readonly key: string;
  /** Begin and end of the deliveries that it lists. */
  readonly start: Date;
  readonly end: Date;
  readonly fingerprint: string;
  /** Null for the first digest of a chain. */
  readonly previous: PreviousDigest | null;
  readonly logs: readonly DigestedLogFile[];
  /** SHA-256 of the uncompressed bytes, in hex. */
  readonly sha256: string;
  /** What the signature is over. */
  readonly signed: string;
}

/** An hour of a very busy trail lists some ten thousand files of half a kilobyte each. */
const LARGEST_DIGEST = 64 * 1024 * 1024;

const instant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const hex = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2})+$/));

/** The fields that are relied on; others may come. Source: "CloudTrail digest file structure", CloudTrail User Guide. */
const schema = v.object({
  digestStartTime: instant,
  digestEndTime: instant,
  digestS3Bucket: v.string(),
  digestS3Object: v.string(),
  digestPublicKeyFingerprint: v.string(),
  digestSignatureAlgorithm: v.literal('SHA256withRSA'),
  previousDigestS3Bucket: v.nullable(v.string()),
  previousDigestS3Object: v.nullable(v.string()),
  previousDigestHashValue: v.nullable(hash),
  previousDigestHashAlgorithm: v.nullable(v.literal('SHA-256')),
  previousDigestSignature: v.nullable(hex),
  logFiles: v.array(
    v.object({
      s3Bucket: v.string(),
      s3Object: v.string(),
      hashValue: hash,
      hashAlgorithm: v.literal('SHA-256'),
    }),
  ),
});

/** Reads a digest file, gzip or plain; or says what is wrong with it, as the end of a sentence that begins with "it". */
export async function readDigestFile(body: Readable): Promise<DigestFile | string> {
  const content = await readContent(body, LARGEST_DIGEST);
  if (!('bytes' in content)) return CONTENT_PROBLEMS[content.problem];
  let parsed: unknown;
  try {
    parsed = JSON.parse(content.bytes.toString('utf8'));
  } catch {
    return 'is not JSON';
  }
  const result = v.safeParse(schema, parsed);
  if (!result.success) {
    const fields = new Set(result.issues.map((issue) => v.getDotPath(issue) ?? 'the whole'));
    return `has another form at ${[...fields].slice(0, 5).join(', ')}`;
  }
  return digestOf(result.output, content.bytes);
}

const CONTENT_PROBLEMS = {
  'too-large': 'is larger than any that CloudTrail delivers',
  truncated: 'ends before its content does',
  malformed: 'cannot be unpacked',
} as const;

function digestOf(fields: v.InferOutput<typeof schema>, bytes: Buffer): DigestFile | string {
  const previous = previousOf(fields);
  if (previous === undefined) return 'names the digest before only in part';
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { digestS3Bucket: bucket, digestS3Object: key, digestStartTime, digestEndTime } = fields;
  if (digestStartTime > digestEndTime) return 'ends before it begins';
  return {
    bucket,
    key,
    start: new Date(digestStartTime),
    end: new Date(digestEndTime),
    fingerprint: fields.digestPublicKeyFingerprint,
    previous,
    logs: fields.logFiles.map((log) => ({ bucket: log.s3Bucket, key: log.s3Object, sha256: log.hashValue })),
    sha256,
    // The word null where there is no signature before: AWS's own validator builds it so, its documentation does not say.
    signed: [digestEndTime, `${bucket}/${key}`, sha256, previous?.signature ?? 'null'].join('\n'),
  };
}

/** All fields of the digest before, null for none of them, undefined for some. */
function previousOf(fields: v.InferOutput<typeof schema>): PreviousDigest | null | undefined {
  const { previousDigestS3Bucket: bucket, previousDigestS3Object: key } = fields;
  const { previousDigestHashValue: sha256, previousDigestSignature: signature } = fields;
  const algorithm = fields.previousDigestHashAlgorithm;
  if (bucket === null && key === null && sha256 === null && signature === null) return null;
  if (bucket === null || key === null || sha256 === null || signature === null || algorithm === null)
    return undefined;
  return { bucket, key, sha256, signature };
}
