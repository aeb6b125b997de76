export { InMemoryKeyRing } from './in-memory-key-ring';
export {
  keyRingContract,
  type KeyRingBehaviour,
  type KeyRingContractOptions,
  type KeyRingUnderContract,
} from './key-ring-contract';
