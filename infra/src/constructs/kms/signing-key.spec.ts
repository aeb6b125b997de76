import { evaluatePolicy } from '../../testing/policy-evaluator';
import { SampleStack } from '../../testing/sample-stack';
import { SigningKey } from './signing-key';

const ROOT = 'arn:aws:iam::111122223333:root';
const SIGNER = 'arn:aws:iam::111122223333:role/lakeward-dev-sample-work';

describe('SigningKey', () => {
  const stack = new SampleStack();
  new SigningKey(stack, 'key', {
    place: { account: '111122223333', region: 'eu-west-1' },
    alias: 'alias/sample',
    description: 'Signs samples',
    administrators: ['arn:aws:iam::111122223333:role/key-administrator'],
    deletionWindowDays: 7,
    protected: true,
    signers: 'arn:aws:iam::111122223333:role/lakeward-dev-sample-*',
  });
  const { values } = stack.synthesized().resource('aws_kms_key');

  test('is a P-256 key that signs, is not destroyed and does not rotate', () => {
    expect(values).toMatchObject({
      key_usage: 'SIGN_VERIFY',
      customer_master_key_spec: 'ECC_NIST_P256',
      lifecycle: { prevent_destroy: true },
    });
    expect(values['enable_key_rotation']).toBeUndefined();
  });

  const ask = (action: string, principalArn: string, context: Record<string, string> = {}) =>
    evaluatePolicy(String(values['policy']), {
      action,
      resource: 'key',
      principal: ROOT,
      context: {
        'aws:PrincipalArn': principalArn,
        'kms:CallerAccount': '111122223333',
        'kms:MessageType': 'DIGEST',
        'kms:SigningAlgorithm': 'ECDSA_SHA_256',
        ...context,
      },
    });

  test.each([
    ['by its signers', 'kms:Sign', SIGNER, {}, 'allow'],
    ['by another role', 'kms:Sign', 'arn:aws:iam::111122223333:role/administrator', {}, 'silent'],
    [
      "by another environment's role",
      'kms:Sign',
      'arn:aws:iam::111122223333:role/lakeward-prod-sample-work',
      {},
      'silent',
    ],
    ['by another account', 'kms:Sign', SIGNER, { 'kms:CallerAccount': '999988887777' }, 'silent'],
    ['of a message instead of its digest', 'kms:Sign', SIGNER, { 'kms:MessageType': 'RAW' }, 'silent'],
    ['by another algorithm', 'kms:Sign', SIGNER, { 'kms:SigningAlgorithm': 'ECDSA_SHA_384' }, 'silent'],
    [
      'public half, by anybody here',
      'kms:GetPublicKey',
      'arn:aws:iam::111122223333:role/auditor',
      {},
      'allow',
    ],
    ['checked by anybody here', 'kms:Verify', 'arn:aws:iam::111122223333:role/auditor', {}, 'allow'],
    ['deletion by IAM alone', 'kms:ScheduleKeyDeletion', SIGNER, {}, 'silent'],
  ])('%s: %s', (_, action, principal, context, verdict) => {
    expect(ask(action, principal, context as Record<string, string>)).toBe(verdict);
  });
});
