import type { MultipartCopyOptions, ObjectGrant, ObjectProperties } from '@lakeward/s3';
import { goalEncryption, type CopyGoal } from './copy-goal';
import { noRoomForTag } from './copy-errors';

/** What a multipart upload takes from the source as it is; nothing of it comes by itself. */
const CARRIED = [
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
  'contentType',
  'expires',
  'redirectLocation',
] as const;

/** Tags that an object can have. Source: "Categorizing your storage using tags", S3 User Guide. */
const MAX_TAGS = 10;

/**
 * How the copy of a version is begun: all that the source says of itself, encrypted anew. Throws `REENC_COPY_TAGS_FULL` where
 * there is no room for the tag of copies.
 *
 * The checksum's algorithm is the source's. CRC64NVME and the CRC32s are made of the full object, so their value stays; SHA-1 and
 * SHA-256 of a multipart upload are composite, so theirs depends on where the parts were cut. Without one the copy gets CRC64NVME,
 * as S3 gives to uploads that do not say.
 */
export function copyOptions(source: ObjectProperties, goal: CopyGoal, now: Date): MultipartCopyOptions {
  const carried = CARRIED.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]]));
  const { metadata, storageClass, retention, legalHold, grants, checksum } = source;
  return {
    ...(Object.fromEntries(carried) as Pick<MultipartCopyOptions, (typeof CARRIED)[number]>),
    encryption: goalEncryption(goal),
    metadata,
    tags: withTag(source, goal),
    storageClass,
    checksumAlgorithm: checksum?.algorithm ?? 'CRC64NVME',
    // S3 takes no retention that has ended.
    ...(retention !== undefined && retention.retainUntil > now ? { retention } : {}),
    ...(legalHold === true ? { legalHold } : {}),
    ...(isOwnersOnly(grants) ? {} : { grants }),
  };
}

/** Full control of the owner is what a new object has: saying so is refused where access control lists are disabled. */
function isOwnersOnly(grants: readonly ObjectGrant[]): boolean {
  return (
    grants.length === 0 ||
    (grants.length === 1 &&
      grants[0]?.permission === 'FULL_CONTROL' &&
      grants[0].grantee.type === 'CanonicalUser')
  );
}

function withTag({ tags }: ObjectProperties, { tag }: CopyGoal): Readonly<Record<string, string>> {
  if (tag === undefined) return tags;
  const all = { ...tags, [tag.key]: tag.value };
  if (Object.keys(all).length > MAX_TAGS) throw noRoomForTag(tag.key);
  return all;
}
