import { parseS3Uri, type ObjectRef } from '@lakeward/s3';
import { EVIDENCE_PREFIX, PROOF_LEDGER_PREFIX } from './contract';
import { manifestKeyOf } from './inventory/inventory-manifest';
import { planSnapshot } from './plan/plan-snapshot';
import { proveRun, type ProveDependencies, type Proven } from './proof/prove-run';
import { notePlan } from './run/note-plan';
import { sweep } from './run/sweep';
import { takeInventory, type TakenInventory } from './take-inventory';
import type { InventoryProcess, InventoryProcesses, LeftBehind } from './testing/inventory-processes';
import { InventoryWorld } from './testing/inventory-world';
import type { EngineMemory } from './testing/remembering-engine';
import type { Plan } from './plan/plan';

/** Two lots: one object is copied, two are updated. */
const OBJECTS = {
  'plain/a.txt': { encryption: 'AES256' },
  'plain/b.txt': { encryption: 'AES256' },
  'open/c.txt': { encryption: 'none' },
} as const;

/** Some hundred processes one after the other, on a machine that may have other work. */
const TIMEOUT_MS = 180_000;

const memory: EngineMemory = new Map();

/** A statement that the test lets fail. */
const isMeant = (error: unknown): boolean => error instanceof Error && error.message.includes('for the test');

/** Does something in a process that dies after so many steps, again where a statement fails; true where it was killed. */
async function isKilled(
  world: InventoryProcesses,
  steps: number,
  work: (process: InventoryProcess) => Promise<unknown>,
): Promise<boolean> {
  const process = world.process(steps);
  await lasting(
    () => work(process),
    () => process.lifetime.isOver,
  );
  await process.lifetime.rest();
  return process.lifetime.isOver;
}

/** Does it again where a statement fails, as often as a queue delivers an event. */
async function lasting<T>(work: () => Promise<T>, isOver = () => false): Promise<T | undefined> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (isOver()) return undefined;
      if (!isMeant(error) || tries === 3) throw error;
    }
  }
}

const taking =
  (event: ObjectRef, world: InventoryProcesses) =>
  (process = world.process()): Promise<TakenInventory> =>
    takeInventory(event, process, world.invocation);

const deliver = (event: ObjectRef, world: InventoryProcesses): Promise<TakenInventory | undefined> =>
  lasting(() => taking(event, world)());

/** The documents of all plans. */
const plansOf = ({ evidence }: LeftBehind): string[] =>
  Object.entries(evidence).flatMap(([key, text]) => (key.startsWith(EVIDENCE_PREFIX) ? [text] : []));

/** Every manifest of the plan is there as the plan names it. */
async function expectManifests(left: LeftBehind, { ports }: InventoryProcesses): Promise<void> {
  const [text = '', ...others] = plansOf(left);
  expect(others).toEqual([]);
  const { manifests } = JSON.parse(text) as Plan;
  expect(manifests).toHaveLength(2);
  for (const { uri, etag } of manifests)
    expect(await ports.store.head(parseS3Uri(uri))).toMatchObject({ etag });
}

describe('an inventory whose process is killed at any single step', () => {
  test.each([
    ['', () => false],
    [', also where the count fails once', (sql: string) => !sql.includes('UNLOAD')],
    [', also where the manifests fail once', (sql: string) => sql.includes('UNLOAD')],
  ])(
    'is planned and carried out as if nothing had been%s',
    async (_, failing) => {
      const ready = await InventoryWorld.make(OBJECTS, memory);
      const event = ready.inventories[0]!;
      const begin = async (lake = ready): Promise<InventoryProcesses> => {
        const world = lake === ready ? await lake.inMemory() : lake;
        world.ports.engine.failing = failing;
        return world;
      };
      const taught = await InventoryWorld.make(OBJECTS, memory);
      await deliver(event, await begin(taught));
      const undisturbed = await begin();
      await deliver(event, undisturbed);
      const expected = await undisturbed.left();
      expect(plansOf(await taught.left())).toEqual(plansOf(expected));

      let steps = 0;
      for (let killed = true; killed; steps += 1) {
        const world = await begin();
        killed = await isKilled(world, steps, taking(event, world));
        const outcome = await deliver(event, world);
        expect(outcome).toMatchObject({ outcome: 'applied', proof: 'nothing-to-prove' });
        expect(await deliver(event, world)).toEqual(outcome);
        const left = await world.left();
        expect({ steps, ...left }).toEqual({ steps, ...expected });
        await expectManifests(left, world);
      }
      expect(steps).toBeGreaterThan(50);
      await taught.remove();
      await ready.remove();
    },
    TIMEOUT_MS,
  );
});

describe('an inventory whose process is killed at any single step and that is not delivered again before the next', () => {
  test(
    'is finished or given up by the next, so that the run ends and each manifest has one job',
    async () => {
      const ready = await InventoryWorld.make(OBJECTS, memory);
      ready.clock.passHours(24);
      await ready.writeInventory();
      const [first, second] = ready.inventories as [ObjectRef, ObjectRef];
      const taught = await InventoryWorld.make(OBJECTS, memory);
      taught.clock.passHours(24);
      await taught.writeInventory();
      for (const event of taught.inventories) await deliver(event, taught);
      await taught.remove();

      const outcomes = new Set<string>();
      let steps = 0;
      for (let killed = true; killed; steps += 1) {
        const world = await ready.inMemory();
        killed = await isKilled(world, steps, taking(first, world));
        const next = await deliver(second, world);
        outcomes.add(next?.outcome ?? '');
        await expect(deliver(first, world)).resolves.toMatchObject({ outcome: 'superseded' });
        await expect(deliver(second, world)).resolves.toEqual(next);
        await world.jobs.settle();
        await sweep(world.process());
        const { open, latest, ended } = (await world.process().buckets.read('src-bucket'))!.record;
        const snapshot = next?.outcome === 'applied' ? second : first;
        expect({
          steps,
          open,
          latest: latest.place.split('/')[2],
          ended: ended?.place.split('/')[2],
        }).toEqual({
          steps,
          open: null,
          latest: second.key.split('/').at(-2),
          ended: snapshot.key.split('/').at(-2),
        });
        const { jobs } = await world.left();
        expect(jobs.map((key) => key.split('/').slice(-3, -2).concat(key.split('/').slice(-1)))).toEqual(
          ['copy.csv', 'update.csv'].map((name) => [snapshot.key.split('/').at(-2), name]),
        );
      }
      // Some die before the run is open, and the next inventory is carried out instead; some after.
      expect([...outcomes].sort()).toEqual(['applied', 'waits-for-open-run']);
      await ready.remove();
    },
    TIMEOUT_MS,
  );
});

/** A bucket whose run has ended; the inventory after it is planned, and its process died before it proved anything. */
async function toProve(): Promise<InventoryWorld> {
  const world = await InventoryWorld.make({ ...OBJECTS, 'theirs.txt': { encryption: 'SSE-C' } }, memory);
  await deliver(world.inventories[0]!, world);
  world.clock.passHours(1);
  await world.runJobs();
  await sweep(world.process());
  world.clock.passHours(23);
  await world.plant('new.txt', { encryption: 'AES256' });
  const { bucket, key } = await world.writeInventory();
  const process = world.process();
  const input = { manifest: { bucket, key: manifestKeyOf(key) }, goal: process.goal };
  const { plan, planUri } = await planSnapshot(input, process, world.invocation);
  await notePlan(plan, planUri, process);
  return world;
}

describe('a proof whose process is killed at any single step', () => {
  test.each([
    ['', () => false],
    [', also where its statement fails once', () => true],
  ])(
    'is made once and says the same%s',
    async (_, failing) => {
      const taught = await toProve();
      taught.ports.engine.failing = failing;
      const prove = (process: ProveDependencies): Promise<Proven> =>
        proveRun('src-bucket', process, taught.invocation);
      const expected = await lasting(() => prove(taught.process()));
      expect(expected).toMatchObject({
        outcome: 'proven',
        proof: {
          state: 'proven',
          fixed: { objects: 3 },
          open: { objects: 0 },
          regressed: { objects: 0 },
          new: { objects: 1 },
        },
      });
      await taught.remove();

      const ready = await toProve();
      let steps = 0;
      for (let killed = true; killed; steps += 1) {
        const world = await ready.inMemory();
        world.ports.engine.failing = failing;
        killed = await isKilled(world, steps, prove);
        const proven = await lasting(() => prove(world.process()));
        expect({ steps, proven }).toEqual({ steps, proven: expected });
        expect(await prove(world.process())).toEqual(expected);
        const { evidence, executed } = await world.left();
        expect(Object.keys(evidence).filter((key) => key.startsWith(PROOF_LEDGER_PREFIX))).toHaveLength(1);
        expect(executed).toHaveLength(failing() ? 2 : 1);
      }
      expect(steps).toBeGreaterThan(15);
      await ready.remove();
    },
    TIMEOUT_MS,
  );
});
