import { setting } from '../../invariants/policy';
import { servicePolicies } from '../../invariants/service-policies';
import { evaluatePolicy } from '../../testing/policy-evaluator';
import { sampleFunction } from '../../testing/sample-function';
import { SampleStack } from '../../testing/sample-stack';
import { QueueFunction, type QueueFunctionProps } from './queue-function';

const BUCKET_RULE = 'arn:aws:events:eu-west-1:111122223333:rule/lakeward-dev-objects';
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:lakeward-dev-sample-work';

function deployed(given: Partial<QueueFunctionProps<(typeof sampleFunction)['contract']>> = {}) {
  const stack = new SampleStack();
  new QueueFunction(stack, 'work', {
    ...sampleFunction,
    batchSize: 10,
    senders: [{ service: 'events.amazonaws.com', sourceArns: [BUCKET_RULE] }],
    ...given,
  });
  return stack.synthesized();
}

describe('QueueFunction', () => {
  const stack = deployed();
  const queue = stack.resource('aws_sqs_queue', 'work_queue');
  const failed = stack.resource('aws_sqs_queue', 'work_failed-events');

  test('takes batches whose failed messages alone come again, no more at a time than it may run', () => {
    expect(stack.resource('aws_lambda_event_source_mapping').values).toMatchObject({
      event_source_arn: `\${aws_sqs_queue.${queue.id}.arn}`,
      function_name: `\${aws_lambda_function.${stack.resource('aws_lambda_function').id}.arn}`,
      batch_size: 10,
      function_response_types: ['ReportBatchItemFailures'],
      scaling_config: { maximum_concurrency: 2 },
    });
    expect(stack.resource('aws_lambda_function').values['reserved_concurrent_executions']).toBe(2);
  });

  test('a message is hidden for six times the timeout', () => {
    expect(queue.values['visibility_timeout_seconds']).toBe(360);
    expect(
      deployed({ timeoutSeconds: 900 }).resource('aws_sqs_queue', 'work_queue').values[
        'visibility_timeout_seconds'
      ],
    ).toBe(5_400);
  });

  test("passes the check of queues, which finds fault with a timeout that outgrew the queue's", () => {
    const visibility = servicePolicies.find(({ id }) => id === 'LAKE_VISIBILITY');
    expect(visibility?.offenders(stack)).toEqual([]);
    const longer = stack.copy();
    setting('aws_lambda_function', 'timeout', 61)(longer);
    expect(visibility?.offenders(longer)).toHaveLength(1);
  });

  test('gives a message up after five tries, into a queue that takes from no other', () => {
    expect(JSON.parse(String(queue.values['redrive_policy']))).toEqual({
      deadLetterTargetArn: `\${aws_sqs_queue.${failed.id}.arn}`,
      maxReceiveCount: 5,
    });
    expect(JSON.parse(String(failed.values['redrive_allow_policy']))).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [QUEUE],
    });
    expect(failed.values['message_retention_seconds']).toBe(1_209_600);
  });

  test('both queues are under the key', () => {
    for (const { values } of [queue, failed]) {
      expect(values['kms_master_key_id']).toBe('${data.aws_kms_alias.operations-key.target_key_arn}');
    }
  });

  test('only the named senders send, over TLS', () => {
    const policy = String(stack.resource('aws_sqs_queue_policy', 'work_queue-policy').values['policy']);
    const send = (source: string, secure = 'true') =>
      evaluatePolicy(policy, {
        action: 'sqs:SendMessage',
        resource: QUEUE,
        principal: 'events.amazonaws.com',
        context: { 'aws:SourceArn': source, 'aws:SecureTransport': secure },
      });
    expect(send(BUCKET_RULE)).toBe('allow');
    expect(send(`${BUCKET_RULE}-2`)).toBe('silent');
    expect(send(BUCKET_RULE, 'false')).toBe('deny');
  });

  test('may take and delete messages of its own queue, not of the queue of failed events, and never send', () => {
    const policy = String(stack.resource('aws_iam_role_policy', 'work_role').values['policy']);
    const may = (action: string, resource: string) => evaluatePolicy(policy, { action, resource });
    for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']) {
      expect([may(action, QUEUE), may(action, `${QUEUE}-failed-events`)]).toEqual(['allow', 'silent']);
    }
    expect(may('sqs:SendMessage', QUEUE)).toBe('silent');
  });

  test.each([
    [{ batchSize: 11 }, 'hands over 11 messages at once, not 1 to 10'],
    [{ batchSize: 0 }, 'hands over 0 messages at once, not 1 to 10'],
    [{ reservedConcurrency: 1 }, 'drives 1 runs at a time, not 2 to 1000'],
  ])('%j is refused', (given, problem) => {
    expect(() => deployed(given)).toThrow(
      expect.objectContaining({
        code: 'INFRA_INVALID_QUEUE',
        message: `The queue lakeward-dev-sample-work ${problem}.`,
      }),
    );
  });
});
