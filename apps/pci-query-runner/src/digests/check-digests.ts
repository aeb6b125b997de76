import type { TrailKeys } from '@lakeward/cloudtrail';
import { inParallel, type Clock, type UtcDay } from '@lakeward/core';
import { parseS3Uri, type ObjectStore } from '@lakeward/s3';
import { cellName, filesByCell, type Cell, type DayFile } from '../logs/day-files';
import { checkCell, type CellDigests } from './check-cell';
import { hasDigests } from './list-digests';
import { RegionKeys } from './region-keys';

/** The day whose digests are checked. */
export interface DigestDay {
  readonly day: UtcDay;
  /** `s3://` URI of the trail's `AWSLogs/` root, with trailing slash. */
  readonly trail: string;
  /** What was to be delivered. */
  readonly cells: readonly Cell[];
  readonly files: readonly DayFile[];
}

/** What the digests of a day prove. */
export interface DigestEvidence {
  /** False where nothing could be verified for want of keys. */
  readonly keysGiven: boolean;
  /** In the order of the expected cells. */
  readonly cells: readonly CellDigests[];
  /** True where there are none of the day, but of the day before. */
  readonly ended: boolean;
}

/** Each cell waits mostly for the store; what it holds are a few digests. */
const CELLS_AT_A_TIME = 8;

/** Verifies all digests of a day, cell by cell. */
export async function checkDigests(
  { day, trail, cells, files }: DigestDay,
  {
    store,
    trailKeys,
    clock,
    progress,
  }: {
    readonly store: ObjectStore;
    readonly trailKeys: TrailKeys | undefined;
    readonly clock: Clock;
    /** Told how many digests were read so far. */
    readonly progress?: (digests: number) => void;
  },
): Promise<DigestEvidence> {
  const root = parseS3Uri(trail);
  const keys = trailKeys === undefined ? undefined : new RegionKeys(trailKeys, day, clock);
  const filesOf = filesByCell(files);
  let read = 0;
  const countDigest = (): void => progress?.((read += 1));
  const checked = await inParallel(cells, CELLS_AT_A_TIME, ({ account, region }) =>
    checkCell(
      { account, region, day, root, files: filesOf.get(cellName({ account, region })) ?? [] },
      { store, keys, countDigest },
    ),
  );
  const isAbsent = checked.every(({ found }) => found === 0);
  const before = isAbsent
    ? await inParallel(cells, CELLS_AT_A_TIME, (cell) =>
        hasDigests({ ...cell, day: day.plus(-1), root }, store),
      )
    : [];
  return { keysGiven: trailKeys !== undefined, cells: checked, ended: before.includes(true) };
}
