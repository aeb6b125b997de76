import { randomUUID } from 'node:crypto';
import { link, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { preconditionFailed, writeConflict, type ObjectRef } from '@lakeward/s3';
import { isFileError } from './file-errors';
import {
  entriesOf,
  fileState,
  inFolder,
  keepAs,
  pruneFolders,
  readIfThere,
  removeFile,
  replaceFile,
  stampOf,
} from './files';
import { keyState, type KeyState } from './key-state';
import { folderNameFile, isHashedFolder, type LakeLayout } from './lake-layout';
import { formatRecord, parseRecord, sameStamp, type RecordEntry, type Stamp } from './object-record';

/** How often a look is repeated because a writer passed between its parts. */
const maxLooks = 100;

/** How far the file system's clock may be behind, in milliseconds: it moves in ticks, or is another machine's. */
const clockSkewMs = 2_000;

/** A key as it was found: its state, and the file and the record that tell it. */
export interface KeyView {
  readonly state: KeyState;
  /** The current object's file. */
  readonly file?: string;
  /** The record as it is on disk, with entries that may never have happened. */
  readonly recorded: readonly RecordEntry[];
}

/**
 * The files of one key: where they are, and the steps every change is made of. Each step leaves a state that `keyState` reads
 * as the old one or the new; the caller holds the key's lock for all that change something.
 */
export class KeyFiles {
  readonly #layout: LakeLayout;
  readonly #ref: ObjectRef;

  constructor(layout: LakeLayout, ref: ObjectRef) {
    this.#layout = layout;
    this.#ref = ref;
  }

  /** The key at one moment, also while others write. */
  async look(): Promise<KeyView> {
    for (let looks = 1; looks <= maxLooks; looks += 1) {
      const place = await this.#locate();
      const recorded = await this.#entries();
      const state = keyState(recorded, place?.stamp);
      const view = { state, recorded, ...(place === undefined ? {} : { file: place.file }) };
      // A file that its record does not know is somebody else's, or one that was replaced after it was looked at.
      if (state.current === undefined || state.current.entry !== undefined || recorded.length === 0)
        return view;
      if (sameStamp((await this.#locate())?.stamp, place?.stamp)) return view;
    }
    throw writeConflict(this.#ref);
  }

  /**
   * The same for a plain file that had no record at `time`, at the price of one look at the file: what was put in place before
   * that has none. Younger files are looked at in full, since a record may have come with them.
   */
  async lookUnrecorded(time: Date): Promise<KeyView> {
    const file = this.#layout.plain(this.#ref);
    const found = file === undefined ? undefined : await fileState(file);
    if (file === undefined || found === undefined || found.changed.getTime() > time.getTime() - clockSkewMs) {
      return this.look();
    }
    return { state: keyState([], found.stamp), recorded: [], file };
  }

  /** Writes what the record is to be; without entries, and nothing else left of the key, it goes. */
  async record(view: KeyView, entries: readonly RecordEntry[]): Promise<KeyView> {
    const file = this.#layout.record(this.#ref);
    if (entries.length === 0) {
      await removeFile(file);
      await this.#pruneRecords();
    } else if (!isDeepStrictEqual(entries, view.recorded)) {
      await this.#nameHashedFolders();
      await replaceFile(file, formatRecord({ key: this.#ref.key, entries }), this.#layout.temporary());
    }
    return { ...view, recorded: entries };
  }

  /**
   * Moves a finished file into place: the step that makes a write happen. `exclusive`: only if nothing is there, whoever put it
   * (`S3_PRECONDITION_FAILED`). Keys that no file can have, or not beside those that are there (`a` and `a/b`), go aside.
   */
  async install(temporary: string, view: KeyView, exclusive: boolean): Promise<void> {
    const plain = this.#layout.plain(this.#ref);
    if (view.file === undefined && plain !== undefined && (await this.#moved(temporary, plain, exclusive)))
      return;
    const target = view.file ?? this.#layout.aside(this.#ref);
    if (!(await this.#moved(temporary, target, exclusive))) throw writeConflict(this.#ref);
  }

  /** Keeps the current file's bytes for when it is replaced; gives its entry with the place. */
  async setAside(view: KeyView, entry: RecordEntry): Promise<RecordEntry> {
    if (view.file === undefined) return entry;
    // A version called null may come more than once; all others are one of a kind.
    const archive = entry.archive ?? entry.versionId ?? `null-${randomUUID()}`;
    await keepAs(view.file, this.archived(archive));
    return { ...entry, archive };
  }

  /** Makes an older version's bytes the current file; gives its entry as the current one. */
  async bringBack(view: KeyView, entry: RecordEntry): Promise<RecordEntry> {
    const { archive, ...current } = entry;
    if (archive === undefined) throw writeConflict(this.#ref);
    const temporary = path.join(this.#layout.temporary(), randomUUID());
    try {
      await keepAs(this.archived(archive), temporary);
      await this.install(temporary, view, false);
    } finally {
      await rm(temporary, { force: true });
    }
    return current;
  }

  /** Removes the current file. */
  async clear(): Promise<void> {
    const aside = this.#layout.aside(this.#ref);
    const plain = this.#layout.plain(this.#ref);
    await removeFile(aside);
    if (plain === undefined) return;
    await removeFile(plain);
    await pruneFolders(path.dirname(plain), this.#layout.bucket(this.#ref.bucket));
  }

  /** The file of an older version's bytes. */
  archived(archive: string): string {
    return path.join(this.#layout.archive(this.#ref), archive);
  }

  /** Removes archived bytes that no entry names any more. */
  async sweepArchive(entries: readonly RecordEntry[]): Promise<void> {
    const named = new Set(entries.map(({ archive }) => archive));
    const folder = this.#layout.archive(this.#ref);
    for (const { name } of await entriesOf(folder)) {
      if (!named.has(name)) await removeFile(path.join(folder, name));
    }
    await pruneFolders(folder, this.#layout.records(this.#ref.bucket));
  }

  async #locate(): Promise<{ file: string; stamp: Stamp } | undefined> {
    for (const file of [this.#layout.plain(this.#ref), this.#layout.aside(this.#ref)]) {
      const stamp = file === undefined ? undefined : await stampOf(file);
      if (file !== undefined && stamp !== undefined) return { file, stamp };
    }
    return undefined;
  }

  async #entries(): Promise<readonly RecordEntry[]> {
    const file = this.#layout.record(this.#ref);
    const text = await readIfThere(file);
    return text === undefined ? [] : parseRecord(text, file).entries;
  }

  /** False where the file system cannot hold the target. */
  async #moved(temporary: string, target: string, exclusive: boolean): Promise<boolean> {
    try {
      await inFolder(path.dirname(target), () =>
        exclusive ? link(temporary, target) : rename(temporary, target),
      );
      return true;
    } catch (error) {
      if (isFileError(error, 'EEXIST') && exclusive && (await stampOf(target)) !== undefined) {
        throw preconditionFailed(this.#ref, error);
      }
      // A folder has the name (EISDIR, and EEXIST for a link), or a file has the name of a folder above.
      if (isFileError(error, 'EEXIST', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG')) return false;
      throw error;
    }
  }

  async #nameHashedFolders(): Promise<void> {
    const { bucket, key } = this.#ref;
    let folder = '';
    for (const segment of key.split('/').slice(0, -1)) {
      folder += `${segment}/`;
      const directory = this.#layout.recordFolder(bucket, folder);
      if (!isHashedFolder(directory)) continue;
      const nameFile = folderNameFile(directory);
      if ((await readIfThere(nameFile)) === undefined) {
        await replaceFile(nameFile, segment, this.#layout.temporary());
      }
    }
  }

  async #pruneRecords(): Promise<void> {
    await pruneFolders(path.dirname(this.#layout.record(this.#ref)), this.#layout.records(this.#ref.bucket));
  }
}
