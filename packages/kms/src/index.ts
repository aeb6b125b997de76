export type {
  EncryptionContext,
  KeyDescription,
  KeyRing,
  PublicKey,
  Signature,
  SigningAlgorithm,
} from './key-ring';
