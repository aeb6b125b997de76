import { Ledger } from '@lakeward/ledger';
import type { ReviewDependencies } from '../review/review';
import { queryRecord, runRecord } from '../runs/run-record';
import { dyingPort, type Death } from './dying';
import type { World } from './review-world';

/** The same world, used by a process that dies at one of its calls and makes none afterwards. */
export function dyingWorld(world: World, death: Death): ReviewDependencies {
  const store = dyingPort(world.store, death);
  return {
    ...world,
    store,
    keyRing: dyingPort(world.keyRing, death),
    engine: dyingPort(world.engine, death),
    catalog: dyingPort(world.catalog, death),
    notifier: dyingPort(world.notifier, death),
    eventBus: dyingPort(world.eventBus, death),
    ledger: new Ledger(store, { bucket: 'evidence', prefix: 'pci/runs/' }, runRecord),
    queries: new Ledger(store, { bucket: 'evidence', prefix: 'pci/queries/' }, queryRecord),
  };
}
