import { isAppError } from '@lakeward/core';
import { Killed } from '../testing/dying-port';
import { RunWorld } from '../testing/run-world';
import { decide } from './decide';
import { sweep } from './sweep';

const LOTS = { update: ['u1', 'u2'], 'copy.STANDARD': ['c1'] };
const approve = { bucket: 'src-bucket', decision: 'approve', reason: 'tests' } as const;
const reject = { ...approve, decision: 'reject' } as const;

/** The bucket's next plan can be carried out. */
async function expectFree(world: RunWorld): Promise<void> {
  await world.clock.sleep(24 * 3_600_000);
  await world.addPlan({ update: ['next'] }, '2026-11-07T01-00Z');
  await decide(approve, world.process());
  await world.batchJobs.settle();
  expect(world.handled.get('next')).toBe(1);
}

describe('a plan whose approval is killed at any single step', () => {
  test('can still be rejected: nothing is handled, also where the approval is delivered again, and the bucket is free', async () => {
    let steps = 0;
    for (let killed = true; killed; steps += 1) {
      const world = await RunWorld.planned(LOTS);
      const outcome = await decide(approve, world.process(steps)).catch((error: unknown) => error);
      killed = outcome instanceof Killed;
      await decide(reject, world.process());
      await decide(approve, world.process()).catch((error: unknown) => {
        if (!isAppError(error, 'REENC_ALREADY_DECIDED')) throw error;
      });
      await world.batchJobs.settle();
      await sweep(world.process());
      expect({ steps, handled: [...world.handled] }).toEqual({ steps, handled: [] });
      await expectFree(world);
    }
    expect(steps).toBeGreaterThan(20);
  });
});

describe('a plan that was rejected', () => {
  test('leaves the bucket free when it is approved all the same', async () => {
    const world = await RunWorld.planned(LOTS);
    await decide(reject, world.process());
    await expect(decide(approve, world.process())).rejects.toMatchObject({ code: 'REENC_ALREADY_DECIDED' });
    await expectFree(world);
    expect([...world.handled.keys()]).toEqual(['next']);
  });
});
