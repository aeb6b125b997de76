import { InMemoryKeyRing } from './in-memory-key-ring';
import { contractGrantee, contractKeyPolicy, keyAdministrationContract } from './key-administration-contract';
import { keyRingContract } from './key-ring-contract';

keyRingContract('in-memory fake', {
  makeRing: () => {
    const ring = new InMemoryKeyRing();
    const disabled = ring.createKey({ spec: 'ECC_NIST_P256' });
    ring.disableKey(disabled);
    return Promise.resolve({
      ring,
      alias: 'alias/evidence',
      keys: {
        p256: ring.createKey({ spec: 'ECC_NIST_P256', alias: 'alias/evidence' }),
        p384: ring.createKey({ spec: 'ECC_NIST_P384' }),
        rsa2048: ring.createKey({ spec: 'RSA_2048' }),
        hmac: ring.createKey({ spec: 'HMAC_256' }),
        symmetric: ring.createKey({ spec: 'SYMMETRIC_DEFAULT' }),
        otherSymmetric: ring.createKey({ spec: 'SYMMETRIC_DEFAULT' }),
        disabled,
      },
    });
  },
});

keyAdministrationContract('in-memory fake', () => {
  const ring = new InMemoryKeyRing();
  const [plain, set, disabled] = [0, 1, 2].map(() => ring.createKey({ spec: 'SYMMETRIC_DEFAULT' })) as [
    string,
    string,
    string,
  ];
  ring.putPolicy(set, contractKeyPolicy(set));
  ring.grant(set, contractGrantee);
  ring.disableKey(disabled);
  return Promise.resolve({ administration: ring, keys: { plain, set, disabled } });
});

describe('InMemoryKeyRing', () => {
  test('an ARN of another region or account names no key', async () => {
    const ring = new InMemoryKeyRing();
    const arn = ring.createKey({ spec: 'HMAC_256', alias: 'alias/mac' });
    for (const wrong of [
      arn.replace('eu-west-1', 'us-east-1'),
      arn.replace('111122223333', '444455556666'),
      'arn:aws:kms:us-east-1:111122223333:alias/mac',
    ]) {
      await expect(ring.describe(wrong)).rejects.toMatchObject({ code: 'KMS_KEY_NOT_FOUND' });
    }
  });
});
