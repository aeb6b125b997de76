import { createKmsKeyRing } from '@lakeward/kms/aws';
import { ringKeys, storeSource, type EvidenceSource, type FindKey } from '@lakeward/pci-query-runner';
import type { ObjectRef } from '@lakeward/s3';
import { createS3ObjectStore } from '@lakeward/s3/aws';

/** Evidence in a bucket of AWS, by the credentials of the environment. `folder.key` ends in a slash. */
export function awsEvidence(folder: ObjectRef): EvidenceSource {
  return storeSource(createS3ObjectStore(), folder);
}

/** The public keys that KMS has under the ARNs that documents name. */
export function awsKeys(): FindKey {
  return ringKeys(createKmsKeyRing());
}
