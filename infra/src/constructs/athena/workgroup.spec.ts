import { SampleStack } from '../../testing/sample-stack';
import { Workgroup } from './workgroup';

describe('Workgroup', () => {
  test.each([true, false])('enforced: %s', (enforced) => {
    const stack = new SampleStack();
    new Workgroup(stack, 'group', {
      name: 'group',
      description: 'Samples',
      resultsBucket: 'results',
      resultsPrefix: 'group/',
      account: '111122223333',
      keyArn: 'arn:key',
      bytesScannedCutoff: 10_000_000,
      enforced,
      protected: true,
    });
    expect(stack.synthesized().resource('aws_athena_workgroup').values).toMatchObject({
      force_destroy: false,
      configuration: {
        enforce_workgroup_configuration: enforced,
        bytes_scanned_cutoff_per_query: 10_000_000,
        publish_cloudwatch_metrics_enabled: true,
        result_configuration: {
          output_location: 's3://results/group/',
          expected_bucket_owner: '111122223333',
          encryption_configuration: { encryption_option: 'SSE_KMS', kms_key_arn: 'arn:key' },
        },
      },
    });
  });
});
