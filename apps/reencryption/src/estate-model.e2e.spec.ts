import { isAppError } from '@lakeward/core';
import fc from 'fast-check';
import { proveRun } from './proof/prove-run';
import type { Proof } from './proof/proof-record';
import { sweep } from './run/sweep';
import { takeInventory } from './take-inventory';
import type { InventoryProcess } from './testing/inventory-processes';
import { InventoryWorld } from './testing/inventory-world';
import type { EngineMemory } from './testing/remembering-engine';

const BUCKET = 'src-bucket';

/** Two lots: one object is copied, two are updated. */
const OBJECTS = {
  'plain/a.txt': { encryption: 'AES256' },
  'plain/b.txt': { encryption: 'AES256' },
  'open/c.txt': { encryption: 'none' },
} as const;

const KINDS = ['inventory', 'deliver', 'deliver', 'jobs', 'sweep', 'prove'] as const;

/** Something that happens: S3 writes an inventory, a function is invoked (and may be killed), or S3 Batch does all that it can. */
interface Happening {
  readonly kind: (typeof KINDS)[number];
  /** Which inventory is delivered, newest first. */
  readonly pick: number;
  /** Steps that the process lives. */
  readonly steps: number;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom(...KINDS),
  pick: fc.nat(2),
  steps: fc.oneof(fc.nat(160), fc.constant(1_000)),
});

const memory: EngineMemory = new Map();

/** What an invocation does in a process; errors that a later delivery mends are not told. */
async function invoke(
  world: InventoryWorld,
  steps: number,
  work: (process: InventoryProcess) => Promise<unknown>,
): Promise<void> {
  const process = world.process(steps);
  try {
    await work(process);
  } catch (error) {
    if (!process.lifetime.isOver && !(isAppError(error) && error.retryable)) throw error;
  }
  await process.lifetime.rest();
}

const deliver = (world: InventoryWorld, pick: number, steps = Infinity): Promise<void> => {
  const { inventories, invocation } = world;
  const event = inventories[Math.max(0, inventories.length - 1 - pick)]!;
  return invoke(world, steps, (process) => takeInventory(event, process, invocation));
};

async function happen({ kind, pick, steps }: Happening, world: InventoryWorld): Promise<void> {
  switch (kind) {
    case 'inventory':
      if (world.inventories.length === 3) return;
      world.clock.passHours(24);
      await world.writeInventory();
      return;
    case 'deliver':
      return deliver(world, pick, steps);
    case 'jobs':
      world.clock.passHours(1);
      return world.runJobs();
    case 'sweep':
      return invoke(world, steps, sweep);
    case 'prove':
      return invoke(world, steps, (process) => proveRun(BUCKET, process, world.invocation));
  }
}

/** What comes in the end: every event is delivered to somebody who lives, in whatever order, and days go on. */
async function settle(world: InventoryWorld): Promise<void> {
  for (let day = 0; day < 3; day += 1) {
    for (const pick of [0, 2, 1]) await deliver(world, pick);
    world.clock.passHours(1);
    await world.runJobs();
    await invoke(world, Infinity, sweep);
    world.clock.passHours(24);
    await world.writeInventory();
  }
  await deliver(world, 0);
}

async function proofsOf({ proofs }: InventoryProcess): Promise<Proof[]> {
  const found: Proof[] = [];
  for await (const key of proofs.keys()) found.push((await proofs.read(key))!.record);
  return found;
}

/** A process dies in the middle of its decision, and the next inventory comes before the first is delivered again. */
const DIED_DECIDING = [92, 103, 106].map((steps): Happening[] => [
  { kind: 'deliver', pick: 0, steps },
  { kind: 'inventory', pick: 0, steps: 0 },
]);

describe('an estate whose processes are killed anywhere, and are delivered inventories late, twice and out of order', () => {
  test('has every object handled once, and proven', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 10 }), async (happenings) => {
        const world = await InventoryWorld.make(OBJECTS, memory);
        try {
          for (const each of happenings) await happen(each, world);
          await settle(world);
          expect(Object.fromEntries([...world.handled].sort())).toEqual({
            'open/c.txt': 1,
            'plain/a.txt': 1,
            'plain/b.txt': 1,
          });
          const process = world.process();
          const newest = world.inventories.at(-1)!.key.split('/').at(-2)!;
          const { latest, open } = (await process.buckets.read(BUCKET))!.record;
          expect({ open, newest: latest.place.split('/')[2] }).toEqual({ open: null, newest });
          const proofs = await proofsOf(process);
          expect(proofs.reduce((sum, { fixed }) => sum + fixed.objects, 0)).toBe(3);
          expect(
            proofs.map(({ regressed, new: added, gone }) =>
              [regressed, added, gone].map(({ objects }) => objects),
            ),
          ).toEqual(proofs.map(() => [0, 0, 0]));
          expect(proofs.at(-1)).toMatchObject({ state: 'proven', open: { objects: 0 } });
        } finally {
          await world.remove();
        }
      }),
      { numRuns: 15, seed: 20_261_106, examples: DIED_DECIDING.map((each) => [each]) },
    );
  }, 300_000);
});
