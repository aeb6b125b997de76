import type { Clock } from '@lakeward/core';
import { openLakeStorage, type LakeStorage } from '@lakeward/embedded';
import { parseS3Uri, type ObjectRef } from '@lakeward/s3';
import { EVIDENCE_PREFIX } from '../contract';
import type { SignOffDependencies } from './sign-off';

/** Bucket of a lake on one machine that evidence and run records lie in. */
export const EVIDENCE_BUCKET = 'evidence';
/** The lake's own key for evidence, made on first use. */
export const EVIDENCE_KEY = 'alias/lakeward-evidence';

/** What verification and sign-off work with on one machine. */
export interface EmbeddedEvidence extends SignOffDependencies, LakeStorage {
  readonly store: LakeStorage['store'];
  readonly keyRing: LakeStorage['keyRing'];
  /** The folder of a pack's chain and bundles. */
  readonly packFolder: (pack: string) => ObjectRef;
  /** Path of an object's file. */
  readonly localPath: (uri: string) => Promise<string>;
}

/** The evidence of a lake in a directory; no engine is started, and nothing is made. */
export function embeddedEvidence({
  lake,
  clock,
}: {
  readonly lake: string;
  readonly clock: Clock;
}): EmbeddedEvidence {
  const { store, keyRing } = openLakeStorage({ lake, clock });
  return {
    store,
    keyRing,
    clock,
    settings: {
      evidenceBucket: EVIDENCE_BUCKET,
      evidencePrefix: EVIDENCE_PREFIX,
      signingKey: EVIDENCE_KEY,
      retention: null,
    },
    packFolder: (pack) => ({ bucket: EVIDENCE_BUCKET, key: `${EVIDENCE_PREFIX}${pack}/` }),
    localPath: async (uri) => (await store.filePath(parseS3Uri(uri))) ?? uri,
  };
}
