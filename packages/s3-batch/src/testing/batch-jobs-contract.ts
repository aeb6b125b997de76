import { isAppError } from '@lakeward/core';
import type { BatchJobs, CreateJobRequest, Job, JobId, JobSummary } from '../batch-jobs';
import type { JobOperation } from '../job-operation';
import { jobParameters } from '../job-parameters';
import { isFinalStatus } from '../job-status';

/** Jobs to hold against the contract. */
export interface BatchJobsUnderContract {
  readonly jobs: BatchJobs;
  /** A manifest of `objects` entries that the operation of {@link contractOperation} succeeds for. */
  readonly manifest: CreateJobRequest['manifest'];
  readonly objects: number;
  /** A bucket that takes reports. */
  readonly reportBucket: string;
  /** Lets jobs go on until each is over or waits for its confirmation. */
  settle(): Promise<void>;
  dispose?(): Promise<void>;
}

/** Key and function that every subject of the contract can work with. */
export const contractKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/0d5a5a5e-0000-4000-8000-000000000001';
const contractFunctionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:copy-in-parts:live';

/** What the contract's jobs do. */
export const contractOperation: JobOperation = {
  name: 'S3UpdateObjectEncryption',
  keyArn: contractKeyArn,
  bucketKey: true,
};

/** Every operation with all that can be said of it. */
const operations: readonly JobOperation[] = [
  contractOperation,
  { name: 'S3UpdateObjectEncryption', keyArn: contractKeyArn },
  {
    name: 'S3PutObjectCopy',
    targetBucket: 'other-bucket',
    targetKeyPrefix: 'copied here',
    encryption: { algorithm: 'aws:kms', keyArn: contractKeyArn, bucketKey: true },
    storageClass: 'GLACIER_IR',
    cannedAcl: 'bucket-owner-full-control',
    newMetadata: {
      cacheControl: 'max-age=1',
      contentDisposition: 'inline',
      contentEncoding: 'gzip',
      contentLanguage: 'de',
      contentType: 'text/csv',
      expires: new Date('2027-01-01T00:00:00.000Z'),
      userMetadata: { a: '1', b: 'two' },
    },
    newTags: { encrypted: 'true', 'a b': 'c=d&e' },
    redirectLocation: '/elsewhere',
    requesterPays: true,
    modifiedSince: new Date('2026-01-01T00:00:00.000Z'),
    unmodifiedSince: new Date('2026-11-01T00:00:00.000Z'),
    retention: { mode: 'COMPLIANCE', retainUntil: new Date('2030-01-01T00:00:00.000Z') },
    legalHold: true,
    checksumAlgorithm: 'SHA256',
  },
  {
    name: 'S3PutObjectCopy',
    targetBucket: 'other-bucket',
    encryption: { algorithm: 'AES256' },
    grants: [
      { grantee: { type: 'id', identifier: 'c0ffee', displayName: 'me' }, permission: 'FULL_CONTROL' },
      {
        grantee: { type: 'uri', identifier: 'http://acs.amazonaws.com/groups/global/AllUsers' },
        permission: 'READ',
      },
    ],
    newMetadata: {},
    newTags: {},
    legalHold: false,
  },
  { name: 'S3PutObjectCopy', targetBucket: 'other-bucket' },
  { name: 'LambdaInvoke', functionArn: contractFunctionArn },
  {
    name: 'LambdaInvoke',
    functionArn: contractFunctionArn,
    invocationSchemaVersion: '2.0',
    userArguments: { key: contractKeyArn, mode: 'sse-kms' },
  },
  { name: 'S3InitiateRestoreObject', expirationInDays: 7, tier: 'BULK' },
  { name: 'S3InitiateRestoreObject', tier: 'STANDARD' },
];

/** What every {@link BatchJobs} must do; `name` says which one it is. `makeJobs` is called before each test. */
export function batchJobsContract(name: string, makeJobs: () => Promise<BatchJobsUnderContract>): void {
  describe(`batch jobs contract: ${name}`, () => {
    let subject: BatchJobsUnderContract;
    let jobs: BatchJobs;
    beforeEach(async () => {
      subject = await makeJobs();
      jobs = subject.jobs;
    });
    afterEach(() => subject.dispose?.());

    const request = (change: Partial<CreateJobRequest> = {}): CreateJobRequest => ({
      token: 'token-1',
      operation: contractOperation,
      manifest: subject.manifest,
      report: { bucket: subject.reportBucket, prefix: 'reports', scope: 'AllTasks' },
      priority: 10,
      roleArn: 'arn:aws:iam::111122223333:role/batch',
      confirmationRequired: true,
      description: 'Re-encrypts lake',
      tags: { app: 'reencryption' },
      ...change,
    });
    const settled = async (change: Partial<CreateJobRequest> = {}): Promise<Job> => {
      const id = await jobs.createJob(request(change));
      await subject.settle();
      return jobs.describe(id);
    };

    describe('making jobs', () => {
      test('tells of a job what it was made with', async () => {
        const id = await jobs.createJob(request());
        expect(id).toMatch(/^[\w-]{5,36}$/);
        const job = await jobs.describe(id);
        expect(job).toMatchObject({ ...jobParameters(request()), id, failures: [] });
        expect(job.arn).toMatch(new RegExp(`^arn:aws:s3:[a-z0-9-]+:\\d{12}:job/${id}$`));
        expect(['New', 'Preparing', 'Suspended']).toContain(job.status);
        expect(job.createdAt.getTime()).toBeGreaterThan(Date.parse('2020-01-01T00:00:00Z'));
        expect(job.endedAt).toBeUndefined();
      });

      test.each(operations.map((operation, index) => [`${index} ${operation.name}`, operation] as const))(
        'keeps operation %s as it is',
        async (_, operation) => {
          const id = await jobs.createJob(request({ operation }));
          expect((await jobs.describe(id)).operation).toEqual(operation);
        },
      );

      test('does without what need not be said', async () => {
        const { token, operation, manifest, priority, roleArn, confirmationRequired } = request();
        const least = { token, operation, manifest, priority, roleArn, confirmationRequired };
        const job = await jobs.describe(await jobs.createJob(least));
        expect(job).not.toHaveProperty('report');
        expect(job).not.toHaveProperty('description');
      });

      test('keeps the other forms of manifest and report', async () => {
        const { location, etag } = subject.manifest;
        const manifest = {
          location,
          etag,
          versionId: 'v1',
          format: { name: 'S3InventoryReport_CSV_20161130' },
        } as const;
        const report = {
          bucket: subject.reportBucket,
          scope: 'FailedTasksOnly',
          expectedBucketOwner: '111122223333',
        } as const;
        const id = await jobs.createJob(request({ manifest, report }));
        expect(await jobs.describe(id)).toMatchObject({ manifest, report });
      });

      test('makes one job of one token, also when asked at the same time', async () => {
        const [a, b] = await Promise.all([jobs.createJob(request()), jobs.createJob(request())]);
        expect(b).toBe(a);
        await subject.settle();
        expect(await jobs.createJob(request())).toBe(a);
        expect(await jobs.createJob(request({ token: 'token-2' }))).not.toBe(a);
        expect(await all(jobs.list())).toHaveLength(2);
      });

      test('refuses the token of another job', async () => {
        await jobs.createJob(request());
        expect(await errorCode(jobs.createJob(request({ priority: 11 })))).toBe('S3_BATCH_TOKEN_REUSED');
      });

      const copy = { name: 'S3PutObjectCopy', targetBucket: 'other-bucket' } as const;
      const invoke = { name: 'LambdaInvoke', functionArn: contractFunctionArn } as const;
      const many = (count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));
      const invalid: readonly [string, () => Partial<CreateJobRequest>][] = [
        ['no token', () => ({ token: '' })],
        ['a token of 65 characters', () => ({ token: 'x'.repeat(65) })],
        ['a priority below zero', () => ({ priority: -1 })],
        ['a priority beyond 31 bits', () => ({ priority: 2 ** 31 })],
        ['a priority that is no whole number', () => ({ priority: 0.5 })],
        ['a role that is none', () => ({ roleArn: 'batch' })],
        ['an empty description', () => ({ description: '' })],
        ['a description of 257 characters', () => ({ description: 'x'.repeat(257) })],
        ['51 tags', () => ({ tags: many(51) })],
        ['a manifest without ETag', () => ({ manifest: { ...subject.manifest, etag: '' } })],
        [
          'a manifest without keys',
          () => ({
            manifest: {
              ...subject.manifest,
              format: { name: 'S3BatchOperations_CSV_20180820', fields: ['Bucket'] },
            },
          }),
        ],
        [
          'a report below a long prefix',
          () => ({ report: { bucket: 'reports', prefix: 'x'.repeat(513), scope: 'AllTasks' } }),
        ],
        ['a report to an ARN', () => ({ report: { bucket: 'arn:aws:s3:::reports', scope: 'AllTasks' } })],
        [
          'an alias of a key',
          () => ({ operation: { name: 'S3UpdateObjectEncryption', keyArn: 'alias/lake' } }),
        ],
        [
          'the ARN of an alias',
          () => ({
            operation: {
              name: 'S3UpdateObjectEncryption',
              keyArn: 'arn:aws:kms:eu-west-1:111122223333:alias/lake',
            },
          }),
        ],
        ['a copy to an ARN', () => ({ operation: { ...copy, targetBucket: 'arn:aws:s3:::other-bucket' } })],
        [
          'a copy with two lists of grants',
          () => ({ operation: { ...copy, cannedAcl: 'private', grants: [] } }),
        ],
        ['a copy with 11 tags', () => ({ operation: { ...copy, newTags: many(11) } })],
        ['a function by name', () => ({ operation: { ...invoke, functionArn: 'copy-in-parts' } })],
        ['user arguments in schema 1.0', () => ({ operation: { ...invoke, userArguments: { a: '1' } } })],
        [
          '11 user arguments',
          () => ({ operation: { ...invoke, invocationSchemaVersion: '2.0', userArguments: many(11) } }),
        ],
        [
          'a restore for no days',
          () => ({ operation: { name: 'S3InitiateRestoreObject', tier: 'BULK', expirationInDays: 0 } }),
        ],
      ];
      test.each(invalid)('refuses %s', async (_, change) => {
        expect(await errorCode(jobs.createJob(request(change())))).toBe('S3_BATCH_INVALID_REQUEST');
        expect(await all(jobs.list())).toEqual([]);
      });
    });

    describe('confirmation', () => {
      test('a job waits for it, and then runs to its end', async () => {
        const waiting = await settled();
        expect(waiting).toMatchObject({ status: 'Suspended', suspendedCause: 'AWAITING_CONFIRMATION' });
        expect(waiting.suspendedAt!.getTime()).toBeGreaterThanOrEqual(waiting.createdAt.getTime());
        expect(waiting.progress).toMatchObject({ succeeded: 0, failed: 0 });

        expect(await jobs.updateStatus(waiting.id, 'Ready', 'approved by a person')).toBe('Ready');
        await subject.settle();
        const done = await jobs.describe(waiting.id);
        expect(done).toMatchObject({
          status: 'Complete',
          statusUpdateReason: 'approved by a person',
          progress: { total: subject.objects, succeeded: subject.objects, failed: 0 },
        });
        expect(done.endedAt!.getTime()).toBeGreaterThanOrEqual(done.createdAt.getTime());
      });

      test('a job that needs none runs by itself', async () => {
        expect(await settled({ confirmationRequired: false })).toMatchObject({
          status: 'Complete',
          confirmationRequired: false,
          progress: { total: subject.objects, succeeded: subject.objects, failed: 0 },
        });
      });

      test('given twice is no error', async () => {
        const { id } = await settled();
        await jobs.updateStatus(id, 'Ready');
        expect(['Ready', 'Active', 'Completing', 'Complete']).toContain(await jobs.updateStatus(id, 'Ready'));
        await subject.settle();
        expect(await jobs.updateStatus(id, 'Ready')).toBe('Complete');
      });

      test('comes too late for a job that was cancelled', async () => {
        const { id } = await settled();
        await jobs.updateStatus(id, 'Cancelled');
        expect(await errorCode(jobs.updateStatus(id, 'Ready'))).toBe('S3_BATCH_STATUS_CONFLICT');
      });

      test('takes no long reason', async () => {
        const { id } = await settled();
        expect(await errorCode(jobs.updateStatus(id, 'Ready', 'x'.repeat(257)))).toBe(
          'S3_BATCH_INVALID_REQUEST',
        );
        expect((await jobs.describe(id)).status).toBe('Suspended');
      });
    });

    describe('cancelling', () => {
      test('ends a job that waits, and twice is no error', async () => {
        const { id } = await settled();
        expect(['Cancelling', 'Cancelled']).toContain(await jobs.updateStatus(id, 'Cancelled', 'rejected'));
        expect(['Cancelling', 'Cancelled']).toContain(await jobs.updateStatus(id, 'Cancelled'));
        await subject.settle();
        const job = await jobs.describe(id);
        expect(job).toMatchObject({ status: 'Cancelled', statusUpdateReason: 'rejected' });
        expect(job.progress).toMatchObject({ succeeded: 0, failed: 0 });
        expect(job.endedAt).toBeInstanceOf(Date);
      });

      test('comes too late for a job that is complete', async () => {
        const { id } = await settled({ confirmationRequired: false });
        expect(await errorCode(jobs.updateStatus(id, 'Cancelled'))).toBe('S3_BATCH_STATUS_CONFLICT');
        expect((await jobs.describe(id)).status).toBe('Complete');
      });
    });

    test('priorities can be changed while a job is not over', async () => {
      const { id } = await settled();
      expect(await jobs.updatePriority(id, 2_147_483_647)).toBe(2_147_483_647);
      expect((await jobs.describe(id)).priority).toBe(2_147_483_647);
      expect(await errorCode(jobs.updatePriority(id, -1))).toBe('S3_BATCH_INVALID_REQUEST');
      await jobs.updateStatus(id, 'Cancelled');
      await subject.settle();
      expect(await errorCode(jobs.updatePriority(id, 1))).toBe('S3_BATCH_INVALID_REQUEST');
    });

    test('lists all jobs, or those of some statuses', async () => {
      const ids: JobId[] = [];
      for (let n = 0; n < 7; n += 1) {
        const confirmationRequired = n % 2 === 0;
        ids.push(await jobs.createJob(request({ token: `token-${n}`, priority: n, confirmationRequired })));
      }
      await subject.settle();
      const byId = (summaries: JobSummary[]) => summaries.map(({ id }) => id).sort();
      expect(byId(await all(jobs.list()))).toEqual([...ids].sort());
      const suspended = await all(jobs.list({ statuses: ['Suspended'] }));
      expect(byId(suspended)).toEqual(ids.filter((_, n) => n % 2 === 0).sort());
      expect(suspended.find(({ id }) => id === ids[2])).toMatchObject({
        operation: 'S3UpdateObjectEncryption',
        status: 'Suspended',
        priority: 2,
        description: 'Re-encrypts lake',
        progress: { succeeded: 0, failed: 0 },
      });
      const over = await all(jobs.list({ statuses: ['Complete', 'Cancelled'] }));
      expect(byId(over)).toEqual(ids.filter((_, n) => n % 2 === 1).sort());
      expect(over.every(({ status, endedAt }) => isFinalStatus(status) && endedAt !== undefined)).toBe(true);
      expect(await all(jobs.list({ statuses: ['Failed'] }))).toEqual([]);
    });

    test('knows no other jobs', async () => {
      const id = 'f3cc4f60-0000-4000-8000-000000000001';
      expect(await errorCode(jobs.describe(id))).toBe('S3_BATCH_JOB_NOT_FOUND');
      expect(await errorCode(jobs.updateStatus(id, 'Ready'))).toBe('S3_BATCH_JOB_NOT_FOUND');
      expect(await errorCode(jobs.updatePriority(id, 1))).toBe('S3_BATCH_JOB_NOT_FOUND');
    });
  });
}

async function errorCode(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return 'no error';
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
