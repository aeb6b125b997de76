import { AppError, ManualClock } from '@lakeward/core';
import { CapturedLog } from '@lakeward/observability';
import type { SQSEvent } from 'aws-lambda';
import * as v from 'valibot';
import { batchTaskHandler } from './batch-task-handler';
import { eventHandler } from './event-handler';
import { lazy } from './lazy';
import { queueHandler } from './queue-handler';
import { lambdaContext } from './testing';

const clock = new ManualClock('2026-03-09T00:00:00Z');
const slow = new AppError({ code: 'S3_THROTTLED', message: 'Slow down.', remedy: 'Wait.', retryable: true });
const refused = new AppError({ code: 'S3_ACCESS_DENIED', message: 'No.', remedy: 'Grant it.' });

describe('eventHandler', () => {
  const day = v.object({ day: v.string() });

  test('hands over the parsed input and a deadline ten seconds before the timeout', async () => {
    const log = new CapturedLog();
    const handler = eventHandler({
      input: day,
      clock,
      log: () => log,
      dependencies: () => 'dependencies',
      handle: (input, dependencies, { deadline, requestId }) =>
        Promise.resolve([input.day, dependencies, deadline.remaining(), requestId]),
    });
    await expect(handler({ day: 'd', other: 1 }, lambdaContext(60_000))).resolves.toEqual([
      'd',
      'dependencies',
      50_000,
      'request-1',
    ]);
    expect(log.codes()).toEqual(['INVOCATION_STARTED', 'INVOCATION_COMPLETED']);
  });

  test('throws failures under their code, and logs code and remedy', async () => {
    const log = new CapturedLog();
    const handler = eventHandler({
      input: day,
      clock,
      log: () => log,
      dependencies: () => undefined,
      handle: () => Promise.reject(slow),
    });
    await expect(handler({ day: 'd' }, lambdaContext())).rejects.toMatchObject({ name: 'S3_THROTTLED' });
    expect(log.lines[1]).toEqual({
      code: 'INVOCATION_FAILED',
      fields: {
        requestId: 'request-1',
        errorCode: 'S3_THROTTLED',
        retryable: true,
        description: 'Slow down. Wait.',
      },
    });
  });

  test('an event of the wrong form never reaches the use-case', async () => {
    const handled: unknown[] = [];
    const handler = eventHandler({
      input: day,
      clock,
      log: () => new CapturedLog(),
      dependencies: () => undefined,
      handle: (input) => Promise.resolve(handled.push(input)),
    });
    await expect(handler({ day: 1 }, lambdaContext())).rejects.toMatchObject({ name: 'INVALID_INPUT' });
    expect(handled).toEqual([]);
  });

  test('dependencies that fail to build fail the invocation under their code', async () => {
    const handler = eventHandler({
      input: day,
      clock,
      log: () => new CapturedLog(),
      dependencies: (): never => {
        throw refused;
      },
      handle: () => Promise.resolve(),
    });
    await expect(handler({ day: 'd' }, lambdaContext())).rejects.toMatchObject({ name: 'S3_ACCESS_DENIED' });
  });
});

describe('queueHandler', () => {
  const batch = (...bodies: string[]): SQSEvent =>
    ({ Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) }) as SQSEvent;

  test('reports every failed message, malformed ones too, and only those', async () => {
    const log = new CapturedLog();
    const handled: number[] = [];
    const handler = queueHandler({
      message: v.object({ n: v.number() }),
      clock,
      log: () => log,
      dependencies: () => undefined,
      handle: ({ n }) => (n === 2 ? Promise.reject(refused) : Promise.resolve(handled.push(n))),
    });
    const answer = await handler(
      batch('{"n":1}', '{"n":2}', 'secret{', '{"m":3}', '{"n":4}'),
      lambdaContext(),
    );
    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }, { itemIdentifier: 'm3' }],
    });
    expect(handled).toEqual([1, 4]);
    expect(JSON.stringify(log.lines)).not.toContain('secret');
  });
});

describe('batchTaskHandler', () => {
  test('answers each task: success, temporary or permanent failure; both schema versions', async () => {
    const handler = batchTaskHandler({
      clock,
      log: () => new CapturedLog(),
      dependencies: () => undefined,
      handle: ({ bucket, encodedKey, versionId }) => {
        if (encodedKey === 'slow') return Promise.reject(slow);
        if (encodedKey === 'refused') return Promise.reject(refused);
        return Promise.resolve(`${bucket}/${encodedKey}@${versionId ?? 'none'}`);
      },
    });
    const answer = await handler(
      {
        invocationSchemaVersion: '1.0',
        invocationId: 'i',
        job: { id: 'j' },
        tasks: [
          { taskId: '1', s3BucketArn: 'arn:aws:s3:::src-bkt', s3Key: 'a%20b.csv', s3VersionId: null },
          { taskId: '2', s3Bucket: 'by-name', s3Key: 'c', s3VersionId: 'v7' },
          { taskId: '3', s3BucketArn: 'arn:aws:s3:us-east-1:444455556666:src', s3Key: 'slow' },
          { taskId: '4', s3BucketArn: 'arn:aws:s3:::src', s3Key: 'refused' },
          { taskId: '5', s3Key: 'homeless' },
        ],
      },
      lambdaContext(),
    );
    expect(
      answer.results.map(({ taskId, resultCode, resultString }) => [taskId, resultCode, resultString]),
    ).toEqual([
      ['1', 'Succeeded', 'src-bkt/a%20b.csv@none'],
      ['2', 'Succeeded', 'by-name/c@v7'],
      ['3', 'TemporaryFailure', 'S3_THROTTLED: Slow down. Wait.'],
      ['4', 'PermanentFailure', 'S3_ACCESS_DENIED: No. Grant it.'],
      ['5', 'PermanentFailure', expect.stringMatching(/^INVALID_INPUT: The task names no bucket/)],
    ]);
    expect(answer.treatMissingKeysAs).toBe('TemporaryFailure');
  });

  test("hands over the job's user arguments, which only schema 2.0 has", async () => {
    const handler = batchTaskHandler({
      clock,
      log: () => new CapturedLog(),
      dependencies: () => undefined,
      handle: ({ userArguments }) => Promise.resolve(JSON.stringify(userArguments ?? null)),
    });
    const tasks = [{ taskId: '1', s3Bucket: 'b', s3Key: 'k', s3VersionId: null }];
    const asked = async (
      invocationSchemaVersion: string,
      job: { id: string; userArguments?: Record<string, string> },
    ) =>
      (await handler({ invocationSchemaVersion, invocationId: 'i', job, tasks }, lambdaContext())).results[0]
        ?.resultString;
    await expect(asked('2.0', { id: 'j', userArguments: { target: 'sse-s3' } })).resolves.toBe(
      '{"target":"sse-s3"}',
    );
    await expect(asked('1.0', { id: 'j' })).resolves.toBe('null');
  });
});

describe('lazy', () => {
  test('builds once, but forgets a failure', () => {
    let builds = 0;
    const get = lazy(() => {
      builds += 1;
      if (builds === 1) throw refused;
      return builds;
    });
    expect(get).toThrow(refused);
    expect([get(), get()]).toEqual([2, 2]);
  });
});
