import { bucketAdministrationContract, contractTags } from '@lakeward/s3/testing';
import { BucketWorld } from './bucket-world';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/abc';

bucketAdministrationContract('the world that reconcile and guard-policy are tested in', () =>
  Promise.resolve({
    administration: new BucketWorld({
      plain: {},
      set: {
        tags: contractTags,
        versioning: 'Enabled',
        defaultEncryption: { algorithm: 'aws:kms', keyArn, bucketKey: true },
        objectLock: { enabled: true, defaultRetention: { mode: 'GOVERNANCE', period: { days: 30 } } },
      },
      elsewhere: { region: 'us-east-1' },
    }),
    region: 'eu-west-1',
    plain: 'plain',
    set: 'set',
    setKeyArn: keyArn,
    elsewhere: 'elsewhere',
    elsewhereRegion: 'us-east-1',
  }),
);
