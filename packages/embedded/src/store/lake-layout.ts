import { createHash } from 'node:crypto';
import path from 'node:path';
import type { ObjectRef } from '@lakeward/s3';

/**
 * Where everything lies below the lake's directory:
 *
 *   s3/<bucket>/<key>                    objects, as plain files for any tool
 *   .lakeward/buckets/<bucket>.json      how the bucket is set up
 *   .lakeward/objects/<bucket>/...       what a file cannot say about itself, in a tree of the same shape:
 *     <folder>%d/<name>%o                record of the object: its head, tags and older versions (JSON)
 *     <folder>%d/<name>%v/<version>      bytes of its older versions
 *     <folder>%d/<name>%b                bytes of an object whose key no file can have
 *   .lakeward/locks, .lakeward/tmp       writers at work
 *
 * A `%` within a name is written `%25`, so that the suffixes cannot be mistaken. Names that would become too long for a file
 * system are replaced by a hash; a folder's real name is then kept beside it, in `<hash>%n`.
 */
export class LakeLayout {
  readonly #root: string;

  constructor(root: string) {
    this.#root = path.resolve(root);
  }

  /** The directory of a bucket's plain files. */
  bucket(bucket: string): string {
    return path.join(this.#root, 's3', bucket);
  }

  bucketSettings(bucket: string): string {
    return path.join(this.#root, '.lakeward', 'buckets', `${bucket}.json`);
  }

  /** The root of a bucket's records. */
  records(bucket: string): string {
    return path.join(this.#root, '.lakeward', 'objects', bucket);
  }

  /** Files being written: on the file system of the lake, so that they can be moved into place. */
  temporary(): string {
    return path.join(this.#root, '.lakeward', 'tmp');
  }

  /** The lock of one key. */
  lock({ bucket, key }: ObjectRef): string {
    return path.join(this.#root, '.lakeward', 'locks', bucket, sha256(key));
  }

  /** The lock of a bucket's settings. No hash of a key has that name. */
  settingsLock(bucket: string): string {
    return path.join(this.#root, '.lakeward', 'locks', bucket, 'settings');
  }

  /** The folders of a key's uploads in parts that have begun. */
  uploads({ bucket, key }: ObjectRef): string {
    return path.join(this.#root, '.lakeward', 'uploads', bucket, sha256(key));
  }

  /** The directory that has all buckets in it. */
  buckets(): string {
    return path.join(this.#root, 's3');
  }

  /** The plain file of a key, or undefined for a key that no file can have. */
  plain({ bucket, key }: ObjectRef): string | undefined {
    return key.split('/').every(isFileName) ? path.join(this.bucket(bucket), key) : undefined;
  }

  /** The directory of a bucket's plain files whose keys begin with `folder` (empty, or ending in a slash), if there can be one. */
  plainFolder(bucket: string, folder: string): string | undefined {
    if (folder === '') return this.bucket(bucket);
    return this.plain({ bucket, key: folder.slice(0, -1) });
  }

  /** The directory of the records whose keys begin with `folder` (empty, or ending in a slash). */
  recordFolder(bucket: string, folder: string): string {
    const segments = folder.split('/').slice(0, -1);
    return path.join(this.records(bucket), ...segments.map((segment) => `${recordName(segment)}%d`));
  }

  /** The record of a key. */
  record(ref: ObjectRef): string {
    return this.#leaf(ref, '%o');
  }

  /** Where the object's bytes lie when no plain file can have its key. */
  aside(ref: ObjectRef): string {
    return this.#leaf(ref, '%b');
  }

  /** The directory of the bytes of older versions. */
  archive(ref: ObjectRef): string {
    return this.#leaf(ref, '%v');
  }

  #leaf({ bucket, key }: ObjectRef, suffix: string): string {
    const slash = key.lastIndexOf('/') + 1;
    // The suffix comes first of all: a name alone may be empty, `.` or `..`, and `path.join` would take it away.
    const file = `${recordName(key.slice(slash))}${suffix}`;
    return path.join(this.recordFolder(bucket, key.slice(0, slash)), file);
  }
}

/** What a name in a record folder stands for. */
export interface RecordFile {
  readonly kind: 'folder' | 'record' | 'body';
  /** The part of the key, or undefined where only a hash is left of it. */
  readonly name: string | undefined;
}

/** Reads a name of a record folder; undefined for what stands for no key. */
export function parseRecordName(file: string): RecordFile | undefined {
  const kind = recordKinds.get(file.slice(-2));
  if (kind === undefined) return undefined;
  const encoded = file.slice(0, -2);
  if (encoded.startsWith('%l')) return { kind, name: undefined };
  return { kind, name: encoded.replace(/%(?:25|00)/g, (escape) => (escape === '%25' ? '%' : '\0')) };
}

/** The file that tells the real name of a hashed record folder. */
export function folderNameFile(folder: string): string {
  return `${folder.slice(0, -2)}%n`;
}

/** True for the path of a record folder whose name is a hash, so that its `%n` file is needed. */
export function isHashedFolder(folder: string): boolean {
  return path.basename(folder).startsWith('%l') && folder.endsWith('%d');
}

const recordKinds: ReadonlyMap<string, RecordFile['kind']> = new Map([
  ['%d', 'folder'],
  ['%o', 'record'],
  ['%b', 'body'],
]);

/** Longest file name on ext4, XFS, APFS and NTFS: 255 bytes (of UTF-8) or more. */
const maxNameBytes = 255;

/** Names up to this leave room for the suffix. */
const maxRecordNameBytes = 240;

function isFileName(segment: string): boolean {
  return (
    segment !== '' &&
    segment !== '.' &&
    segment !== '..' &&
    !segment.includes('\0') &&
    Buffer.byteLength(segment) <= maxNameBytes
  );
}

function recordName(segment: string): string {
  const escaped = segment.replaceAll('%', '%25').replaceAll('\0', '%00');
  return Buffer.byteLength(escaped) <= maxRecordNameBytes ? escaped : `%l${sha256(segment)}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
