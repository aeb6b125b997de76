export { createKmsKeyAdministration, type KmsKeyAdministrationOptions } from './kms-key-administration';
export { createKmsKeyRing, type KmsKeyRingOptions } from './kms-key-ring';
