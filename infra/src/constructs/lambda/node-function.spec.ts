import { dev } from '../../environments/dev';
import type { Environment } from '../../environments/environment';
import { SampleStack } from '../../testing/sample-stack';
import { evaluatePolicy } from '../../testing/policy-evaluator';
import { sampleFunction } from '../../testing/sample-function';
import { NodeFunction } from './node-function';

const props: typeof sampleFunction = { ...sampleFunction, codeAlarms: { SAMPLE_LOST: 'A sample was lost.' } };

function deployed(given: Partial<typeof props> = {}, environment: Environment = dev) {
  const stack = new SampleStack(environment);
  new NodeFunction(stack, 'work', { ...props, ...given });
  return stack.synthesized();
}

describe('NodeFunction', () => {
  test('is a small arm64 function on Node 22 with its variables encrypted and its code hashed by content', () => {
    const { values } = deployed().resource('aws_lambda_function');
    expect(values).toMatchObject({
      function_name: 'lakeward-dev-sample-work',
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      timeout: 60,
      memory_size: 256,
      reserved_concurrent_executions: 2,
      kms_key_arn: '${data.aws_kms_alias.operations-key.target_key_arn}',
      environment: { variables: { BUCKET: 'lake', CAP: '10' } },
      tracing_config: { mode: 'PassThrough' },
    });
    expect(deployed().resource('aws_lambda_function').values['source_code_hash']).toBe(
      values['source_code_hash'],
    );
  });

  test('cannot be declared without a variable of its contract, an impact or a runbook', () => {
    const stack = new SampleStack();
    // These lines compile only because each of them is refused by the compiler.
    const refused = [
      // @ts-expect-error CAP is forgotten
      () => new NodeFunction(stack, 'a', { ...props, environment: { BUCKET: 'lake' } }),
      // @ts-expect-error BUCKET is misspelled
      () => new NodeFunction(stack, 'b', { ...props, environment: { BUKET: 'lake', CAP: '1' } }),
      // @ts-expect-error nobody says who is hurt
      () => new NodeFunction(stack, 'c', { ...props, impact: undefined }),
      // @ts-expect-error nobody says what to do
      () => new NodeFunction(stack, 'd', { ...props, runbook: undefined }),
      // @ts-expect-error a runbook is a heading in a Markdown file
      () => new NodeFunction(stack, 'e', { ...props, runbook: 'ask the author' }),
    ];
    expect(refused[0]).toThrow('CAP is not set');
    expect(refused[1]).toThrow('BUCKET is not set');
  });

  test('a value the function would refuse is refused', () => {
    expect(() => deployed({ environment: { BUCKET: 'lake', CAP: 'many' } })).toThrow(
      expect.objectContaining({
        code: 'INFRA_INVALID_ENVIRONMENT',
        message: expect.stringContaining('sample/work would refuse its environment'),
      }),
    );
  });

  test.each([0, 901, 1.5])('a timeout of %d s is refused', (timeoutSeconds) => {
    expect(() => deployed({ timeoutSeconds })).toThrow(
      expect.objectContaining({ code: 'INFRA_INVALID_TIMEOUT' }),
    );
  });

  test('has a role of its own that may log, read its variables, and nothing else', () => {
    const stack = deployed();
    const policy = String(stack.resource('aws_iam_role_policy').values['policy']);
    const statements = (JSON.parse(policy) as { Statement: { Sid: string }[] }).Statement;
    expect(statements.map(({ Sid }) => Sid)).toEqual(['WriteLogs', 'DecryptEnvironment']);
    const logs = 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/lakeward-dev-sample';
    const write = { action: 'logs:PutLogEvents', resource: `${logs}-work:log-stream:x` };
    expect(evaluatePolicy(policy, write)).toBe('allow');
    expect(evaluatePolicy(policy, { ...write, resource: `${logs}-other:log-stream:x` })).toBe('silent');
    const trust = String(stack.resource('aws_iam_role').values['assume_role_policy']);
    const take = { action: 'sts:AssumeRole', resource: 'role', principal: 'lambda.amazonaws.com' };
    expect(evaluatePolicy(trust, take)).toBe('allow');
    expect(evaluatePolicy(trust, { ...take, principal: 'ec2.amazonaws.com' })).toBe('silent');
  });

  test('traces where the environment says so, and may then send traces', () => {
    const traced = deployed({}, { ...dev, operations: { ...dev.operations, tracing: true } });
    expect(traced.resource('aws_lambda_function').values['tracing_config']).toEqual({ mode: 'Active' });
    const policy = String(traced.resource('aws_iam_role_policy').values['policy']);
    expect(evaluatePolicy(policy, { action: 'xray:PutTraceSegments', resource: '*' })).toBe('allow');
  });

  test('writes to an encrypted log group that forgets after the retention', () => {
    expect(deployed().resource('aws_cloudwatch_log_group').values).toMatchObject({
      name: '/aws/lambda/lakeward-dev-sample-work',
      retention_in_days: 365,
      kms_key_id: '${data.aws_kms_alias.operations-key.target_key_arn}',
    });
  });

  test('has alarms that say whom they hurt and where to read on', () => {
    const alarms = deployed().resources('aws_cloudwatch_metric_alarm');
    const topic = ['arn:aws:sns:eu-west-1:111122223333:lakeward-dev-alarms'];
    expect(
      alarms.map(({ values }) => [values['alarm_name'], values['metric_name'], values['threshold']]),
    ).toEqual([
      ['lakeward-dev-sample-work-errors', 'Errors', 1],
      ['lakeward-dev-sample-work-throttles', 'Throttles', 1],
      ['lakeward-dev-sample-work-duration', 'Duration', 54_000],
      ['lakeward-dev-sample-work-sample-lost', 'SAMPLE_LOST', 1],
    ]);
    for (const { values } of alarms) {
      expect(values['alarm_description']).toMatch(
        /^(Samples are late|A sample was lost)\. Runbook: README\.md#runbook$/,
      );
      expect(values).toMatchObject({ alarm_actions: topic, ok_actions: topic });
    }
  });

  test('counts declared log events by their code', () => {
    expect(deployed().resource('aws_cloudwatch_log_metric_filter').values).toMatchObject({
      pattern: '{ $.code = "SAMPLE_LOST" }',
      metric_transformation: { namespace: 'Lakeward/lakeward-dev-sample-work', name: 'SAMPLE_LOST' },
    });
  });
});
