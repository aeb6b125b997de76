export { createS3ObjectStore, type S3ObjectStoreOptions } from './s3-object-store';
export { createS3BucketAdministration, type S3BucketAdministrationOptions } from './s3-bucket-administration';
export { createS3EncryptionUpdate, type S3EncryptionUpdateOptions } from './s3-encryption-update';
export { createS3MultipartCopy, type S3MultipartCopyOptions } from './s3-multipart-copy';
