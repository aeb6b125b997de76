import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketTaggingCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startAwsEmulator, whyNoAwsEmulator, type AwsEmulator } from '@lakeward/aws-emulator';
import { bucketAdministrationContract, contractTags } from '../testing';
import { createS3BucketAdministration } from './s3-bucket-administration';

const unavailable = whyNoAwsEmulator();
const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0d5a5a5e-0000-4000-8000-000000000001';
let emulator: AwsEmulator | undefined;

beforeAll(async () => {
  if (unavailable !== undefined) return;
  const started = await startAwsEmulator();
  if ('unavailable' in started) throw new Error(started.unavailable);
  emulator = started;
}, 90_000);
afterAll(() => emulator?.stop());

bucketAdministrationContract(
  'S3 adapter over the emulator',
  async () => {
    if (emulator === undefined) throw new Error('The emulator is not running.');
    await emulator.reset();
    const { endpoint, region, credentials } = emulator;
    const client = new S3Client({ endpoint, region, credentials });
    const create = async (
      name: string,
      LocationConstraint?: 'eu-west-1',
      ObjectLockEnabledForBucket = false,
    ) => {
      const Bucket = `${name}-${randomUUID()}`;
      const where =
        LocationConstraint === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint } };
      await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket, ...where }));
      return Bucket;
    };
    const plain = await create('plain', 'eu-west-1');
    const set = await create('set', 'eu-west-1', true);
    await client.send(
      new PutBucketTaggingCommand({
        Bucket: set,
        Tagging: { TagSet: Object.entries(contractTags).map(([Key, Value]) => ({ Key, Value })) },
      }),
    );
    await client.send(
      new PutBucketEncryptionCommand({
        Bucket: set,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn },
              BucketKeyEnabled: true,
            },
          ],
        },
      }),
    );
    await client.send(
      new PutObjectLockConfigurationCommand({
        Bucket: set,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } },
        },
      }),
    );
    const east = new S3Client({ endpoint, region: 'us-east-1', credentials });
    const elsewhere = `elsewhere-${randomUUID()}`;
    await east.send(new CreateBucketCommand({ Bucket: elsewhere }));
    return {
      administration: createS3BucketAdministration({ endpoint, region, credentials }),
      region: 'eu-west-1',
      plain,
      set,
      setKeyArn: keyArn,
      elsewhere,
      elsewhereRegion: 'us-east-1',
      dispose: () => {
        client.destroy();
        east.destroy();
        return Promise.resolve();
      },
    };
  },
  {
    unavailable,
    unsupported: {
      'default-ownership': 'the emulator sets no ownership',
      'inventory-details': 'the emulator forgets how inventories are encrypted',
      'listed-inventories': 'the emulator lists configurations without their fields',
    },
  },
);
