import type {
  JobOperation as WireOperation,
  S3CopyObjectOperation,
  S3Grant,
  S3ObjectMetadata,
} from '@aws-sdk/client-s3-control';
import type {
  AclGrant,
  CopyEncryption,
  JobOperation,
  NewObjectMetadata,
  S3PutObjectCopy,
} from '../job-operation';
import { definedOnly } from './defined-only';

const bucketArn = 'arn:aws:s3:::';

/** The operation as S3 Batch takes it. */
export function wireOperation(operation: JobOperation): WireOperation {
  switch (operation.name) {
    case 'S3UpdateObjectEncryption':
      return {
        S3UpdateObjectEncryption: {
          ObjectEncryption: {
            SSEKMS: {
              KMSKeyArn: operation.keyArn,
              ...definedOnly({ BucketKeyEnabled: operation.bucketKey }),
            },
          },
        },
      };
    case 'S3PutObjectCopy':
      return { S3PutObjectCopy: wireCopy(operation) };
    case 'LambdaInvoke': {
      const { functionArn, invocationSchemaVersion, userArguments } = operation;
      return {
        LambdaInvoke: {
          FunctionArn: functionArn,
          ...definedOnly({
            InvocationSchemaVersion: invocationSchemaVersion,
            UserArguments: userArguments && { ...userArguments },
          }),
        },
      };
    }
    case 'S3InitiateRestoreObject':
      return {
        S3InitiateRestoreObject: {
          GlacierJobTier: operation.tier,
          ...definedOnly({ ExpirationInDays: operation.expirationInDays }),
        },
      };
  }
}

/** What S3 Batch says of an operation; undefined for one that is none of ours. */
export function operationOf(wire: WireOperation | undefined): JobOperation | undefined {
  const update = wire?.S3UpdateObjectEncryption?.ObjectEncryption?.SSEKMS;
  if (update?.KMSKeyArn !== undefined) {
    const bucketKey = update.BucketKeyEnabled === true ? { bucketKey: true } : {};
    return { name: 'S3UpdateObjectEncryption', keyArn: update.KMSKeyArn, ...bucketKey };
  }
  if (wire?.S3PutObjectCopy !== undefined) return copyOf(wire.S3PutObjectCopy);
  if (wire?.LambdaInvoke !== undefined) {
    const { FunctionArn = '', InvocationSchemaVersion, UserArguments } = wire.LambdaInvoke;
    const version = InvocationSchemaVersion === '2.0' ? '2.0' : '1.0';
    const userArguments = Object.keys(UserArguments ?? {}).length === 0 ? undefined : UserArguments;
    return {
      name: 'LambdaInvoke',
      functionArn: FunctionArn,
      ...(InvocationSchemaVersion === undefined ? {} : { invocationSchemaVersion: version }),
      ...definedOnly({ userArguments }),
    };
  }
  const restore = wire?.S3InitiateRestoreObject;
  if (restore === undefined) return undefined;
  const { GlacierJobTier = 'STANDARD', ExpirationInDays } = restore;
  return {
    name: 'S3InitiateRestoreObject',
    tier: GlacierJobTier,
    ...definedOnly({ expirationInDays: ExpirationInDays }),
  };
}

function wireCopy(copy: S3PutObjectCopy): S3CopyObjectOperation {
  const { encryption, newMetadata, newTags, retention, legalHold, grants } = copy;
  const kms = encryption?.algorithm === 'aws:kms' ? encryption : undefined;
  const isNew = newMetadata !== undefined;
  const metadata: S3ObjectMetadata = {
    ...wireMetadata(newMetadata ?? {}),
    ...(encryption === undefined
      ? {}
      : { SSEAlgorithm: encryption.algorithm === 'AES256' ? 'AES256' : 'KMS' }),
  };
  return {
    TargetResource: `${bucketArn}${copy.targetBucket}`,
    MetadataDirective: isNew ? 'REPLACE' : 'COPY',
    ...(isNew || encryption !== undefined ? { NewObjectMetadata: metadata } : {}),
    ...(newTags === undefined
      ? {}
      : { NewObjectTagging: Object.entries(newTags).map(([Key, Value]) => ({ Key, Value })) }),
    ...(grants === undefined ? {} : { AccessControlGrants: grants.map(wireGrant) }),
    ...definedOnly({
      TargetKeyPrefix: copy.targetKeyPrefix,
      StorageClass: copy.storageClass,
      CannedAccessControlList: copy.cannedAcl,
      RedirectLocation: copy.redirectLocation,
      RequesterPays: copy.requesterPays,
      ModifiedSinceConstraint: copy.modifiedSince,
      UnModifiedSinceConstraint: copy.unmodifiedSince,
      SSEAwsKmsKeyId: kms?.keyArn,
      BucketKeyEnabled: kms?.bucketKey,
      ObjectLockMode: retention?.mode,
      ObjectLockRetainUntilDate: retention?.retainUntil,
      ObjectLockLegalHoldStatus: legalHold === undefined ? undefined : legalHold ? 'ON' : 'OFF',
      ChecksumAlgorithm: copy.checksumAlgorithm,
    }),
  };
}

function copyOf(wire: S3CopyObjectOperation): S3PutObjectCopy {
  const { NewObjectMetadata, NewObjectTagging, AccessControlGrants, MetadataDirective } = wire;
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: retainUntil, ObjectLockLegalHoldStatus } = wire;
  const isReplaced = MetadataDirective === 'REPLACE';
  return {
    name: 'S3PutObjectCopy',
    targetBucket: (wire.TargetResource ?? '').replace(/^arn:[^:]*:s3:::/, ''),
    ...(isReplaced ? { newMetadata: metadataOf(NewObjectMetadata ?? {}) } : {}),
    ...(NewObjectTagging === undefined
      ? {}
      : { newTags: Object.fromEntries(NewObjectTagging.map(({ Key = '', Value = '' }) => [Key, Value])) }),
    ...(AccessControlGrants === undefined || AccessControlGrants.length === 0
      ? {}
      : { grants: AccessControlGrants.map(grantOf) }),
    ...(mode === undefined || retainUntil === undefined ? {} : { retention: { mode, retainUntil } }),
    ...definedOnly({
      encryption: encryptionOf(wire),
      targetKeyPrefix: wire.TargetKeyPrefix,
      storageClass: wire.StorageClass,
      cannedAcl: wire.CannedAccessControlList,
      redirectLocation: wire.RedirectLocation,
      requesterPays: wire.RequesterPays === true ? true : undefined,
      modifiedSince: wire.ModifiedSinceConstraint,
      unmodifiedSince: wire.UnModifiedSinceConstraint,
      legalHold: ObjectLockLegalHoldStatus && ObjectLockLegalHoldStatus === 'ON',
      checksumAlgorithm: checksumOf(wire.ChecksumAlgorithm),
    }),
  };
}

function checksumOf(wire: S3CopyObjectOperation['ChecksumAlgorithm']): S3PutObjectCopy['checksumAlgorithm'] {
  const known = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
  return known.find((algorithm) => algorithm === wire);
}

function encryptionOf(wire: S3CopyObjectOperation): CopyEncryption | undefined {
  const { SSEAwsKmsKeyId: keyArn, BucketKeyEnabled, NewObjectMetadata } = wire;
  if (NewObjectMetadata?.SSEAlgorithm === 'AES256') return { algorithm: 'AES256' };
  if (keyArn === undefined && NewObjectMetadata?.SSEAlgorithm !== 'KMS') return undefined;
  return {
    algorithm: 'aws:kms',
    ...definedOnly({ keyArn, bucketKey: BucketKeyEnabled === true ? true : undefined }),
  };
}

function wireMetadata(metadata: NewObjectMetadata): S3ObjectMetadata {
  return definedOnly({
    CacheControl: metadata.cacheControl,
    ContentDisposition: metadata.contentDisposition,
    ContentEncoding: metadata.contentEncoding,
    ContentLanguage: metadata.contentLanguage,
    ContentType: metadata.contentType,
    HttpExpiresDate: metadata.expires,
    UserMetadata: metadata.userMetadata && { ...metadata.userMetadata },
  });
}

function metadataOf(wire: S3ObjectMetadata): NewObjectMetadata {
  return definedOnly({
    cacheControl: wire.CacheControl,
    contentDisposition: wire.ContentDisposition,
    contentEncoding: wire.ContentEncoding,
    contentLanguage: wire.ContentLanguage,
    contentType: wire.ContentType,
    expires: wire.HttpExpiresDate,
    userMetadata: Object.keys(wire.UserMetadata ?? {}).length === 0 ? undefined : wire.UserMetadata,
  });
}

function wireGrant({ grantee, permission }: AclGrant): S3Grant {
  return {
    Grantee: {
      TypeIdentifier: grantee.type,
      Identifier: grantee.identifier,
      ...definedOnly({ DisplayName: grantee.displayName }),
    },
    Permission: permission,
  };
}

function grantOf({ Grantee, Permission }: S3Grant): AclGrant {
  return {
    grantee: {
      type: Grantee?.TypeIdentifier ?? 'id',
      identifier: Grantee?.Identifier ?? '',
      ...definedOnly({ displayName: Grantee?.DisplayName }),
    },
    permission: Permission ?? 'READ',
  };
}
