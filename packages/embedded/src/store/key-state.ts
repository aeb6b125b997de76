import { isDeleteMarker, sameStamp, type RecordEntry, type Stamp } from './object-record';

/** What a key is at this moment. */
export interface KeyState {
  /** The object as it is read without a version id. */
  readonly current?: CurrentObject;
  /** The delete marker that hides the object; never together with `current`. */
  readonly marker?: RecordEntry;
  /** Older versions and delete markers, newest first. */
  readonly older: readonly RecordEntry[];
}

/** The current file and what is recorded of it; `entry` is absent where somebody else put the file there, or changed it. */
export interface CurrentObject {
  readonly stamp: Stamp;
  readonly entry?: RecordEntry;
}

/**
 * What a key is, from its record and its file (`stamp`, undefined where there is none).
 *
 * A write first puts its entry before the others in the record and then moves the file; only that move makes it happen. So the
 * file decides: the entry it was written as is current, what stands before that entry never happened (its writer died), and a
 * file that is neither of the two newest is somebody else's. A delete marker in front means something only once the file is gone.
 */
export function keyState(entries: readonly RecordEntry[], stamp: Stamp | undefined): KeyState {
  if (stamp === undefined) {
    // Entries of files that never came, or that somebody removed.
    const first = entries.findIndex((entry) => isDeleteMarker(entry) || entry.archive !== undefined);
    const [latest, ...older] = first === -1 ? [] : entries.slice(first);
    if (latest === undefined) return { older: [] };
    if (!isDeleteMarker(latest)) return { older: [latest, ...older].filter(isKept) };
    return { marker: latest, older: older.filter(isKept) };
  }
  const index = entries.slice(0, 2).findIndex((entry) => sameStamp(entry.stamp, stamp));
  const entry = entries[index];
  if (entry === undefined) return { current: { stamp }, older: entries.filter(isKept) };
  return { current: { stamp, entry }, older: entries.slice(index + 1).filter(isKept) };
}

/** True where the version can still be told of: bytes that were set aside, or a delete marker, which has none. */
function isKept(entry: RecordEntry): boolean {
  return isDeleteMarker(entry) || entry.archive !== undefined;
}
