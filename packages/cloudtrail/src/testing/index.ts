export { InMemoryTrailKeys } from './in-memory-trail-keys';
export {
  signDigest,
  signDigestChain,
  type DigestedLog,
  type DigestedTrail,
  type DigestSpan,
  type SignedDigest,
} from './signed-digest';
export { makeTrailKeyPair, type TrailKeyPair } from './trail-key-pair';
export { trailKeysContract, type TrailKeysUnderContract } from './trail-keys-contract';
