import { formatJobEvent, parseJobEvent, type JobStateEvent } from './job-event';

const event: JobStateEvent = {
  kind: 'JobStatusChanged',
  jobId: 'f3cc4f60-0000-4000-8000-000000000001',
  jobArn: 'arn:aws:s3:eu-west-1:111122223333:job/f3cc4f60-0000-4000-8000-000000000001',
  status: 'Failed',
  eventId: '2f7c1ea1-a45f-5aae-aac5-bb50e9b44c06',
  at: new Date('2026-11-05T18:25:30.000Z'),
  account: '111122223333',
  region: 'eu-west-1',
  failureCodes: ['InvalidManifestContent'],
  reasons: ['Unexpected number of task fields'],
};

/** With all that EventBridge and CloudTrail add. */
const delivered = {
  version: '0',
  id: '51bc8145-4817-2901-dd21-f3225808f589',
  'detail-type': 'AWS Service Event via CloudTrail',
  source: 'aws.s3',
  account: '111122223333',
  time: '2026-11-05T18:25:30Z',
  region: 'eu-west-1',
  resources: [],
  detail: {
    eventVersion: '1.05',
    userIdentity: { accountId: '111122223333', invokedBy: 's3.amazonaws.com' },
    eventSource: 's3.amazonaws.com',
    eventName: 'JobStatusChanged',
    requestParameters: null,
    serviceEventDetails: {
      jobId: event.jobId,
      jobArn: event.jobArn,
      status: 'Failed',
      jobEventId: event.eventId,
      failureCodes: ['InvalidManifestContent'],
      statusChangeReason: ['Unexpected number of task fields'],
    },
  },
};

test('an event is read as EventBridge delivers it', () => {
  expect(parseJobEvent(delivered)).toEqual(event);
});

test('an event comes back from its own form', () => {
  expect(parseJobEvent(formatJobEvent(event))).toEqual(event);
});

test('lists that are not there are empty', () => {
  const { jobId, jobArn } = event;
  const details = { jobId, jobArn, status: 'Active', failureCodes: null };
  expect(
    parseJobEvent({ ...delivered, detail: { ...delivered.detail, serviceEventDetails: details } }),
  ).toMatchObject({ status: 'Active', eventId: delivered.id, failureCodes: [], reasons: [] });
});

test.each([
  ['another source', { ...delivered, source: 'aws.batch' }],
  ['another event', { ...delivered, detail: { ...delivered.detail, eventName: 'CreateJob' } }],
  ['no details', { ...delivered, detail: { eventName: 'JobStatusChanged' } }],
])('%s is refused', (_, input) => {
  expect(() => parseJobEvent(input)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
});
