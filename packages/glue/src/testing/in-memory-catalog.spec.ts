import { catalogContract } from './catalog-contract';
import { InMemoryCatalog } from './in-memory-catalog';

catalogContract('in-memory fake', {
  makeCatalog: () => Promise.resolve({ catalog: new InMemoryCatalog() }),
});
