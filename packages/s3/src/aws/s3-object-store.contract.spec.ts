import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startAwsEmulator, whyNoAwsEmulator, type AwsEmulator } from '@lakeward/aws-emulator';
import { objectStoreContract } from '../testing';
import { createS3ObjectStore } from './s3-object-store';

const unavailable = whyNoAwsEmulator();
let emulator: AwsEmulator | undefined;

beforeAll(async () => {
  if (unavailable !== undefined) return;
  const started = await startAwsEmulator();
  if ('unavailable' in started) throw new Error(started.unavailable);
  emulator = started;
}, 90_000);
afterAll(() => emulator?.stop());

objectStoreContract(
  'S3 adapter over the emulator',
  async () => {
    if (emulator === undefined) throw new Error('The emulator is not running.');
    const { endpoint, region, credentials } = emulator;
    const client = new S3Client({ endpoint, region, credentials });
    const make = async (objectLock: boolean): Promise<string> => {
      const Bucket = `contract-${randomUUID()}`;
      await client.send(
        new CreateBucketCommand({
          Bucket,
          ObjectLockEnabledForBucket: objectLock,
          CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
        }),
      );
      return Bucket;
    };
    const bucket = await make(false);
    const versionedBucket = await make(true);
    await client.send(
      new PutBucketVersioningCommand({
        Bucket: versionedBucket,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
    // What every bucket of S3 has had since 2023, the emulator has to be told.
    for (const Bucket of [bucket, versionedBucket]) {
      await client.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
          },
        }),
      );
    }
    // Small pages, so that the listings of the contract have several.
    const store = createS3ObjectStore({ endpoint, region, credentials, pageSize: 7 });
    return {
      store,
      bucket,
      versionedBucket,
      dispose: () => {
        client.destroy();
        return Promise.resolve();
      },
    };
  },
  {
    unavailable,
    unsupported: {
      'line-breaks-in-versions':
        'the emulator does not URL-encode keys of versions, and XML changes line breaks',
      'deleted-folders': 'the emulator lists folders of delete markers',
      'marker-without-object': 'the emulator makes none',
      'if-match-of-parts': 'the emulator ignores If-Match of CompleteMultipartUpload',
      'conditional-copy': 'the emulator ignores If-Match and If-None-Match of CopyObject',
      'copy-source-condition': 'the emulator ignores x-amz-copy-source-if-match',
      'dsse-key': 'the emulator forgets the key of DSSE-KMS',
      'past-retention': 'the emulator takes any date',
      'locked-copy': "the emulator asks for an upload's checksum header",
    },
  },
);
