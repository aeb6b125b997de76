import type { ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { compareKeys } from '../compare-keys';
import type { ObjectVersion } from '../object-store';
import { keyDecoder, unquoted } from './object-mapping';

/**
 * The lines of a page of versions, by key and newest first. S3 sends versions and delete markers as it lists them, but the SDK
 * parts them; within a key they are brought together by time, which S3 tells in whole seconds, the latest always first.
 */
export function versionPage(bucket: string, page: ListObjectVersionsCommandOutput): ObjectVersion[] {
  const decode = keyDecoder(page);
  const versions = (page.Versions ?? []).map((version) => ({
    ...common(bucket, version, decode),
    isDeleteMarker: false,
    size: version.Size ?? 0,
    etag: unquoted(version.ETag),
  }));
  const markers = (page.DeleteMarkers ?? []).map((marker) => ({
    ...common(bucket, marker, decode),
    isDeleteMarker: true,
    size: 0,
    etag: '',
  }));
  // Sorting is stable: what cannot be told apart stays in the order of S3.
  return [...versions, ...markers].sort(
    (a, b) =>
      compareKeys(a.key, b.key) ||
      Number(b.isLatest) - Number(a.isLatest) ||
      b.lastModified.getTime() - a.lastModified.getTime(),
  );
}

interface Listed {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly IsLatest?: boolean | undefined;
  readonly LastModified?: Date | undefined;
}

function common(
  bucket: string,
  { Key, VersionId, IsLatest, LastModified }: Listed,
  decode: (key: string) => string,
) {
  return {
    bucket,
    key: decode(Key ?? ''),
    versionId: VersionId ?? 'null',
    isLatest: IsLatest === true,
    lastModified: LastModified ?? new Date(0),
  };
}
