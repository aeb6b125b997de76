import { AppError, DAY_MS } from '@lakeward/core';
import type { JobStateEvent } from '@lakeward/s3-batch';
import type { BatchFunction } from './run-task';
import { BatchLake } from './testing/batch-lake';
import { functionArn, invoke, names, succeed } from './testing/local-functions';

describe('batch jobs on one machine', () => {
  let lake: BatchLake;
  beforeEach(async () => (lake = await BatchLake.open()));
  afterEach(() => lake.close());

  describe('many jobs', () => {
    test('run by priority, and the greater one makes another pause', async () => {
      const order: string[] = [];
      const handler: BatchFunction = async (event) => {
        const { id } = event.job;
        if (order.at(-1) !== id) order.push(id);
        if (order.length === 1 && !isAsked) {
          isAsked = true;
          urgent = await lake.jobs.createJob(await lake.request(names(5), { ...invoke, priority: 99 }));
        }
        return succeed[functionArn]!(event);
      };
      let urgent: string | undefined;
      let isAsked = false;
      const low = await lake.jobs.createJob(await lake.request(names(200), { ...invoke, priority: 1 }));
      const lower = await lake.jobs.createJob(await lake.request(names(5), { ...invoke, priority: 0 }));
      await lake.jobs.run({ functions: { [functionArn]: handler } });
      expect(order).toEqual([low, urgent, low, lower]);
      expect(await lake.statuses(low)).toEqual([
        'New',
        'Preparing',
        'Ready',
        'Active',
        'Pausing',
        'Paused',
        'Active',
        'Completing',
        'Complete',
      ]);
      expect((await lake.jobs.describe(low)).progress).toMatchObject({ succeeded: 200 });
    });

    test('tell of every status, at least once and in order', async () => {
      const events: JobStateEvent[] = [];
      const id = await lake.jobs.createJob(
        await lake.request(names(1), { ...invoke, confirmationRequired: true }),
      );
      await lake.jobs.run();
      await lake.jobs.updateStatus(id, 'Ready');
      const lost = new Error('killed');
      let failAt = 3;
      const onEvent = (event: JobStateEvent) => {
        events.push(event);
        if ((failAt -= 1) === 0) throw lost;
      };
      await expect(lake.jobs.run({ functions: succeed, onEvent })).rejects.toBe(lost);
      await lake.again().jobs.run({ functions: succeed, onEvent });
      expect(events.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
        'JobCreated New',
        'JobStatusChanged Preparing',
        'JobStatusChanged Suspended',
        'JobStatusChanged Suspended',
        'JobStatusChanged Ready',
        'JobStatusChanged Active',
        'JobStatusChanged Completing',
        'JobStatusChanged Complete',
      ]);
      expect(events[2]).toEqual(events[3]);
      expect(events[7]).toMatchObject({
        jobId: id,
        account: '111122223333',
        region: 'eu-west-1',
        failureCodes: [],
      });
      await lake.jobs.run({ functions: succeed, onEvent });
      expect(events).toHaveLength(8);
    });

    test('fail when nobody confirms them for 30 days', async () => {
      const id = await lake.jobs.createJob(await lake.request(names(1), { confirmationRequired: true }));
      await lake.jobs.run();
      await lake.clock.sleep(30 * DAY_MS - 1);
      expect((await lake.jobs.describe(id)).status).toBe('Suspended');
      await lake.clock.sleep(1);
      expect(await lake.jobs.describe(id)).toMatchObject({
        status: 'Failed',
        endedAt: new Date('2026-12-02T12:00:00.000Z'),
        failures: [{ code: 'ConfirmationExpired' }],
      });
      await expect(lake.jobs.updateStatus(id, 'Ready')).rejects.toMatchObject({
        code: 'S3_BATCH_STATUS_CONFLICT',
      });
    });

    test('are listed for 90 days after their end', async () => {
      const id = await lake.jobs.createJob(await lake.request([]));
      await lake.jobs.run();
      const listed = async () => {
        const ids = [];
        for await (const job of lake.jobs.list()) ids.push(job.id);
        return ids;
      };
      await lake.clock.sleep(90 * DAY_MS);
      expect(await listed()).toEqual([id]);
      await lake.clock.sleep(1);
      expect(await listed()).toEqual([]);
    });

    test('can be cancelled while they run', async () => {
      let count = 0;
      const handler: BatchFunction = async (event) => {
        if ((count += 1) === 40) await lake.again().jobs.updateStatus(event.job.id, 'Cancelled', 'stop');
        return succeed[functionArn]!(event);
      };
      const id = await lake.jobs.createJob(await lake.request(names(500), invoke));
      await lake.jobs.run({ functions: { [functionArn]: handler } });
      const job = await lake.jobs.describe(id);
      expect(job).toMatchObject({ status: 'Cancelled', statusUpdateReason: 'stop' });
      expect(job.progress.succeeded).toBe(count);
      expect(count).toBeLessThan(200);
      expect(await lake.report(id)).toHaveLength(count);
    });

    test('go on where a process stopped, in another one', async () => {
      const seen = new Map<string, number>();
      const stop = new AppError({ code: 'TEST', message: 'killed', remedy: '-' });
      const handler: BatchFunction = (event) => {
        const key = event.tasks[0]!.s3Key;
        seen.set(key, (seen.get(key) ?? 0) + 1);
        return succeed[functionArn]!(event);
      };
      const id = await lake.jobs.createJob(await lake.request(names(300), invoke));
      const options = { functions: { [functionArn]: handler } };
      for (const key of ['n50', 'n51', 'n200']) {
        await expect(
          lake.again().jobs.run({
            ...options,
            inject: (attempt) => {
              if (attempt.key === key) throw stop;
              return undefined;
            },
          }),
        ).rejects.toBe(stop);
      }
      await lake.again().jobs.run(options);
      const rows = await lake.report(id);
      expect(rows.map(({ key }) => key)).toEqual(names(300).map(({ key }) => key));
      expect(seen.size).toBe(300);
      // Tasks that were under way when the process stopped are given to the function again, and only those.
      expect([...seen.values()].reduce((sum, times) => sum + times, 0)).toBeLessThan(300 + 3 * 140);
    });
  });
});
