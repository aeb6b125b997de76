import { CloudTrailClient, ListPublicKeysCommand } from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import { makeTrailKeyPair } from '../testing';
import { createCloudTrailKeys } from './cloudtrail-keys';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const period = { from: new Date('2026-03-09T00:00:00Z'), until: new Date('2026-03-10T02:00:00Z') };
const { publicKey } = makeTrailKeyPair();

describe('with a client that answers as told', () => {
  const cloudTrail = mockClient(CloudTrailClient);
  const regions: string[] = [];
  const keys = createCloudTrailKeys({
    clientOf: (region) => {
      regions.push(region);
      return new CloudTrailClient({ region, credentials });
    },
  });
  beforeEach(() => cloudTrail.reset());

  const served = {
    Fingerprint: publicKey.fingerprint,
    Value: publicKey.der,
    ValidityStartTime: publicKey.validFrom,
    ValidityEndTime: publicKey.validUntil,
  };

  test('each Region is asked by a client of its own, made once, for the period', async () => {
    cloudTrail.on(ListPublicKeysCommand).resolves({ PublicKeyList: [served] });
    await keys.list('eu-west-1', period);
    await keys.list('us-east-1', period);
    await keys.list('eu-west-1', period);
    expect(regions).toEqual(['eu-west-1', 'us-east-1']);
    expect(cloudTrail.commandCalls(ListPublicKeysCommand)[0]?.args[0].input).toMatchObject({
      StartTime: period.from,
      EndTime: period.until,
    });
  });

  test('pages are followed, and a key that comes twice is one', async () => {
    cloudTrail
      .on(ListPublicKeysCommand)
      .resolvesOnce({ PublicKeyList: [served], NextToken: 'more' })
      .resolvesOnce({ PublicKeyList: [served, { ...served, Fingerprint: 'ff' }], NextToken: '' });
    const found = await keys.list('eu-west-1', period);
    expect(found.map(({ fingerprint }) => fingerprint)).toEqual([publicKey.fingerprint, 'ff'].sort());
    expect(cloudTrail.commandCalls(ListPublicKeysCommand)[1]?.args[0].input.NextToken).toBe('more');
  });

  test('pages that never end are not followed for ever', async () => {
    cloudTrail.on(ListPublicKeysCommand).resolves({ PublicKeyList: [served], NextToken: 'same' });
    await expect(keys.list('eu-west-1', period)).rejects.toMatchObject({ code: 'CLOUDTRAIL_UNAVAILABLE' });
  });

  test.each(['Fingerprint', 'Value', 'ValidityStartTime', 'ValidityEndTime'] as const)(
    'a key without %s is no answer',
    async (member) => {
      cloudTrail.on(ListPublicKeysCommand).resolves({ PublicKeyList: [{ ...served, [member]: undefined }] });
      await expect(keys.list('eu-west-1', period)).rejects.toMatchObject({
        code: 'CLOUDTRAIL_UNAVAILABLE',
        retryable: true,
      });
    },
  );

  test('nothing is asked for what CloudTrail would refuse', async () => {
    await expect(keys.list('eu-west-1', { from: period.until, until: period.from })).rejects.toMatchObject({
      code: 'CLOUDTRAIL_INVALID_REQUEST',
    });
    expect(cloudTrail.calls()).toHaveLength(0);
  });

  test('a defect of our own is not dressed as a failure of AWS', async () => {
    cloudTrail.on(ListPublicKeysCommand).rejects(new TypeError('x is undefined'));
    await expect(keys.list('eu-west-1', period)).rejects.toMatchObject({ code: 'UNEXPECTED_ERROR' });
  });
});
