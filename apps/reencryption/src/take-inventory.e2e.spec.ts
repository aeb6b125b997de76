import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lambdaContext } from '@lakeward/lambda/testing';
import { embeddedPlanning, embeddedRunning } from './embedded-dependencies';
import { onInventoryDeliveredHandler } from './take-inventory-handler';
import { delivery, PlanningLake, toKms } from './testing/planning-lake';

const event = JSON.parse(
  readFileSync(path.join(__dirname, '../events/inventory-delivered.json'), 'utf8'),
) as { detail: { object: { key: string } } };

let lake: PlanningLake;
beforeEach(async () => {
  lake = await PlanningLake.make();
});
afterEach(() => lake.remove());

const delivered = (snapshot: string): Promise<string> =>
  lake.deliver(
    delivery({
      prefix: 'reencryption/inventory',
      snapshot,
      files: [[{ bucket: 'src-bucket', key: 'a', size: 1, encryption_status: 'SSE-S3' }]],
    }),
  );

/** Invokes the function with an event, as on AWS but over the lake. */
async function invoke(mode: 'report' | 'apply', key = event.detail.object.key): Promise<unknown> {
  const base = { lake: lake.directory, clock: lake.clock, log: lake.log };
  const running = await embeddedRunning({ ...base, confirmAboveObjects: 0, copyTag: '' });
  const planning = await embeddedPlanning({ ...base, manifest: 's3://inventories/unused.json' });
  const dependencies = {
    ...running,
    ...planning,
    mode,
    goal: toKms,
    inventoryBucket: 'inventories',
    inventoryPrefix: 'reencryption/inventory',
    metadataCatalog: '',
  };
  try {
    const handler = onInventoryDeliveredHandler({
      log: () => lake.log,
      clock: lake.clock,
      dependencies: () => dependencies,
    });
    return await handler(
      { ...event, detail: { bucket: { name: 'inventories' }, object: { key } } },
      lambdaContext(600_000),
    );
  } finally {
    await running.close();
    await planning.close();
  }
}

describe('on-inventory-delivered', () => {
  test('plans, and leaves the decision to a person in mode report', async () => {
    await delivered('2026-11-06T01-00Z');
    await expect(invoke('report')).resolves.toMatchObject({ outcome: 'planned', proof: 'nothing-to-prove' });
    expect(lake.log.codes()).not.toContain('REENC_JOB_CREATED');
  });

  test('makes the jobs in mode apply, also of a plan that was only reported before, and makes them once', async () => {
    await delivered('2026-11-06T01-00Z');
    await invoke('report');
    await expect(invoke('apply')).resolves.toMatchObject({ outcome: 'applied' });
    await expect(invoke('apply')).resolves.toMatchObject({ outcome: 'applied' });
    expect(lake.log.codes().filter((code) => code === 'REENC_JOB_CREATED')).toHaveLength(1);
  });

  test('plans but does not act while jobs of an earlier snapshot are open, nor by an older snapshot', async () => {
    await delivered('2026-11-06T01-00Z');
    await delivered('2026-11-07T01-00Z');
    await delivered('2026-11-05T01-00Z');
    await invoke('apply');
    const key = (snapshot: string): string => event.detail.object.key.replace('2026-11-06T01-00Z', snapshot);
    await expect(invoke('apply', key('2026-11-07T01-00Z'))).resolves.toMatchObject({
      outcome: 'waits-for-open-run',
    });
    await expect(invoke('apply', key('2026-11-05T01-00Z'))).resolves.toMatchObject({ outcome: 'superseded' });
  });

  test('leaves other objects alone', async () => {
    await expect(invoke('apply', 'elsewhere/manifest.checksum')).resolves.toEqual({ outcome: 'not-ours' });
  });
});
