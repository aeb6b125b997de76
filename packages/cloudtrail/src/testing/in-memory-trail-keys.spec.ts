import { InMemoryTrailKeys } from './in-memory-trail-keys';
import { trailKeysContract } from './trail-keys-contract';

trailKeysContract('in memory', {
  makeKeys: (keys) => Promise.resolve({ keys: new InMemoryTrailKeys(keys) }),
});
