import type { BatchFunction } from './run-task';
import { BatchLake } from './testing/batch-lake';
import { answer, functionArn, invoke, names, succeed } from './testing/local-functions';

describe('batch jobs on one machine', () => {
  let lake: BatchLake;
  beforeEach(async () => (lake = await BatchLake.open()));
  afterEach(() => lake.close());

  describe('functions', () => {
    test('are sent each object in the schema that was asked for', async () => {
      const seen: unknown[] = [];
      const handler: BatchFunction = (event) => {
        seen.push(event);
        return succeed[functionArn]!(event);
      };
      const entries = [{ bucket: 'plain', key: 'a b+c', versionId: 'null' }];
      const first = await lake.jobs.createJob(await lake.request(entries, invoke));
      const second = await lake.jobs.createJob(
        await lake.request([{ bucket: 'plain', key: 'k' }], {
          operation: { ...invoke.operation, invocationSchemaVersion: '2.0', userArguments: { a: '1' } },
        }),
      );
      await lake.jobs.run({ functions: { [functionArn]: handler } });
      expect(seen).toEqual([
        {
          invocationSchemaVersion: '1.0',
          invocationId: expect.stringMatching(/./),
          job: { id: first },
          tasks: [
            {
              taskId: expect.stringMatching(/./),
              s3Key: 'a%20b%2Bc',
              s3VersionId: 'null',
              s3BucketArn: 'arn:aws:s3:::plain',
            },
          ],
        },
        {
          invocationSchemaVersion: '2.0',
          invocationId: expect.stringMatching(/./),
          job: { id: second, userArguments: { a: '1' } },
          tasks: [{ taskId: expect.stringMatching(/./), s3Key: 'k', s3VersionId: null, s3Bucket: 'plain' }],
        },
      ]);
      expect(await lake.report(first)).toMatchObject([
        { key: 'a b+c', message: 'done', status: 'succeeded' },
      ]);
    });

    test.each([
      [
        'a permanent failure',
        answer('PermanentFailure', 'no'),
        1,
        { errorCode: 'PermanentFailure', message: 'no' },
      ],
      [
        'a temporary failure',
        answer('TemporaryFailure', 'later'),
        3,
        { errorCode: 'TemporaryFailure', message: 'later' },
      ],
      [
        'an error',
        () => Promise.reject(new Error('out of "memory"')),
        1,
        {
          errorCode: 'PermanentFailure',
          message: 'Lambda returned function error: {"errorMessage":"out of \\"memory\\""}',
        },
      ],
      [
        'no answer for the task',
        () => Promise.resolve({ invocationSchemaVersion: '1.0', invocationId: 'i', results: [] }),
        3,
        { errorCode: 'TemporaryFailure' },
      ],
    ])('fail their task by %s', async (_, handler, calls, expected) => {
      let count = 0;
      const counted: BatchFunction = (event) => {
        count += 1;
        return handler(event);
      };
      const id = await lake.jobs.createJob(await lake.request(names(1), invoke));
      await lake.jobs.run({ functions: { [functionArn]: counted } });
      expect(await lake.report(id)).toMatchObject([{ status: 'failed', httpStatusCode: 200, ...expected }]);
      expect(count).toBe(calls);
    });

    test('may succeed at the second try', async () => {
      let count = 0;
      const handler: BatchFunction = (event) =>
        (count += 1) === 1 ? answer('TemporaryFailure', 'later')(event) : succeed[functionArn]!(event);
      const id = await lake.jobs.createJob(await lake.request(names(1), invoke));
      await lake.jobs.run({ functions: { [functionArn]: handler } });
      expect(await lake.report(id)).toMatchObject([{ status: 'succeeded', message: 'done' }]);
    });

    test('that are not there fail their tasks', async () => {
      const id = await lake.jobs.createJob(await lake.request(names(1), invoke));
      await lake.jobs.run();
      expect(await lake.report(id)).toMatchObject([
        { status: 'failed', errorCode: 'ResourceNotFoundException' },
      ]);
    });
  });

  describe('injected failures', () => {
    test('fail the tasks they are meant for, with retries where S3 tries again', async () => {
      const entries = await lake.putMany('plain', 4);
      const attempts: string[] = [];
      const id = await lake.jobs.createJob(await lake.request(entries));
      await lake.jobs.run({
        inject: ({ key, attempt }) => {
          attempts.push(`${key} ${attempt}`);
          if (key === 'k00000')
            return { httpStatusCode: 403, errorCode: 'AccessDenied', message: 'Access Denied' };
          if (key === 'k00001')
            return { httpStatusCode: 503, errorCode: 'SlowDown', message: 'Please reduce' };
          if (key === 'k00002' && attempt < 3) {
            return { httpStatusCode: 503, errorCode: 'SlowDown', message: 'Please reduce' };
          }
          return undefined;
        },
      });
      expect(
        (await lake.report(id)).map(({ key, httpStatusCode, errorCode }) => [key, httpStatusCode, errorCode]),
      ).toEqual([
        ['k00002', 200, ''],
        ['k00003', 200, ''],
        ['k00000', 403, 'AccessDenied'],
        ['k00001', 503, 'SlowDown'],
      ]);
      expect(attempts.filter((each) => each.startsWith('k00001'))).toHaveLength(3);
      expect(attempts.filter((each) => each.startsWith('k00000'))).toHaveLength(1);
      const { encryption } = (await lake.store.head({ bucket: 'plain', key: 'k00001' }))!;
      expect(encryption).toEqual({ algorithm: 'AES256' });
    });

    test('of more than half of 1,000 tasks end the job', async () => {
      const denied = { httpStatusCode: 403, errorCode: 'AccessDenied', message: 'Access Denied' };
      const half = await lake.jobs.createJob(await lake.request(names(3_000), invoke));
      await lake.jobs.run({
        functions: succeed,
        concurrency: 1,
        inject: ({ key }) => (Number(key.slice(1)) % 2 === 1 ? denied : undefined),
      });
      // One of two is not more than half.
      expect(await lake.jobs.describe(half)).toMatchObject({
        status: 'Complete',
        progress: { total: 3_000, succeeded: 1_500, failed: 1_500 },
      });
      const more = await lake.jobs.createJob(await lake.request(names(3_000), invoke));
      await lake.jobs.run({
        functions: succeed,
        concurrency: 1,
        inject: ({ key }) => (Number(key.slice(1)) % 2 === 1 || key === 'n0' ? denied : undefined),
      });
      expect(await lake.jobs.describe(more)).toMatchObject({
        status: 'Failed',
        progress: { total: 3_000, succeeded: 499, failed: 501 },
        failures: [{ code: 'JobTaskFailureRateExceeded' }],
      });
      expect(await lake.statuses(more)).toEqual(['New', 'Preparing', 'Ready', 'Active', 'Failing', 'Failed']);
      expect(await lake.report(more)).toHaveLength(1_000);
      const few = await lake.jobs.createJob(await lake.request(names(999), invoke));
      await lake.jobs.run({ functions: succeed, inject: () => denied });
      expect(await lake.jobs.describe(few)).toMatchObject({ status: 'Complete', progress: { failed: 999 } });
    });
  });
});
