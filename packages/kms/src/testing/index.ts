export { InMemoryKeyRing } from './in-memory-key-ring';
export {
  contractGrantee,
  contractKeyPolicy,
  keyAdministrationContract,
  type KeyAdministrationUnderContract,
} from './key-administration-contract';
export {
  keyRingContract,
  type KeyRingBehaviour,
  type KeyRingContractOptions,
  type KeyRingUnderContract,
} from './key-ring-contract';
