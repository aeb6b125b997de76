export { InMemoryTrailKeys } from './in-memory-trail-keys';
export { makeTrailKeyPair, type TrailKeyPair } from './trail-key-pair';
export { trailKeysContract, type TrailKeysUnderContract } from './trail-keys-contract';
