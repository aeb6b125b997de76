import type { QueryDependencies } from '@lakeward/athena';
import { parseS3Uri, readText, s3Uri, type ObjectRef } from '@lakeward/s3';
import { unloadManifestsStatement, type Classification } from './classification-sql';
import { ask, type Asked, type QueryPlace, type VersionGroup } from './classify';
import { piecesGone } from '../errors';
import { joinPieces, type Joining, type Piece } from './join-pieces';
import { compareLots, type Action, type Lot } from './remedies';

/** A manifest of S3 Batch that lies ready. */
export interface WrittenManifest {
  /** `s3://` URI. */
  readonly uri: string;
  readonly etag: string;
  /** As classified; S3 Batch's own count of the manifest's lines must be the same before the job may run. */
  readonly objects: number;
}

/** The manifest of one job. */
export interface LotManifest extends WrittenManifest {
  readonly lot: Lot;
}

/** The manifest of a remedy, and those of its jobs where it takes more than one. */
export interface RemedyManifest extends WrittenManifest {
  readonly remedy: Action;
  readonly lots: readonly LotManifest[];
}

/** Where manifests and what they are made of go: a bucket with SSE-S3. */
export interface ManifestPlace {
  readonly bucket: string;
  /** With trailing slash; one for each try, so that nothing of an earlier one is in the way. */
  readonly unloadPrefix: string;
  /** With trailing slash. */
  readonly manifestPrefix: string;
}

/**
 * Writes the manifest of each remedy that has objects: one query unloads the lines of all lots, and each lot's pieces are joined to
 * one object. Manifests are SSE-S3, as S3 Batch demands of lists that are not S3's own.
 *
 * Plain text is asked for first, since pieces of it can be joined within S3. That UNLOAD takes a compression for text is used in
 * samples of AWS and not documented, so any further try asks for nothing and gets the gzip that is. Pieces are read as what they are.
 *
 * Answers `failed` where the query did, or where files of it are gone; other errors are those of the ports.
 */
export async function writeManifests(
  classification: Classification,
  groups: readonly VersionGroup[],
  { query, place }: { readonly query: QueryPlace; readonly place: ManifestPlace },
  dependencies: QueryDependencies & Joining,
): Promise<Asked<RemedyManifest[]>> {
  const location = s3Uri({ bucket: place.bucket, key: place.unloadPrefix });
  const sql = unloadManifestsStatement(classification, location, { isPlain: query.attempt === 1 });
  const asked = await ask(sql, query, dependencies, async ({ queryId, dataManifestLocation }) => ({
    queryId,
    pieces: await piecesByLot(dataManifestLocation, place, dependencies),
  }));
  const wanted = lotsByRemedy(groups);
  if (asked.outcome === 'failed') return asked;
  const { queryId, pieces } = asked.answer;
  if (pieces === undefined || [...wanted.values()].flat().some(({ id }) => !pieces.has(id))) {
    return { outcome: 'failed', error: piecesGone(queryId) };
  }
  const write = async (name: string, lots: readonly Lot[]): Promise<WrittenManifest> => {
    const to = { bucket: place.bucket, key: `${place.manifestPrefix}${name}.csv` };
    const rest = { bucket: place.bucket, key: `${place.unloadPrefix}rest/${name}.csv` };
    const sources = lots.flatMap(({ id }) => pieces.get(id) ?? []);
    const etag = await joinPieces(sources, { to, rest }, dependencies);
    return { uri: s3Uri(to), etag, objects: objectsOf(groups, lots) };
  };
  const written: RemedyManifest[] = [];
  for (const [remedy, lots] of wanted) {
    const whole = await write(remedy, lots);
    const [first] = lots;
    const ofLots =
      lots.length === 1 && first !== undefined
        ? [{ ...whole, lot: first }]
        : await inTurn(lots, async (lot) => ({ ...(await write(lot.id, [lot])), lot }));
    written.push({ ...whole, remedy, lots: ofLots });
  }
  return { ...asked, answer: written };
}

/** The lots of each remedy in the order they are worked on. */
export function lotsByRemedy(groups: readonly VersionGroup[]): Map<Action, Lot[]> {
  const lots = new Map(groups.flatMap(({ lot }) => (lot === undefined ? [] : [[lot.id, lot] as const])));
  const remedies = new Map<Action, Lot[]>();
  for (const lot of [...lots.values()].sort(compareLots)) {
    remedies.set(lot.remedy, [...(remedies.get(lot.remedy) ?? []), lot]);
  }
  return remedies;
}

function objectsOf(groups: readonly VersionGroup[], lots: readonly Lot[]): number {
  const ids = new Set(lots.map(({ id }) => id));
  return groups.reduce(
    (sum, { lot, objects }) => sum + (lot !== undefined && ids.has(lot.id) ? objects : 0),
    0,
  );
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/** The files that the query wrote, by lot; undefined where one is gone. Files of an earlier, broken try are not among them. */
async function piecesByLot(
  list: string | undefined,
  { bucket, unloadPrefix }: ManifestPlace,
  { store }: Joining,
): Promise<Map<string, Piece[]> | undefined> {
  const pieces = new Map<string, Piece[]>();
  if (list === undefined) return pieces;
  const found = new Map<string, Piece>();
  for await (const { key, size, etag } of store.list(bucket, { prefix: unloadPrefix })) {
    found.set(key, { bucket, key, size, etag });
  }
  const uris = (await readText(store, parseS3Uri(list))).split('\n').filter((uri) => uri !== '');
  for (const ref of uris.map((uri): ObjectRef => parseS3Uri(uri))) {
    const piece = found.get(ref.key);
    if (piece === undefined) return undefined;
    const lot = decodeURIComponent(/\/lot=([^/]+)\/[^/]+$/.exec(ref.key)?.[1] ?? '');
    pieces.set(lot, [...(pieces.get(lot) ?? []), piece]);
  }
  return pieces;
}
