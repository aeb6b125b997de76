import path from 'node:path';
import type { Clock } from '@lakeward/core';
import { LocalKeyRing } from './keys';
import { DirectoryObjectStore } from './store';

/** What of a lake can be read and signed without an engine. */
export interface LakeStorage {
  readonly store: DirectoryObjectStore;
  readonly keyRing: LocalKeyRing;
}

/** Opens the buckets and keys of a lake in a directory. Nothing is made: a lake that is not there has neither. */
export function openLakeStorage({
  lake,
  clock,
}: {
  readonly lake: string;
  readonly clock: Clock;
}): LakeStorage {
  const directory = path.resolve(lake);
  return {
    store: new DirectoryObjectStore(directory, { clock }),
    keyRing: new LocalKeyRing({ lake: directory, clock }),
  };
}
