import type { ObjectRef, ObjectStore } from '@lakeward/s3';
import type { DayFile } from '../logs/day-files';
import type { LogFileName } from '../logs/log-file-name';
import type { ReviewProblem } from '../review/review-problem';
import { authenticateDigest } from './authenticate-digest';
import { digestProblem } from './digest-problems';
import { linkProblem } from './link-problem';
import { listDigests, type DigestChain, type DigestListing } from './list-digests';
import { ListedLogs } from './listed-logs';
import { contentOf, readDigest, type ReadDigest } from './read-digest';
import type { RegionKeys } from './region-keys';
import type { Span } from './spans';

/** One account and Region of a day, with the log files that were read of it. */
export interface DigestCell extends LogFileName {
  /** The trail's `AWSLogs/` root: bucket, and key with trailing slash. */
  readonly root: ObjectRef;
  readonly files: readonly DayFile[];
}

/** What the digests of one account and Region prove of a day. */
export interface CellDigests {
  readonly account: string;
  readonly region: string;
  /** Digest files found around the day, good or bad. */
  readonly found: number;
  /** What the verified digests of each trail cover; a trail is `<name> of <home Region>`. */
  readonly trails: readonly { readonly trail: string; readonly covered: readonly Span[] }[];
  /** Files that were read and that no verified digest lists. */
  readonly unlisted: readonly DayFile[];
  readonly problems: readonly ReviewProblem[];
  /** `s3://` URIs of the roots that digests were delivered to before they were copied here. */
  readonly movedFrom: readonly string[];
}

/**
 * Verifies the digests of one account and Region and holds the day's log files against them. At most three digests are in
 * memory at a time. Without keys the digests are only counted.
 */
export async function checkCell(
  cell: DigestCell,
  {
    store,
    keys,
    countDigest,
  }: {
    readonly store: ObjectStore;
    readonly keys: RegionKeys | undefined;
    /** Called for each digest that was read. */
    readonly countDigest: () => void;
  },
): Promise<CellDigests> {
  const listing = await listDigests(cell, store);
  const logs = new ListedLogs(cell, cell.root, cell.files);
  const problems = listing.others.map((uri) =>
    digestProblem(
      'PCI_DIGEST_UNKNOWN_FILE',
      'its name is not that of a digest of this account and Region.',
      uri,
    ),
  );
  const movedFrom = new Set<string>();
  const trails: { trail: string; covered: Span[] }[] = [];
  if (keys !== undefined) {
    for (const chain of listing.chains) {
      const covered: Span[] = [];
      let concernsTheDay = !chain.backfill;
      for await (const checked of walkChain(chain, listing, cell, { store, keys, logs })) {
        countDigest();
        problems.push(...checked.problems);
        if (checked.movedFrom !== undefined) movedFrom.add(checked.movedFrom);
        if (checked.covers !== undefined) covered.push(checked.covers);
        if (checked.beginsLater === true) concernsTheDay = false;
      }
      if (concernsTheDay) trails.push({ trail: chain.trail, covered });
    }
  }
  return {
    account: cell.account,
    region: cell.region,
    found: listing.chains.reduce((sum, { digests }) => sum + digests.length, 0),
    trails,
    unlisted: logs.unlisted(),
    problems,
    movedFrom: [...movedFrom].sort(),
  };
}

/** What one digest of a chain adds. */
interface CheckedDigest {
  readonly problems: readonly ReviewProblem[];
  readonly covers?: Span;
  readonly movedFrom?: string;
  /** True for the first digest of a trail that was made after the day. */
  readonly beginsLater?: true;
}

/**
 * Checks the digests of a chain in order. The first one after the day is read for the signature of the one before it, and more
 * of them only while files are unlisted, which a later digest may list.
 */
async function* walkChain(
  { digests, backfill }: DigestChain,
  { sidecars }: DigestListing,
  { day }: DigestCell,
  {
    store,
    keys,
    logs,
  }: { readonly store: ObjectStore; readonly keys: RegionKeys; readonly logs: ListedLogs },
): AsyncGenerator<CheckedDigest> {
  const dayEnd = day.plus(1).start();
  const read = async (index: number): Promise<ReadDigest | undefined> => {
    const object = digests[index];
    return object === undefined ? undefined : readDigest(object, sidecars, store);
  };
  let before: ReadDigest | undefined;
  let current = await read(0);
  for (let index = 1; current !== undefined; index += 1) {
    const isLater = beginsAfter(current, dayEnd);
    if (isLater && before !== undefined && logs.unlisted().length === 0) return;
    const successor = await read(index);
    const authenticated = await authenticateDigest(current, successor, keys);
    if (authenticated.outcome === 'refused') {
      yield { problems: isLater ? [] : [authenticated.problem] };
    } else {
      const { content, movedFrom } = authenticated;
      const problems = content.logs.flatMap((log) => logs.check(log) ?? []);
      const link = isLater ? undefined : linkProblem(content, current, before, day.start());
      if (link !== undefined) problems.unshift(link);
      yield {
        problems,
        ...(backfill ? {} : { covers: { from: content.start.getTime(), to: content.end.getTime() } }),
        ...(movedFrom === undefined ? {} : { movedFrom }),
        ...(isLater && before === undefined && content.previous === null ? { beginsLater: true } : {}),
      };
    }
    before = current;
    current = successor;
  }
}

/** A digest covers an hour, so the end in its name tells enough where its content does not. */
function beginsAfter(digest: ReadDigest, instant: Date): boolean {
  const start = contentOf(digest)?.start.getTime() ?? digest.object.name.end.getTime() - 3_600_000;
  return start >= instant.getTime();
}
