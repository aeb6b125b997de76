import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AppError } from '@lakeward/core';
import { s3Uri, type ObjectHead, type ObjectRef, type ObjectStore, type ObjectSummary } from '@lakeward/s3';
import type { LakeStore } from '../engine/lake-store';
import { READ_CHUNK } from '../files/disk';

/** Files somewhere on the machine that appear as the objects of one read-only bucket. */
export interface Mount {
  readonly bucket: string;
  /** Absolute path of the file of each key. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * A lake with foreign files mounted into it: they are read where they lie, under the keys of the mount, and cannot be
 * written, copied onto or deleted. All other buckets are the lake's own.
 */
export class MountedObjectStore implements LakeStore {
  readonly #lake: LakeStore;
  readonly #mount: Mount;
  readonly #keys: readonly string[];

  constructor(lake: LakeStore, mount: Mount) {
    this.#lake = lake;
    this.#mount = mount;
    this.#keys = [...mount.files.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  async filePath(ref: ObjectRef): Promise<string | undefined> {
    return this.#isMounted(ref.bucket) ? this.#mount.files.get(ref.key) : await this.#lake.filePath(ref);
  }

  async head(ref: ObjectRef, options?: { versionId?: string }): Promise<ObjectHead | undefined> {
    if (!this.#isMounted(ref.bucket)) return this.#lake.head(ref, options);
    const file = this.#mount.files.get(ref.key);
    return file === undefined ? undefined : headOf(ref, file);
  }

  async get(...[ref, options]: Parameters<ObjectStore['get']>): ReturnType<ObjectStore['get']> {
    if (!this.#isMounted(ref.bucket)) return this.#lake.get(ref, options);
    const file = this.#mount.files.get(ref.key);
    if (file === undefined) {
      throw new AppError({
        code: 'S3_OBJECT_NOT_FOUND',
        message: `There is no object ${s3Uri(ref)}.`,
        remedy: 'Check bucket and key.',
      });
    }
    const { range } = options ?? {};
    const body = createReadStream(file, {
      highWaterMark: READ_CHUNK,
      ...(range === undefined ? {} : { start: range.first }),
      ...(range?.last === undefined ? {} : { end: range.last }),
    });
    return { ...(await headOf(ref, file)), body };
  }

  async *list(...[bucket, options]: Parameters<ObjectStore['list']>): AsyncIterable<ObjectSummary> {
    if (!this.#isMounted(bucket)) {
      yield* this.#lake.list(bucket, options);
      return;
    }
    const { prefix = '', startAfter } = options ?? {};
    for (const key of this.#keys) {
      if (!key.startsWith(prefix) || (startAfter !== undefined && key <= startAfter)) continue;
      const file = this.#mount.files.get(key);
      if (file !== undefined) yield headOf({ bucket, key }, file);
    }
  }

  async *listFolders(bucket: string, prefix: string): AsyncIterable<string> {
    if (!this.#isMounted(bucket)) {
      yield* this.#lake.listFolders(bucket, prefix);
      return;
    }
    let last: string | undefined;
    for (const key of this.#keys) {
      const slash = key.startsWith(prefix) ? key.indexOf('/', prefix.length) : -1;
      const folder = key.slice(prefix.length, slash + 1);
      if (slash === -1 || folder === last) continue;
      last = folder;
      yield folder;
    }
  }

  put(...[ref, ...rest]: Parameters<ObjectStore['put']>): ReturnType<ObjectStore['put']> {
    return this.#isMounted(ref.bucket) ? readOnly(ref) : this.#lake.put(ref, ...rest);
  }

  adopt(...[ref, ...rest]: Parameters<LakeStore['adopt']>): ReturnType<LakeStore['adopt']> {
    return this.#isMounted(ref.bucket) ? readOnly(ref) : this.#lake.adopt(ref, ...rest);
  }

  copy(...[from, to, options]: Parameters<ObjectStore['copy']>): ReturnType<ObjectStore['copy']> {
    const mounted = [from, to].find(({ bucket }) => this.#isMounted(bucket));
    return mounted === undefined ? this.#lake.copy(from, to, options) : readOnly(mounted);
  }

  delete(...[ref, options]: Parameters<ObjectStore['delete']>): ReturnType<ObjectStore['delete']> {
    return this.#isMounted(ref.bucket) ? readOnly(ref) : this.#lake.delete(ref, options);
  }

  async *listVersions(
    ...[bucket, options]: Parameters<ObjectStore['listVersions']>
  ): ReturnType<ObjectStore['listVersions']> {
    if (!this.#isMounted(bucket)) {
      yield* this.#lake.listVersions(bucket, options);
      return;
    }
    for await (const { key, size, etag, lastModified } of this.list(bucket, options)) {
      yield {
        bucket,
        key,
        size,
        etag,
        lastModified,
        versionId: 'null',
        isLatest: true,
        isDeleteMarker: false,
      };
    }
  }

  tags(...[ref, options]: Parameters<ObjectStore['tags']>): ReturnType<ObjectStore['tags']> {
    return this.#isMounted(ref.bucket) ? Promise.resolve({}) : this.#lake.tags(ref, options);
  }

  #isMounted(bucket: string): boolean {
    return bucket === this.#mount.bucket;
  }
}

async function headOf(ref: ObjectRef, file: string): Promise<ObjectHead> {
  const { size, mtime, mtimeMs } = await stat(file);
  return {
    ...ref,
    size,
    // Opaque: changes whenever the file is written, without reading it.
    etag: `${size.toString(16)}-${Math.trunc(mtimeMs).toString(16)}`,
    lastModified: mtime,
    metadata: {},
    encryption: { algorithm: 'AES256' },
    storageClass: 'STANDARD',
  };
}

function readOnly({ bucket }: ObjectRef): Promise<never> {
  return Promise.reject(
    new AppError({
      code: 'S3_ACCESS_DENIED',
      message: `The bucket ${bucket} shows files that lie outside the lake; it cannot be written.`,
      remedy: 'Write to another bucket of the lake.',
    }),
  );
}
