import { evaluatePolicy } from '../../testing/policy-evaluator';
import { sampleFunction } from '../../testing/sample-function';
import { SampleStack } from '../../testing/sample-stack';
import { BatchRole } from '../s3-batch/batch-role';
import { BatchFunction } from './batch-function';

describe('BatchFunction', () => {
  const stack = new SampleStack();
  const { invocation } = new BatchFunction(stack, 'work', sampleFunction);
  new BatchRole(stack, 'batch-role', {
    name: 'lakeward-dev-sample-batch-work',
    description: 'Invokes the sample.',
    manifests: { bucket: 'manifests', prefix: 'sample/' },
    reports: { bucket: 'reports', prefix: 'sample/' },
    work: [invocation],
  });
  const synthesized = stack.synthesized();

  test('is invoked by the role of its jobs, and by nobody else', () => {
    const name = 'arn:aws:lambda:eu-west-1:111122223333:function:lakeward-dev-sample';
    const may = (role: string, resource: string) =>
      evaluatePolicy(String(synthesized.resource('aws_iam_role_policy', role).values['policy']), {
        action: 'lambda:InvokeFunction',
        resource,
      });
    expect(may('batch-role', `${name}-work`)).toBe('allow');
    expect(may('batch-role', `${name}-other`)).toBe('silent');
    expect(may('work_role', `${name}-work`)).toBe('silent');
    expect(synthesized.resources('aws_lambda_permission', 'aws_lambda_event_source_mapping')).toEqual([]);
  });

  test('its failures are answers to S3: no queue keeps them, and nothing invokes it without waiting', () => {
    expect(synthesized.resources('aws_sqs_queue', 'aws_lambda_function_event_invoke_config')).toEqual([]);
    expect(
      synthesized.resources('aws_cloudwatch_metric_alarm').map(({ values }) => values['metric_name']),
    ).toEqual(['Errors', 'Throttles', 'Duration']);
  });

  test('only S3 Batch Operations takes the role of its jobs', () => {
    const trust = String(synthesized.resource('aws_iam_role', 'batch-role').values['assume_role_policy']);
    const take = (principal: string) =>
      evaluatePolicy(trust, { action: 'sts:AssumeRole', resource: 'role', principal });
    expect(take('batchoperations.s3.amazonaws.com')).toBe('allow');
    expect(take('s3.amazonaws.com')).toBe('silent');
    expect(take('lambda.amazonaws.com')).toBe('silent');
  });
});
