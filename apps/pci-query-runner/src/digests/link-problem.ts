import { s3Uri } from '@lakeward/s3';
import type { ReviewProblem } from '../review/review-problem';
import type { DigestFile } from './digest-file';
import { parseDigestName, trailPlace, withoutGzip } from './digest-name';
import { digestProblem } from './digest-problems';
import { contentOf, type ReadDigest } from './read-digest';

/**
 * What is wrong between an authentic digest and the one before it in the listing, which may be none. `dayStart` is where the
 * listing begins: a digest that ended by then is not looked for.
 */
export function linkProblem(
  content: DigestFile,
  { uri, object }: ReadDigest,
  before: ReadDigest | undefined,
  dayStart: Date,
): ReviewProblem | undefined {
  const { previous } = content;
  if (previous === null) {
    // Digests that were made later have a chain of their own, which may begin at any time.
    if (object.name.backfill) return undefined;
    if (before === undefined && content.start.getTime() <= dayStart.getTime()) return undefined;
    return digestProblem(
      'PCI_DIGEST_CHAIN_RESTARTED',
      `at ${content.start.toISOString()} logging, or the validation of log files, was switched on. Check who had switched it off.`,
      uri,
    );
  }
  const named = trailPlace(previous.key)?.path;
  if (before !== undefined && named !== undefined && withoutGzip(named) === withoutGzip(before.object.path)) {
    const found = contentOf(before);
    const signature = before.metadata['signature'];
    const isSame =
      found === undefined ||
      (found.sha256 === previous.sha256 && (signature === undefined || signature === previous.signature));
    return isSame
      ? undefined
      : digestProblem(
          'PCI_DIGEST_LINK_BROKEN',
          `the digest after it vouches for other bytes or another signature of it (${uri}). Restore the version that was delivered.`,
          before.uri,
        );
  }
  const end = parseDigestName(previous.key.slice(previous.key.lastIndexOf('/') + 1))?.end;
  if (end !== undefined && end.getTime() <= dayStart.getTime() && before === undefined) return undefined;
  if (end !== undefined && end.getTime() > dayStart.getTime()) {
    return digestProblem(
      'PCI_DIGEST_MISSING',
      'the one after it names it. Restore it from an older version or a copy.',
      s3Uri(previous),
    );
  }
  return digestProblem('PCI_DIGEST_LINK_BROKEN', `it names ${s3Uri(previous)} as the one before it.`, uri);
}
