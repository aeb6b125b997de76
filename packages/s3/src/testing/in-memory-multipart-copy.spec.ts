import { InMemoryMultipartCopy } from './in-memory-multipart-copy';
import { InMemoryObjectStore } from './in-memory-object-store';
import { multipartCopyContract } from './multipart-copy-contract';

multipartCopyContract('in memory', () => {
  const store = new InMemoryObjectStore({ buckets: { plain: {}, versioned: { objectLock: true } } });
  const copies = new InMemoryMultipartCopy(store);
  return Promise.resolve({ copies, store, bucket: 'plain', versionedBucket: 'versioned' });
});
