import { isAppError } from '@lakeward/core';
import { readBytes } from '../../read-object';
import type { ObjectRef, ObjectStore } from '../../object-store';

/** A store to hold against the contract. */
export interface ObjectStoreUnderContract {
  readonly store: ObjectStore;
  /** An existing, empty bucket without versioning. */
  readonly bucket: string;
  /** An existing, empty bucket with versioning and Object Lock, without a default retention. */
  readonly versionedBucket: string;
  dispose(): Promise<void>;
}

/** What a backend may be unable to show, by the name used in {@link ObjectStoreContractOptions.unsupported}. */
export type ObjectStoreBehaviour =
  /** Bodies pass through without being held in memory. */
  | 'flat-memory'
  /** `listVersions` tells keys with line breaks as they are. */
  | 'line-breaks-in-versions'
  /** `listFolders` leaves out folders whose objects are all deleted, where there is versioning. */
  | 'deleted-folders'
  /** Deleting a key that never was makes a delete marker, where there is versioning. */
  | 'marker-without-object'
  /** `put` with `ifMatch` and a body of several parts. */
  | 'if-match-of-parts'
  /** `copy` with a condition on the destination. */
  | 'conditional-copy'
  /** `copy` with `sourceIfMatch`. */
  | 'copy-source-condition'
  /** The key of DSSE-KMS. */
  | 'dsse-key'
  /** `copy` with a retention. */
  | 'locked-copy'
  /** A retention that ends in the past is refused. */
  | 'past-retention';

/** Defines a test, or a skipped one where the backend lacks what it `needs`. */
export type Check = (title: string, run: () => Promise<void>, needs?: ObjectStoreBehaviour) => void;

/** What every part of the contract is given: how to define a test, and the subject once that test runs. */
export interface ContractContext {
  readonly check: Check;
  readonly subject: () => ObjectStoreUnderContract;
}

/** The code of the error that `work` ends with. */
export async function errorCode(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return 'no error';
}

/** The object's bytes as text. */
export async function text(store: ObjectStore, ref: ObjectRef, versionId?: string): Promise<string> {
  return (await readBytes(store, ref, versionId === undefined ? {} : { versionId })).toString('utf8');
}

/** Everything an async iterable gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The keys of a listing. */
export async function keysOf(items: AsyncIterable<ObjectRef>): Promise<string[]> {
  return (await all(items)).map(({ key }) => key);
}
