import {
  CreateJobCommand,
  DescribeJobCommand,
  InternalServiceException,
  ListJobsCommand,
  NotFoundException,
  S3ControlClient,
  S3ControlServiceException,
  TooManyRequestsException,
  UpdateJobStatusCommand,
} from '@aws-sdk/client-s3-control';
import { mockClient } from 'aws-sdk-client-mock';
import type { CreateJobRequest } from '../batch-jobs';
import type { JobOperation } from '../job-operation';
import { createS3BatchJobs } from './s3-batch-jobs';

const accountId = '111122223333';
const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/abc';
const control = mockClient(S3ControlClient);
const jobs = createS3BatchJobs({ accountId, client: new S3ControlClient({ region: 'eu-west-1' }) });
const request: CreateJobRequest = {
  token: 'token',
  operation: { name: 'S3UpdateObjectEncryption', keyArn },
  manifest: {
    location: { bucket: 'lists', key: 'a b.csv' },
    etag: 'e1',
    versionId: 'v1',
    format: { name: 'S3BatchOperations_CSV_20180820', fields: ['Bucket', 'Key', 'VersionId'] },
  },
  priority: 7,
  roleArn: 'arn:aws:iam::111122223333:role/batch',
  confirmationRequired: true,
};
const $metadata = {};

beforeEach(() => control.reset());

async function sent(change: Partial<CreateJobRequest>) {
  control.on(CreateJobCommand).resolves({ JobId: 'job-1' });
  expect(await jobs.createJob({ ...request, ...change })).toBe('job-1');
  return control.commandCalls(CreateJobCommand)[0]!.args[0].input;
}

describe('a job', () => {
  test('is asked for in the words of S3 Batch', async () => {
    expect(await sent({})).toEqual({
      AccountId: accountId,
      ClientRequestToken: 'token',
      ConfirmationRequired: true,
      Operation: { S3UpdateObjectEncryption: { ObjectEncryption: { SSEKMS: { KMSKeyArn: keyArn } } } },
      Manifest: {
        Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key', 'VersionId'] },
        Location: { ObjectArn: 'arn:aws:s3:::lists/a b.csv', ETag: 'e1', ObjectVersionId: 'v1' },
      },
      Report: { Enabled: false },
      Priority: 7,
      RoleArn: request.roleArn,
    });
  });

  test('says where its report goes, what it is for, and its tags', async () => {
    expect(
      await sent({
        report: { bucket: 'reports', prefix: 'p', scope: 'FailedTasksOnly', expectedBucketOwner: accountId },
        description: 'd',
        tags: { a: '1' },
        manifest: { ...request.manifest, format: { name: 'S3InventoryReport_CSV_20161130' } },
      }),
    ).toMatchObject({
      Report: {
        Enabled: true,
        Bucket: 'arn:aws:s3:::reports',
        Format: 'Report_CSV_20180820',
        Prefix: 'p',
        ReportScope: 'FailedTasksOnly',
        ExpectedBucketOwner: accountId,
      },
      Description: 'd',
      Tags: [{ Key: 'a', Value: '1' }],
      Manifest: { Spec: { Format: 'S3InventoryReport_CSV_20161130' } },
    });
  });

  const operations: readonly [string, JobOperation, object][] = [
    [
      'a copy to SSE-KMS that keeps the metadata',
      {
        name: 'S3PutObjectCopy',
        targetBucket: 'lake',
        encryption: { algorithm: 'aws:kms', keyArn, bucketKey: true },
        storageClass: 'STANDARD_IA',
        newTags: { __ObjectEncrypted: 'true' },
        cannedAcl: 'bucket-owner-full-control',
        legalHold: false,
      },
      {
        S3PutObjectCopy: {
          TargetResource: 'arn:aws:s3:::lake',
          MetadataDirective: 'COPY',
          NewObjectMetadata: { SSEAlgorithm: 'KMS' },
          SSEAwsKmsKeyId: keyArn,
          BucketKeyEnabled: true,
          StorageClass: 'STANDARD_IA',
          NewObjectTagging: [{ Key: '__ObjectEncrypted', Value: 'true' }],
          CannedAccessControlList: 'bucket-owner-full-control',
          ObjectLockLegalHoldStatus: 'OFF',
        },
      },
    ],
    [
      'a copy to SSE-S3 with metadata of its own and without tags',
      {
        name: 'S3PutObjectCopy',
        targetBucket: 'lake',
        encryption: { algorithm: 'AES256' },
        newMetadata: { contentType: 'text/csv', userMetadata: { a: '1' } },
        newTags: {},
      },
      {
        S3PutObjectCopy: {
          TargetResource: 'arn:aws:s3:::lake',
          MetadataDirective: 'REPLACE',
          NewObjectMetadata: { SSEAlgorithm: 'AES256', ContentType: 'text/csv', UserMetadata: { a: '1' } },
          NewObjectTagging: [],
        },
      },
    ],
    [
      'an invocation',
      {
        name: 'LambdaInvoke',
        functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
        invocationSchemaVersion: '2.0',
        userArguments: { a: '1' },
      },
      {
        LambdaInvoke: {
          FunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
          InvocationSchemaVersion: '2.0',
          UserArguments: { a: '1' },
        },
      },
    ],
    [
      'a restore',
      { name: 'S3InitiateRestoreObject', tier: 'BULK', expirationInDays: 3 },
      { S3InitiateRestoreObject: { GlacierJobTier: 'BULK', ExpirationInDays: 3 } },
    ],
  ];
  test.each(operations)('may be %s', async (_, operation, wire) => {
    expect((await sent({ operation })).Operation).toEqual(wire);
  });

  test('that is refused is not sent', async () => {
    await expect(jobs.createJob({ ...request, token: '' })).rejects.toMatchObject({
      code: 'S3_BATCH_INVALID_REQUEST',
    });
    expect(control.calls()).toEqual([]);
  });

  test('without an id in the answer may be asked for again', async () => {
    control.on(CreateJobCommand).resolves({});
    await expect(jobs.createJob(request)).rejects.toMatchObject({
      code: 'S3_BATCH_UNAVAILABLE',
      retryable: true,
    });
  });

  test('of another program is not described, but can be cancelled', async () => {
    const operation = { S3DeleteObjectTagging: {} };
    control
      .on(DescribeJobCommand)
      .resolves({ Job: { JobId: 'x', Status: 'Cancelled', Operation: operation } });
    await expect(jobs.describe('x')).rejects.toMatchObject({ code: 'S3_BATCH_INVALID_REQUEST' });
    control
      .on(UpdateJobStatusCommand)
      .rejects(new S3ControlServiceException({ name: 'JobStatusException', $fault: 'client', $metadata }));
    expect(await jobs.updateStatus('x', 'Cancelled')).toBe('Cancelled');
  });

  test('tells why it failed', async () => {
    control.on(DescribeJobCommand).resolves({
      Job: {
        JobId: 'x',
        Status: 'Failed',
        Operation: { S3UpdateObjectEncryption: { ObjectEncryption: { SSEKMS: { KMSKeyArn: keyArn } } } },
        Manifest: {
          Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
          Location: { ObjectArn: 'arn:aws-cn:s3:::lists/a/b c.csv', ETag: '"e1"' },
        },
        FailureReasons: [
          { FailureCode: 'InvalidManifestContent', FailureReason: 'Unexpected number of task fields' },
        ],
        ProgressSummary: {
          TotalNumberOfTasks: 9,
          NumberOfTasksSucceeded: 1,
          NumberOfTasksFailed: 2,
          Timers: { ElapsedTimeInActiveSeconds: 60 },
        },
      },
    });
    expect(await jobs.describe('x')).toMatchObject({
      status: 'Failed',
      manifest: { location: { bucket: 'lists', key: 'a/b c.csv' }, etag: 'e1' },
      failures: [{ code: 'InvalidManifestContent', reason: 'Unexpected number of task fields' }],
      progress: { total: 9, succeeded: 1, failed: 2, activeSeconds: 60 },
    });
  });
});

test('jobs are listed page by page', async () => {
  control
    .on(ListJobsCommand, { NextToken: 'next' })
    .resolves({ Jobs: [{ JobId: 'b', Status: 'Active' }] })
    .on(ListJobsCommand, { NextToken: undefined })
    .resolves({ Jobs: [{ JobId: 'a', Status: 'Ready' }], NextToken: 'next' });
  const ids = [];
  for await (const { id } of jobs.list({ statuses: ['Ready', 'Active'] })) ids.push(id);
  expect(ids).toEqual(['a', 'b']);
  expect(control.commandCalls(ListJobsCommand).map((call) => call.args[0].input)).toEqual([
    { AccountId: accountId, MaxResults: 1_000, JobStatuses: ['Ready', 'Active'] },
    { AccountId: accountId, MaxResults: 1_000, JobStatuses: ['Ready', 'Active'], NextToken: 'next' },
  ]);
});

test.each([
  [new TooManyRequestsException({ message: 'Rate exceeded', $metadata }), 'S3_BATCH_THROTTLED', true],
  [new InternalServiceException({ message: 'boom', $metadata }), 'S3_BATCH_UNAVAILABLE', true],
  [new NotFoundException({ message: 'no', $metadata }), 'S3_BATCH_JOB_NOT_FOUND', false],
  [
    new S3ControlServiceException({ name: 'NoSuchJob', message: 'no', $fault: 'client', $metadata }),
    'S3_BATCH_JOB_NOT_FOUND',
    false,
  ],
  [
    new S3ControlServiceException({ name: 'AccessDenied', message: 'no', $fault: 'client', $metadata }),
    'S3_BATCH_ACCESS_DENIED',
    false,
  ],
  [
    new S3ControlServiceException({
      name: 'IdempotencyException',
      message: 'no',
      $fault: 'client',
      $metadata,
    }),
    'S3_BATCH_TOKEN_REUSED',
    false,
  ],
  [new TypeError('x is undefined'), 'UNEXPECTED_ERROR', false],
])('translates %s', async (thrown, code, retryable) => {
  control.on(DescribeJobCommand).rejects(thrown);
  await expect(jobs.describe('x')).rejects.toMatchObject({ code, retryable, cause: thrown });
});
