import {
  AuthorizationErrorException,
  InternalErrorException,
  InvalidParameterException,
  KMSDisabledException,
  KMSThrottlingException,
  NotFoundException,
  PublishCommand,
  SNSClient,
  ThrottledException,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { createSnsNotifier } from './sns-notifier';

const topic = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const notice = { topic, subject: 'Export verified', message: '7 rows' };
const $metadata = {};
const sns = mockClient(SNSClient);
const notifier = createSnsNotifier({ client: new SNSClient({ region: 'eu-west-1' }) });

beforeEach(() => sns.reset());

test('sends the notice as it is and answers the id', async () => {
  sns.on(PublishCommand).resolves({ MessageId: 'm-1' });
  expect(await notifier.publish({ ...notice, attributes: { app: 'export', severity: 'info' } })).toBe('m-1');
  expect(await notifier.publish(notice)).toBe('m-1');
  expect(sns.commandCalls(PublishCommand).map((call) => call.args[0].input)).toEqual([
    {
      TopicArn: topic,
      Subject: 'Export verified',
      Message: '7 rows',
      MessageAttributes: {
        app: { DataType: 'String', StringValue: 'export' },
        severity: { DataType: 'String', StringValue: 'info' },
      },
    },
    { TopicArn: topic, Subject: 'Export verified', Message: '7 rows', MessageAttributes: {} },
  ]);
});

test('sends nothing that SNS would refuse', async () => {
  await expect(notifier.publish({ ...notice, subject: 'two\nlines' })).rejects.toMatchObject({
    code: 'SNS_INVALID_NOTICE',
  });
  expect(sns.calls()).toHaveLength(0);
});

test('an answer without an id is none', async () => {
  sns.on(PublishCommand).resolves({});
  await expect(notifier.publish(notice)).rejects.toMatchObject({ code: 'SNS_UNAVAILABLE', retryable: true });
});

test.each([
  [new NotFoundException({ message: 'Topic does not exist', $metadata }), 'SNS_TOPIC_NOT_FOUND', false],
  [
    Object.assign(new Error('Topic does not exist'), { name: 'NotFound', $fault: 'client' }),
    'SNS_TOPIC_NOT_FOUND',
    false,
  ],
  [
    new InvalidParameterException({ message: 'Invalid parameter: Subject', $metadata }),
    'SNS_INVALID_NOTICE',
    false,
  ],
  [new AuthorizationErrorException({ message: 'no', $metadata }), 'SNS_ACCESS_DENIED', false],
  [new KMSDisabledException({ message: 'key', $metadata }), 'SNS_ACCESS_DENIED', false],
  [new KMSThrottlingException({ message: 'key', $metadata }), 'SNS_THROTTLED', true],
  [new ThrottledException({ message: 'Rate exceeded', $metadata }), 'SNS_THROTTLED', true],
  [new InternalErrorException({ message: 'boom', $metadata }), 'SNS_UNAVAILABLE', true],
])('translates %s', async (thrown, code, retryable) => {
  sns.on(PublishCommand).rejects(thrown);
  await expect(notifier.publish(notice)).rejects.toMatchObject({
    code,
    retryable,
    message: `SNS: topic ${topic}: ${thrown.message}`,
    cause: thrown,
  });
});

test('does not dress a defect of our own as a failure of AWS', async () => {
  sns.on(PublishCommand).rejects(new TypeError('x is undefined'));
  await expect(notifier.publish(notice)).rejects.toMatchObject({ code: 'UNEXPECTED_ERROR' });
});
