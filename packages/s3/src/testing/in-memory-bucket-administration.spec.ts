import { bucketAdministrationContract, contractTags } from './bucket-administration-contract';
import { InMemoryBucketAdministration } from './in-memory-bucket-administration';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/abc';

bucketAdministrationContract('in memory', () =>
  Promise.resolve({
    administration: new InMemoryBucketAdministration({
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

test('calls can be made to fail, with effect and without', async () => {
  const administration = new InMemoryBucketAdministration({ lake: {} });
  const lost = new Error('lost');
  const text = '{"Statement":[]}';
  administration.before = () => Promise.reject(lost);
  await expect(administration.putPolicy('lake', text)).rejects.toBe(lost);
  administration.before = undefined;
  expect(await administration.policy('lake')).toBeUndefined();
  administration.after = () => Promise.reject(lost);
  await expect(administration.putPolicy('lake', text)).rejects.toBe(lost);
  administration.after = undefined;
  expect((await administration.policy('lake'))!.text).toBe(text);
  expect(administration.calls.map(({ operation }) => operation)).toEqual([
    'putPolicy',
    'policy',
    'putPolicy',
    'policy',
  ]);
});

test('a bucket can be looked at and changed; only what took effect on it is a write', async () => {
  const administration = new InMemoryBucketAdministration({ lake: {}, gone: {} });
  administration.removeBucket('gone');
  await expect(administration.bucketTags('gone')).rejects.toMatchObject({ code: 'S3_BUCKET_NOT_FOUND' });
  administration.at('lake').tags = { team: 'lake' };
  expect(await administration.bucketTags('lake')).toEqual({ team: 'lake' });
  const text = '{"Statement":[]}';
  const { revision } = await administration.putPolicy('lake', text);
  administration.at('lake').policy = '{"Statement":[{}]}';
  await expect(administration.putPolicy('lake', text, { ifRevision: revision })).rejects.toMatchObject({
    code: 'S3_PRECONDITION_FAILED',
  });
  await administration.deletePolicy('lake');
  expect(administration.at('lake').policy).toBeUndefined();
  expect(administration.writes).toEqual(['putPolicy lake', 'deletePolicy lake']);
});
