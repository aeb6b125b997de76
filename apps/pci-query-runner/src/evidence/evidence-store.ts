import { DAY_MS, isAppError, type Clock } from '@lakeward/core';
import { readBytes, s3Uri, type ObjectRef, type ObjectStore, type WriteCondition } from '@lakeward/s3';
import type { Retention } from './manifest';

/** A file of a bundle, by its name below the bundle's folder. */
export interface NamedFile {
  readonly name: string;
  readonly body: Buffer;
  readonly contentType: string;
}

/** An object as it was read. */
export interface ReadObject {
  readonly bytes: Buffer;
  readonly etag: string;
}

/** Where the evidence of one pack lies. */
export interface PackPlace {
  readonly bucket: string;
  /** Key prefix, with trailing slash. */
  readonly prefix: string;
}

/** The evidence of one pack on the object store. Nothing here is overwritten unseen: every write has a condition. */
export class EvidenceStore {
  readonly #store: ObjectStore;
  readonly #place: PackPlace;
  readonly #retention: Retention | null;
  readonly #clock: Clock;

  constructor(store: ObjectStore, place: PackPlace, keeping: { retention: Retention | null; clock: Clock }) {
    this.#store = store;
    this.#place = place;
    this.#retention = keeping.retention;
    this.#clock = keeping.clock;
  }

  uri(name: string): string {
    return s3Uri(this.#ref(name));
  }

  /** ETag of each object whose name begins so. */
  async etags(beginning: string): Promise<Map<string, string>> {
    const { bucket, prefix } = this.#place;
    const etags = new Map<string, string>();
    for await (const { key, etag } of this.#store.list(bucket, { prefix: prefix + beginning })) {
      etags.set(key.slice(prefix.length), etag);
    }
    return etags;
  }

  /** The object and the ETag of exactly these bytes, or undefined. */
  async read(name: string): Promise<ReadObject | undefined> {
    const ref = this.#ref(name);
    const head = await this.#store.head(ref);
    if (head === undefined) return undefined;
    try {
      return { bytes: await readBytes(this.#store, ref, { ifMatch: head.etag }), etag: head.etag };
    } catch (error) {
      // Somebody writes at the same time: what they wrote is read instead.
      if (isAppError(error, 'S3_PRECONDITION_FAILED', 'S3_OBJECT_NOT_FOUND')) return this.read(name);
      throw error;
    }
  }

  /** Writes where nothing is, or over the state that `etag` stands for; false when it is another one by now. */
  async write(file: NamedFile, etag: string | undefined): Promise<boolean> {
    const condition: WriteCondition = etag === undefined ? { ifNoneMatch: '*' } : { ifMatch: etag };
    try {
      await this.#store.put(this.#ref(file.name), file.body, {
        condition,
        contentType: file.contentType,
        ...this.#lock(),
      });
      return true;
    } catch (error) {
      if (isAppError(error, 'S3_PRECONDITION_FAILED', 'S3_CONFLICT', 'S3_OBJECT_NOT_FOUND')) return false;
      throw error;
    }
  }

  #ref(name: string): ObjectRef {
    return { bucket: this.#place.bucket, key: this.#place.prefix + name };
  }

  #lock() {
    if (this.#retention === null) return {};
    const { mode, days } = this.#retention;
    return { retention: { mode, retainUntil: new Date(this.#clock.now().getTime() + days * DAY_MS) } };
  }
}
