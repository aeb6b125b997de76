import { s3Uri } from '@lakeward/s3';
import type { ReviewProblem } from '../review/review-problem';
import type { DigestFile } from './digest-file';
import { trailPlace, withoutGzip } from './digest-name';
import { digestProblem } from './digest-problems';
import { contentOf, type ReadDigest } from './read-digest';
import type { RegionKeys } from './region-keys';
import { verifySignature } from './verify-signature';

/** A digest whose signature is CloudTrail's, or what speaks against it. */
export type Authenticated =
  | {
      readonly outcome: 'authentic';
      readonly content: DigestFile;
      /** `s3://` URI of the trail's root that it was delivered to, where that is another one. */
      readonly movedFrom?: string;
    }
  | { readonly outcome: 'refused'; readonly problem: ReviewProblem };

/**
 * Decides whether a digest can be relied on: it lies where it says it was delivered, or was copied there with its folders and
 * name; and its signature, from its metadata or else from its successor, is by a key that CloudTrail lists for its Region.
 */
export async function authenticateDigest(
  digest: ReadDigest,
  successor: ReadDigest | undefined,
  keys: RegionKeys,
): Promise<Authenticated> {
  const { object, uri, metadata } = digest;
  const content = contentOf(digest);
  if (content === undefined) return { outcome: 'refused', problem: digest.content as ReviewProblem };
  const refuse = (code: Parameters<typeof digestProblem>[0], what: string, file?: string): Authenticated => ({
    outcome: 'refused',
    problem: digestProblem(code, what, file),
  });

  const delivered = trailPlace(content.key);
  const isInPlace = content.bucket === object.ref.bucket && content.key === object.ref.key;
  if (!isInPlace && withoutGzip(delivered?.path ?? '') !== withoutGzip(object.path)) {
    return refuse(
      'PCI_DIGEST_MISPLACED',
      `it was delivered as ${s3Uri(content)}. Put both files back to their places.`,
      uri,
    );
  }

  const { region, backfill } = object.name;
  const key = await keys.find(region, content.fingerprint, backfill ? madeAt(metadata) : undefined);
  if (key === 'not-listed') {
    return refuse(
      'PCI_DIGEST_KEY_MISSING',
      `${content.fingerprint} is not among the keys of ${region}. Fetch them anew by "aws cloudtrail list-public-keys" for that Region and the time of the day; a key that CloudTrail does not list is not CloudTrail's.`,
      uri,
    );
  }
  if ('unavailable' in key) return refuse('PCI_DIGEST_KEYS_UNAVAILABLE', key.unavailable);

  const signature = metadata['signature'] ?? signatureFrom(successor, content);
  if (signature === undefined) {
    return refuse(
      'PCI_DIGEST_SIGNATURE_MISSING',
      `neither its metadata nor the digest after it have one. Copy digests with their metadata, or keep what "aws s3api head-object" prints beside them as <name>.metadata.json.`,
      uri,
    );
  }
  const isSigned = verifySignature(content.signed, signature, key);
  if (isSigned === 'unusable-key') {
    return refuse('PCI_DIGEST_KEY_UNUSABLE', `${content.fingerprint} of ${region} is no RSA key.`, uri);
  }
  const algorithm = metadata['signature-algorithm'] ?? 'SHA256withRSA';
  if (!isSigned || algorithm !== 'SHA256withRSA') {
    return refuse(
      'PCI_DIGEST_SIGNATURE_WRONG',
      'the digest or its metadata were changed after they were signed. Restore the version that was delivered, and find out who wrote the other one.',
      uri,
    );
  }
  return {
    outcome: 'authentic',
    content,
    ...(isInPlace ? {} : { movedFrom: s3Uri({ bucket: content.bucket, key: delivered?.root ?? '' }) }),
  };
}

/** The successor carries the signature of the digest before it; whoever wrote it, a signature proves itself. */
function signatureFrom(successor: ReadDigest | undefined, { bucket, key }: DigestFile): string | undefined {
  const previous = successor === undefined ? undefined : contentOf(successor)?.previous;
  return previous?.bucket === bucket && previous.key === key ? previous.signature : undefined;
}

/** When a digest was made that came later. Nothing signs this: it only narrows where the key is looked for. */
function madeAt(metadata: Readonly<Record<string, string>>): Date | 'unknown' {
  const time = new Date(metadata['backfill-generation-timestamp'] ?? '');
  return Number.isNaN(time.getTime()) ? 'unknown' : time;
}
