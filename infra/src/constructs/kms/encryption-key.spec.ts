import { evaluatePolicy, type AccessRequest } from '../../testing/policy-evaluator';
import { SampleStack } from '../../testing/sample-stack';
import { EncryptionKey } from './encryption-key';

const ROOT = 'arn:aws:iam::111122223333:root';
const ADMIN = 'arn:aws:iam::111122223333:role/key-administrator';

function deployed(administrators: readonly string[] = []) {
  const stack = new SampleStack();
  new EncryptionKey(stack, 'key', {
    place: { account: '111122223333', region: 'eu-west-1' },
    alias: 'alias/sample',
    description: 'Samples',
    administrators,
    deletionWindowDays: 7,
    protected: true,
    usedThrough: ['s3'],
  });
  return stack.synthesized();
}

const ask = (administrators: readonly string[], request: Omit<AccessRequest, 'resource'>) =>
  evaluatePolicy(String(deployed(administrators).resource('aws_kms_key').values['policy']), {
    resource: 'key',
    ...request,
  });

describe('EncryptionKey', () => {
  test('rotates and is not destroyed', () => {
    expect(deployed().resource('aws_kms_key').values).toMatchObject({
      enable_key_rotation: true,
      deletion_window_in_days: 7,
      lifecycle: { prevent_destroy: true },
    });
  });

  test.each([
    ['through S3', 's3.eu-west-1.amazonaws.com', '111122223333', 'allow'],
    ['through a service it is not for', 'sqs.eu-west-1.amazonaws.com', '111122223333', 'silent'],
    ['through S3 of another Region', 's3.us-east-1.amazonaws.com', '111122223333', 'silent'],
    ['for another account', 's3.eu-west-1.amazonaws.com', '999988887777', 'silent'],
  ])('is used %s: %s', (_, via, caller, verdict) => {
    const context = { 'kms:ViaService': via, 'kms:CallerAccount': caller };
    expect(ask([], { action: 'kms:Decrypt', principal: ROOT, context })).toBe(verdict);
  });

  test('is never used directly, not even by its administrators', () => {
    for (const principal of [ROOT, ADMIN]) {
      for (const administrators of [[], [ADMIN]]) {
        expect(ask(administrators, { action: 'kms:Decrypt', principal })).toBe('silent');
      }
    }
  });

  test('is administered by the named roles, or by IAM of the account', () => {
    const request = { action: 'kms:PutKeyPolicy', principal: ROOT };
    expect(ask([], request)).toBe('allow');
    expect(ask([ADMIN], request)).toBe('silent');
    expect(ask([ADMIN], { ...request, principal: ADMIN })).toBe('allow');
    expect(ask([ADMIN], { action: 'kms:DescribeKey', principal: ROOT })).toBe('allow');
  });
});
