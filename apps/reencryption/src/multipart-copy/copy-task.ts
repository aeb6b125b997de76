import type { Clock } from '@lakeward/core';
import type { Log } from '@lakeward/observability';
import type { MultipartCopy, ObjectRef, ObjectStore } from '@lakeward/s3';
import type { CopyGoal } from './copy-goal';
import type { CopyLedger } from './copy-record';

/** One version to copy over itself. */
export interface CopyTask {
  readonly ref: ObjectRef;
  /** The current version where absent: in a bucket without versions. */
  readonly versionId?: string | undefined;
  readonly goal: CopyGoal;
}

/** What copying in parts works with. */
export interface CopyDependencies {
  readonly settings: {
    readonly partsInParallel: number;
    /** Bytes of a part where the number of parts leaves the choice; 256 MiB where absent. */
    readonly partBytes?: number;
  };
  readonly copies: MultipartCopy;
  readonly store: Pick<ObjectStore, 'copy' | 'listVersions'>;
  readonly records: CopyLedger;
  readonly log: Log;
  readonly clock: Clock;
}

/** What was done, or had been. */
export interface CopyOutcome {
  /** `as-wanted`: there was nothing to do. `already-copied`: an earlier try had done it. */
  readonly outcome: 'copied' | 'already-copied' | 'as-wanted';
  /** Of the copy, where the bucket has versions. */
  readonly versionId?: string;
  /** Parts of the copy, and those of them that an earlier try had made. */
  readonly parts?: number;
  readonly resumed?: number;
}
