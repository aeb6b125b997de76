import type { UtcDay } from '@lakeward/core';
import { s3Uri, type ObjectRef, type ObjectStore } from '@lakeward/s3';
import { digestFolder, parseDigestName, SIDECAR, type DigestName } from './digest-name';

/** A digest file of the listing. */
export interface DigestObject {
  readonly ref: ObjectRef;
  /** Path below the trail's root. */
  readonly path: string;
  readonly name: DigestName;
}

/** The digests of one trail, or those that were made later for it, in order of their ends. */
export interface DigestChain {
  /** Name of the trail, with its home Region. */
  readonly trail: string;
  readonly backfill: boolean;
  readonly digests: readonly DigestObject[];
}

/** What lies among the digests of an account and Region. */
export interface DigestListing {
  readonly chains: readonly DigestChain[];
  /** Keys of objects that digests live beside. */
  readonly sidecars: ReadonlySet<string>;
  /** URIs of objects that are neither. */
  readonly others: readonly string[];
}

/**
 * Lists the digests that may tell of a day: those that end after its begin, up to the end of the next day, since the last ones
 * of a day end after midnight.
 */
export async function listDigests(
  { account, region, day, root }: { account: string; region: string; day: UtcDay; root: ObjectRef },
  store: ObjectStore,
): Promise<DigestListing> {
  const chains = new Map<string, { trail: string; backfill: boolean; digests: DigestObject[] }>();
  const sidecars = new Set<string>();
  const others: string[] = [];
  for (const ending of [day, day.plus(1)]) {
    const prefix = root.key + digestFolder(account, region, ending);
    for await (const { bucket, key } of store.list(root.bucket, { prefix })) {
      if (key.endsWith('/')) continue;
      if (key.endsWith(SIDECAR)) {
        sidecars.add(key);
        continue;
      }
      const name = parseDigestName(key.slice(prefix.length));
      if (name?.account !== account || name.region !== region) {
        // Those of the next day are named in its own review.
        if (ending === day) others.push(s3Uri({ bucket, key }));
        continue;
      }
      if (name.end.getTime() <= day.start().getTime()) continue;
      const trail = `${name.trail} of ${name.homeRegion}`;
      const id = `${trail} ${name.backfill}`;
      const chain = chains.get(id) ?? { trail, backfill: name.backfill, digests: [] };
      chain.digests.push({ ref: { bucket, key }, path: key.slice(root.key.length), name });
      chains.set(id, chain);
    }
  }
  for (const { digests } of chains.values()) {
    digests.sort((one, other) => one.name.end.getTime() - other.name.end.getTime());
  }
  return { chains: [...chains.values()], sidecars, others };
}

/** True where a digest ends on the day. */
export async function hasDigests(
  { account, region, day, root }: { account: string; region: string; day: UtcDay; root: ObjectRef },
  store: ObjectStore,
): Promise<boolean> {
  const prefix = root.key + digestFolder(account, region, day);
  for await (const { key } of store.list(root.bucket, { prefix })) {
    if (parseDigestName(key.slice(prefix.length)) !== undefined) return true;
  }
  return false;
}
