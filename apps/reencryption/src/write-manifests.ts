import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { QueryDependencies } from '@lakeward/athena';
import { parseS3Uri, readText, s3Uri, type ObjectRef, type ObjectStore } from '@lakeward/s3';
import { unloadManifestsStatement, type Classification } from './classification-sql';
import { ask, type Asked, type QueryPlace, type VersionGroup } from './classify';
import { manifestCountMismatch } from './errors';
import { compareLots, type Action, type Lot } from './remedies';

/** A manifest of S3 Batch that lies ready. */
export interface WrittenManifest {
  /** `s3://` URI. */
  readonly uri: string;
  readonly etag: string;
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
 * Writes the manifest of each remedy that has objects: one query unloads the lines of all lots, and each lot's pieces are put one
 * after the other into a single object, streaming. Manifests are SSE-S3, as S3 Batch demands of lists that are not S3's own.
 *
 * Errors: `REENC_MANIFEST_COUNT` where a manifest has not the lines that were counted, and what the ports throw.
 */
export async function writeManifests(
  classification: Classification,
  groups: readonly VersionGroup[],
  { query, place }: { readonly query: QueryPlace; readonly place: ManifestPlace },
  dependencies: QueryDependencies & { readonly store: ObjectStore },
): Promise<Asked<RemedyManifest[]>> {
  const { store } = dependencies;
  const location = s3Uri({ bucket: place.bucket, key: place.unloadPrefix });
  const sql = unloadManifestsStatement(classification, location);
  return ask(sql, query, dependencies, async ({ dataManifestLocation }) => {
    const pieces = await piecesByLot(dataManifestLocation, store);
    const written: RemedyManifest[] = [];
    for (const [remedy, lots] of lotsByRemedy(groups)) {
      const write = async (name: string, ids: readonly Lot[]): Promise<WrittenManifest> => {
        const to = { bucket: place.bucket, key: `${place.manifestPrefix}${name}.csv` };
        const sources = ids.flatMap(({ id }) => pieces.get(id) ?? []);
        const manifest = await concatenate(sources, to, store);
        const counted = objectsOf(groups, ids);
        if (manifest.objects !== counted) throw manifestCountMismatch(name, counted, manifest.objects);
        return manifest;
      };
      const whole = await write(remedy, lots);
      const [first] = lots;
      const ofLots =
        lots.length === 1 && first !== undefined
          ? [{ ...whole, lot: first }]
          : await inTurn(lots, async (lot) => ({ ...(await write(lot.id, [lot])), lot }));
      written.push({ ...whole, remedy, lots: ofLots });
    }
    return written;
  });
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

/** The files that the query wrote, by lot; files of an earlier, broken try are not among them. */
async function piecesByLot(list: string | undefined, store: ObjectStore): Promise<Map<string, ObjectRef[]>> {
  const pieces = new Map<string, ObjectRef[]>();
  if (list === undefined) return pieces;
  const uris = (await readText(store, parseS3Uri(list))).split('\n').filter((uri) => uri !== '');
  for (const uri of uris.sort()) {
    const lot = decodeURIComponent(/\/lot=([^/]+)\/[^/]+$/.exec(uri)?.[1] ?? '');
    pieces.set(lot, [...(pieces.get(lot) ?? []), parseS3Uri(uri)]);
  }
  return pieces;
}

/** Puts the pieces into one object, one after the other, and counts its lines. */
async function concatenate(
  pieces: readonly ObjectRef[],
  to: ObjectRef,
  store: ObjectStore,
): Promise<WrittenManifest> {
  const counter = { lines: 0 };
  const body = Readable.from(lineBytes(pieces, store, counter), { objectMode: false });
  const { etag } = await store.put(to, body, {
    contentType: 'text/csv',
    encryption: { algorithm: 'AES256' },
  });
  return { uri: s3Uri(to), etag, objects: counter.lines };
}

const LINE_FEED = 0x0a;

async function* lineBytes(
  pieces: readonly ObjectRef[],
  store: ObjectStore,
  counter: { lines: number },
): AsyncGenerator<Buffer, void, undefined> {
  for (const piece of pieces) {
    const { body } = await store.get(piece);
    // UNLOAD always writes TEXTFILE as gzip; S3 Batch reads plain text only.
    const plain = body
      .on('error', (error) => plain.destroy(error))
      .pipe(createGunzip({ chunkSize: 262_144 }));
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) {
        counter.lines += 1;
      }
      yield chunk;
    }
  }
}
