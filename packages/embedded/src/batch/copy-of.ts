import type { ObjectGrant } from '@lakeward/s3';
import type { AclGrant, CannedAcl, S3PutObjectCopy } from '@lakeward/s3-batch';
import type { BatchCopy } from '../store';

const groups = 'http://acs.amazonaws.com/groups/global/';

/** What a copy's parameters mean to the store. */
export function copyOf(operation: S3PutObjectCopy): BatchCopy {
  const { encryption, newMetadata, newTags, retention, legalHold, cannedAcl, grants } = operation;
  const { redirectLocation, storageClass, modifiedSince, unmodifiedSince } = operation;
  const { contentType, userMetadata = {}, expires, ...headers } = newMetadata ?? {};
  return {
    options: {
      ...(encryption === undefined ? {} : { encryption }),
      // All or nothing: what is not given anew is gone.
      ...(newMetadata === undefined
        ? {}
        : { metadata: lowerCase(userMetadata), contentType: contentType ?? 'binary/octet-stream' }),
      ...(newTags === undefined ? {} : { tags: newTags }),
      ...(retention === undefined ? {} : { retention }),
      ...(legalHold === undefined ? {} : { legalHold }),
    },
    ...(newMetadata === undefined
      ? {}
      : { headers: { ...headers, ...(expires === undefined ? {} : { expires: expires.toUTCString() }) } }),
    ...(redirectLocation === undefined ? {} : { redirectLocation }),
    ...(storageClass === undefined ? {} : { storageClass }),
    ...(modifiedSince === undefined ? {} : { modifiedSince }),
    ...(unmodifiedSince === undefined ? {} : { unmodifiedSince }),
    grants: [...(cannedAcl === undefined ? [] : namedGrants(cannedAcl)), ...(grants ?? []).map(grantOf)],
  };
}

function lowerCase(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]));
}

function grantOf({ grantee, permission }: AclGrant): ObjectGrant {
  const { type, identifier } = grantee;
  return {
    grantee: type === 'uri' ? { type: 'Group', uri: identifier } : { type: 'CanonicalUser', id: identifier },
    permission,
  };
}

/** What a list by name grants to others than the owner. Source: "Canned ACL", S3 User Guide. */
function namedGrants(acl: CannedAcl): ObjectGrant[] {
  const all = (permission: ObjectGrant['permission']): ObjectGrant => ({
    grantee: { type: 'Group', uri: `${groups}AllUsers` },
    permission,
  });
  switch (acl) {
    case 'public-read':
      return [all('READ')];
    case 'public-read-write':
      return [all('READ'), all('WRITE')];
    case 'authenticated-read':
      return [{ grantee: { type: 'Group', uri: `${groups}AuthenticatedUsers` }, permission: 'READ' }];
    // The lake has one owner, of buckets and objects alike.
    case 'private':
    case 'aws-exec-read':
    case 'bucket-owner-read':
    case 'bucket-owner-full-control':
      return [];
  }
}
