import { evaluatePolicy, type AccessRequest } from '../../testing/policy-evaluator';
import { SampleStack } from '../../testing/sample-stack';
import { EncryptedBucket, type EncryptedBucketProps } from './encrypted-bucket';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1';

function deployed(props: Partial<EncryptedBucketProps> = {}) {
  const stack = new SampleStack();
  new EncryptedBucket(stack, 'files', { name: 'files', keyArn: KEY, protected: true, ...props });
  return stack.synthesized();
}

describe('EncryptedBucket', () => {
  test('is versioned, private and under one KMS key with a Bucket Key', () => {
    const stack = deployed();
    expect(stack.resource('aws_s3_bucket_versioning').values['versioning_configuration']).toEqual({
      status: 'Enabled',
    });
    expect(stack.resource('aws_s3_bucket_public_access_block').values).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(stack.resource('aws_s3_bucket_ownership_controls').values['rule']).toEqual({
      object_ownership: 'BucketOwnerEnforced',
    });
    expect(stack.resource('aws_s3_bucket_server_side_encryption_configuration').values['rule']).toEqual([
      {
        apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: KEY },
        bucket_key_enabled: true,
      },
    ]);
  });

  describe('its policy', () => {
    const policy = String(deployed().resource('aws_s3_bucket_policy').values['policy']);
    const header = 's3:x-amz-server-side-encryption-aws-kms-key-id';
    const put = (context: Record<string, string>): AccessRequest => ({
      action: 's3:PutObject',
      resource: 'arn:aws:s3:::files/a',
      principal: 'anybody',
      context: { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', ...context },
    });

    test.each([
      ['an upload over TLS 1.3 that leaves encryption to the bucket', {}, 'silent'],
      ["an upload that names the bucket's key", { [header]: KEY }, 'silent'],
      ['an upload under another key', { [header]: 'arn:aws:kms:eu-west-1:111122223333:key/2' }, 'deny'],
      ['plain HTTP', { 'aws:SecureTransport': 'false' }, 'deny'],
      ['TLS 1.1', { 's3:TlsVersion': '1.1' }, 'deny'],
    ])('%s', (_, context, verdict) => {
      expect(evaluatePolicy(policy, put(context as Record<string, string>))).toBe(verdict);
    });
  });

  test('a policy that an app adds to is made and then left alone', () => {
    const policyOf = (props: Partial<EncryptedBucketProps>) =>
      deployed(props).resource('aws_s3_bucket_policy').values;
    expect(policyOf({ policyGrows: true })['lifecycle']).toEqual({ ignore_changes: ['policy'] });
    expect(policyOf({})['lifecycle']).toBeUndefined();
  });

  test('a protected bucket cannot be destroyed, a disposable one goes with its objects', () => {
    expect(deployed({ protected: true }).resource('aws_s3_bucket').values).toMatchObject({
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(deployed({ protected: false }).resource('aws_s3_bucket').values).toMatchObject({
      force_destroy: true,
      lifecycle: { prevent_destroy: false },
    });
  });

  test('Object Lock is set at creation, its default retention only where given', () => {
    const locked = deployed({ objectLock: { defaultRetention: { mode: 'GOVERNANCE', days: 3 } } });
    expect(locked.resource('aws_s3_bucket').values['object_lock_enabled']).toBe(true);
    expect(locked.resource('aws_s3_bucket_object_lock_configuration').values['rule']).toEqual({
      default_retention: { mode: 'GOVERNANCE', days: 3 },
    });
    const open = deployed({ objectLock: { defaultRetention: undefined } });
    expect(open.resource('aws_s3_bucket').values['object_lock_enabled']).toBe(true);
    expect(open.resources('aws_s3_bucket_object_lock_configuration')).toEqual([]);
    expect(deployed().resource('aws_s3_bucket').values['object_lock_enabled']).toBe(false);
  });

  test('abandoned uploads go, objects only where a lifetime is given', () => {
    const rules = (props: Partial<EncryptedBucketProps>) =>
      (
        deployed(props).resource('aws_s3_bucket_lifecycle_configuration').values['rule'] as { id: string }[]
      ).map(({ id }) => id);
    expect(rules({})).toEqual(['abandoned-uploads']);
    expect(rules({ expireAfterDays: 7 })).toEqual(['abandoned-uploads', 'expiry']);
    expect(rules({ expirePrefixesAfterDays: { 'scratch/': 1 } })).toEqual([
      'abandoned-uploads',
      'expiry of scratch/',
    ]);
  });

  test('tells EventBridge of its objects only where it is asked to', () => {
    const told = deployed({ tellsEvents: true }).resource('aws_s3_bucket_notification').values;
    expect(told['eventbridge']).toBe(true);
    expect(deployed().resources('aws_s3_bucket_notification')).toEqual([]);
  });
});
