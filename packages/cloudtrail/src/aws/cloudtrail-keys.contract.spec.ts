import { makeTrailKeyPair, trailKeysContract } from '../testing';
import { startListPublicKeysService } from '../testing/list-public-keys-service';
import { createCloudTrailKeys } from './cloudtrail-keys';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const period = { from: new Date('2026-03-09T00:00:00Z'), until: new Date('2026-03-10T02:00:00Z') };
const { publicKey } = makeTrailKeyPair();

trailKeysContract('CloudTrail adapter', {
  makeKeys: async (keys) => {
    const service = await startListPublicKeysService(keys);
    return {
      keys: createCloudTrailKeys({ endpoint: service.endpoint, credentials }),
      close: () => service.stop(),
    };
  },
});

describe('over the wire', () => {
  test('being throttled is ridden out', async () => {
    const service = await startListPublicKeysService({ 'eu-west-1': [publicKey] });
    try {
      const throttled = { status: 400, type: 'ThrottlingException' };
      service.failNext(throttled, throttled);
      const keys = createCloudTrailKeys({ endpoint: service.endpoint, credentials });
      expect((await keys.list('eu-west-1', period)).map(({ fingerprint }) => fingerprint)).toEqual([
        publicKey.fingerprint,
      ]);
      expect(service.requests()).toBe(3);
    } finally {
      await service.stop();
    }
  });

  test.each([
    ['InvalidTimeRangeException', 'CLOUDTRAIL_INVALID_REQUEST', false],
    ['UnsupportedOperationException', 'CLOUDTRAIL_INVALID_REQUEST', false],
    ['OperationNotPermittedException', 'CLOUDTRAIL_ACCESS_DENIED', false],
    ['AccessDeniedException', 'CLOUDTRAIL_ACCESS_DENIED', false],
    ['UnrecognizedClientException', 'CLOUDTRAIL_ACCESS_DENIED', false],
  ])('%s is %s', async (type, code, retryable) => {
    const service = await startListPublicKeysService({});
    try {
      service.failNext({ status: 400, type });
      const keys = createCloudTrailKeys({ endpoint: service.endpoint, credentials });
      await expect(keys.list('eu-west-1', period)).rejects.toMatchObject({
        code,
        retryable,
        message: 'CloudTrail: public keys of eu-west-1: said CloudTrail',
      });
    } finally {
      await service.stop();
    }
  });
});
