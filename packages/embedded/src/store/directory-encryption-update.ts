import {
  checkEncryptionUpdate,
  checkKey,
  objectLocked,
  objectNotFound,
  s3Uri,
  type NewObjectKey,
  type ObjectEncryptionUpdate,
  type ObjectRef,
} from '@lakeward/s3';
import type { DirectoryKeys } from './directory-keys';
import { amendVersion } from './key-change';

/** The {@link ObjectEncryptionUpdate} of a lake in a directory: what is recorded of a version changes, its bytes stay. */
export class DirectoryEncryptionUpdate implements ObjectEncryptionUpdate {
  readonly #keys: DirectoryKeys;

  constructor(keys: DirectoryKeys) {
    this.#keys = keys;
  }

  async updateEncryption(ref: ObjectRef, key: NewObjectKey): Promise<void> {
    checkKey(ref);
    await this.#keys.translated(s3Uri(ref), async () => {
      const settings = await this.#keys.settings(ref.bucket);
      await this.#keys.change(ref, settings, async (change) => {
        const updated = await amendVersion(change, key.versionId, (entry) => {
          const isLocked =
            entry.legalHold === true || (entry.retention && entry.retention.retainUntil > change.now);
          if (isLocked === true) throw objectLocked(ref, { versionId: key.versionId });
          return { ...entry, encryption: checkEncryptionUpdate(ref, entry.encryption, key) };
        });
        if (updated === undefined) throw objectNotFound(ref, { versionId: key.versionId });
      });
    });
  }
}
