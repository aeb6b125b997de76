import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListGrantsCommand,
  NotFoundException,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { createKmsKeyAdministration } from './kms-key-administration';

const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000001';
const role = 'arn:aws:iam::111122223333:role/update';
const $metadata = {};
const kms = mockClient(KMSClient);
const administration = createKmsKeyAdministration({ client: new KMSClient({ region: 'eu-west-1' }) });

beforeEach(() => kms.reset());

const inputs = () => kms.calls().map((call) => call.args[0].input);

test('a key that is about to be deleted says so', async () => {
  kms.on(DescribeKeyCommand).resolves({
    KeyMetadata: {
      KeyId: arn.slice(-36),
      Arn: arn,
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyUsage: 'ENCRYPT_DECRYPT',
      Enabled: false,
      KeyState: 'PendingDeletion',
    },
  });
  expect(await administration.describe(arn)).toEqual({
    arn,
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    enabled: false,
    state: 'PendingDeletion',
    multiRegion: false,
  });
});

test('policy', async () => {
  kms.on(GetKeyPolicyCommand).resolves({ Policy: '{"Statement":[]}', PolicyName: 'default' });
  expect(await administration.policy(arn)).toBe('{"Statement":[]}');
  expect(inputs()).toEqual([{ KeyId: arn, PolicyName: 'default' }]);
});

test('grants are looked through page by page, for those that name the principal itself', async () => {
  kms
    .on(ListGrantsCommand)
    .resolvesOnce({ Grants: [{ GranteePrincipal: 's3.amazonaws.com' }], Truncated: true, NextMarker: 'next' })
    .resolvesOnce({ Grants: [{ GranteePrincipal: role }], Truncated: false });
  expect(await administration.isGrantee(arn, role)).toBe(true);
  expect(inputs()).toMatchObject([
    { KeyId: arn, GranteePrincipal: role },
    { KeyId: arn, GranteePrincipal: role, Marker: 'next' },
  ]);
  kms.reset();
  kms.on(ListGrantsCommand).resolves({ Grants: [{ GranteePrincipal: 's3.amazonaws.com' }] });
  expect(await administration.isGrantee(arn, role)).toBe(false);
});

test.each([
  [new NotFoundException({ message: 'x', $metadata }), 'KMS_KEY_NOT_FOUND'],
  [
    Object.assign(new Error('no'), { name: 'AccessDeniedException', $fault: 'client', $metadata }),
    'KMS_ACCESS_DENIED',
  ],
])('%s is %s, whatever was asked', async (thrown, code) => {
  kms.onAnyCommand().rejects(thrown);
  for (const asked of [
    administration.describe(arn),
    administration.policy(arn),
    administration.isGrantee(arn, role),
  ])
    await expect(asked).rejects.toMatchObject({ code, retryable: false, cause: thrown });
});

test('an answer without its policy is none', async () => {
  kms.on(GetKeyPolicyCommand).resolves({});
  await expect(administration.policy(arn)).rejects.toMatchObject({
    code: 'KMS_UNAVAILABLE',
    retryable: true,
  });
});
