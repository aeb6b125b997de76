import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, PutBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3';
import { startAwsEmulator, whyNoAwsEmulator, type AwsEmulator } from '@lakeward/aws-emulator';
import { multipartCopyContract } from '../testing';
import { createS3MultipartCopy } from './s3-multipart-copy';
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

multipartCopyContract(
  'S3 adapter over the emulator',
  async () => {
    if (emulator === undefined) throw new Error('The emulator is not running.');
    const { endpoint, region, credentials } = emulator;
    const client = new S3Client({ endpoint, region, credentials });
    const make = async (objectLock: boolean): Promise<string> => {
      const Bucket = `parts-${randomUUID()}`;
      await client.send(
        new CreateBucketCommand({
          Bucket,
          ObjectLockEnabledForBucket: objectLock,
          CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
        }),
      );
      // What every bucket of S3 has had since 2023, the emulator has to be told.
      await client.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
          },
        }),
      );
      return Bucket;
    };
    const bucket = await make(false);
    const versionedBucket = await make(true);
    return {
      copies: createS3MultipartCopy({ endpoint, region, credentials, pageSize: 1 }),
      store: createS3ObjectStore({ endpoint, region, credentials }),
      bucket,
      versionedBucket,
      // The emulator computes another checksum under the name of CRC64NVME.
      checksumAlgorithm: 'CRC32',
      dispose: () => {
        client.destroy();
        return Promise.resolve();
      },
    };
  },
  {
    unavailable,
    unsupported: {
      'bucket-key': 'the emulator forgets it of uploads in parts',
      locks: 'the emulator forgets them of uploads in parts',
      'gone-upload': 'the emulator ends in an internal error',
      'past-end': 'the emulator cuts the range',
      'part-condition': 'the emulator ignores x-amz-copy-source-if-match',
      'completion-condition': 'the emulator ignores If-Match of CompleteMultipartUpload',
    },
  },
);
