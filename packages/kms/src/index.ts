export { checkMessage } from './check-message';
export type { KeyAdministration } from './key-administration';
export type {
  EncryptionContext,
  KeyDescription,
  KeyRing,
  PublicKey,
  Signature,
  SigningAlgorithm,
} from './key-ring';
export { parseKeyId, type KeyId } from './software/key-id';
export { KeyMaterial, type SoftwareKeySpec } from './software/key-material';
export { SoftwareKeyRing, type SoftwareKey, type SoftwareKeyStore } from './software/software-key-ring';
