export { LocalKeyRing, type LocalKeyRingOptions, type NewLocalKey } from './local-key-ring';
