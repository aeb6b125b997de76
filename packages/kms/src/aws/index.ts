export { createKmsKeyRing, type KmsKeyRingOptions } from './kms-key-ring';
