import { checkKey, s3Uri, type Encryption, type ObjectBody, type ObjectRef } from '@lakeward/s3';
import type { DirectoryKeys } from './directory-keys';
import { replaceObject } from './key-change';
import type { RecordEntry } from './object-record';

/** What an object is made to look like, whatever S3 would take from a writer. */
export interface PlantedObject {
  /** Also `none` and `SSE-C`, which no writer can ask for. The bucket's default where absent. */
  readonly encryption?: Encryption;
  /** Such as GLACIER: it must be restored before it can be read. */
  readonly storageClass?: string;
  readonly archiveTier?: NonNullable<RecordEntry['archiveTier']>;
  readonly lastModified?: Date;
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly headers?: NonNullable<RecordEntry['headers']>;
  readonly redirectLocation?: string;
  readonly grants?: NonNullable<RecordEntry['grants']>;
  readonly checksum?: NonNullable<RecordEntry['checksum']>;
  /** Also one that is over, and in a bucket without Object Lock. */
  readonly retention?: NonNullable<RecordEntry['retention']>;
  readonly legalHold?: boolean;
  /** Written as if the bucket had no versioning yet: its version is called `null`. */
  readonly nullVersion?: boolean;
  readonly versionId?: string;
}

/**
 * Puts an object into the lake as it may have come to be anywhere else: for samples and tests. A writer through the store can make
 * none of these; this is no way around it for the product. Gives its version id, `null` where it has none.
 */
export async function plantObject(
  keys: DirectoryKeys,
  ref: ObjectRef,
  body: ObjectBody,
  planted: PlantedObject = {},
): Promise<string> {
  checkKey(ref);
  const {
    nullVersion = false,
    versionId,
    contentType,
    metadata,
    tags,
    retention,
    legalHold,
    ...state
  } = planted;
  return keys.translated(s3Uri(ref), async () => {
    const settings = await keys.settings(ref.bucket);
    return keys.write(ref, body, settings, async (change, written) => {
      const options = {
        ...(contentType === undefined ? {} : { contentType }),
        ...(metadata === undefined ? {} : { metadata }),
        ...(tags === undefined ? {} : { tags }),
        ...(retention === undefined ? {} : { retention }),
        ...(legalHold === undefined ? {} : { legalHold }),
        ...(state.encryption === undefined ? {} : { encryption: state.encryption }),
      };
      const named = {
        ...change,
        settings: nullVersion ? { ...settings, versioning: false } : settings,
        ...(versionId === undefined ? {} : { newVersionId: () => versionId }),
      };
      const result = await replaceObject(named, written, options, state);
      return result.versionId ?? 'null';
    });
  });
}
