import path from 'node:path';
import type { Clock } from '@lakeward/core';
import { LocalBatchJobs } from './batch';
import { FileCatalog } from './catalog';
import { DuckDbQueryEngine } from './engine/duckdb-query-engine';
import type { LakeStore } from './engine/lake-store';
import { FileEventBus } from './events';
import { LocalKeyRing } from './keys';
import { MountedObjectStore, type Mount } from './mount/mounted-object-store';
import { FileNotifier } from './notify';
import {
  BatchObjects,
  DirectoryBucketAdministration,
  DirectoryEncryptionUpdate,
  DirectoryKeys,
  DirectoryMultipartCopy,
  DirectoryObjectStore,
} from './store';

/** How a lake on one machine is opened. */
export interface EmbeddedRuntimeOptions {
  /** Directory of the lake; made when it is not there. */
  readonly lake: string;
  readonly clock: Clock;
  /** Foreign files shown as a read-only bucket. */
  readonly mount?: Mount;
  /** DuckDB's memory limit; more spills to disk. */
  readonly memoryLimit?: string;
}

/** All ports on one machine, over one directory. */
export interface EmbeddedRuntime {
  readonly engine: DuckDbQueryEngine;
  readonly catalog: FileCatalog;
  readonly store: LakeStore;
  /** The lake's own buckets, without the mount. */
  readonly lakeStore: DirectoryObjectStore;
  readonly buckets: DirectoryBucketAdministration;
  readonly multipartCopy: DirectoryMultipartCopy;
  readonly encryptionUpdate: DirectoryEncryptionUpdate;
  /** Jobs stand still until its `run` takes them up. */
  readonly batchJobs: LocalBatchJobs;
  readonly keyRing: LocalKeyRing;
  readonly notifier: FileNotifier;
  readonly eventBus: FileEventBus;
  /** Ends running queries and frees memory. */
  close(): Promise<void>;
}

/** Bucket for result files of queries that name no place of their own. */
const RESULTS_BUCKET = 'athena-results';

/** Opens (or makes) the lake in a directory. Layout: `<lake>/s3/<bucket>/<key>` and `<lake>/.lakeward/`. */
export async function openEmbeddedRuntime(options: EmbeddedRuntimeOptions): Promise<EmbeddedRuntime> {
  const { clock, mount, memoryLimit } = options;
  const lake = path.resolve(options.lake);
  const keys = new DirectoryKeys(lake, { clock });
  const lakeStore = new DirectoryObjectStore(keys);
  const encryptionUpdate = new DirectoryEncryptionUpdate(keys);
  await lakeStore.createBucket(RESULTS_BUCKET);
  const store = mount === undefined ? lakeStore : new MountedObjectStore(lakeStore, mount);
  const catalog = new FileCatalog({ lake });
  const engine = new DuckDbQueryEngine({
    catalog,
    store,
    clock,
    stateDirectory: path.join(lake, '.lakeward'),
    outputLocation: `s3://${RESULTS_BUCKET}/`,
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
  });
  return {
    engine,
    catalog,
    store,
    lakeStore,
    buckets: new DirectoryBucketAdministration(keys),
    multipartCopy: new DirectoryMultipartCopy(keys),
    encryptionUpdate,
    batchJobs: new LocalBatchJobs({
      lake,
      clock,
      store: lakeStore,
      encryption: encryptionUpdate,
      objects: new BatchObjects(keys),
    }),
    keyRing: new LocalKeyRing({ lake, clock }),
    notifier: new FileNotifier({ lake, clock }),
    eventBus: new FileEventBus({ lake, clock }),
    close: () => engine.close(),
  };
}
