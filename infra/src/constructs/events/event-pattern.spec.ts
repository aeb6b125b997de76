import { matchesEvent } from '../../testing/event-matcher';
import { batchJobChanged, objectCreated, queryStateChanged, s3ApiCalled } from './event-pattern';

/** Events in the form that AWS's documentation gives them, with other values. */
const query = (workgroupName: string, currentState: string) => ({
  source: 'aws.athena',
  'detail-type': 'Athena Query State Change',
  resources: [],
  detail: { versionId: '0', currentState, statementType: 'DML', queryExecutionId: 'q-1', workgroupName },
});
const job = (eventName: string, status: string) => ({
  source: 'aws.s3',
  'detail-type': 'AWS Service Event via CloudTrail',
  detail: {
    eventSource: 's3.amazonaws.com',
    eventName,
    eventType: 'AwsServiceEvent',
    serviceEventDetails: { jobId: 'j-1', status, failureCodes: [], statusChangeReason: [] },
  },
});
const created = (name: string, key: string) => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name }, object: { key, size: 12 }, reason: 'PutObject' },
});
const called = (eventName: string, source = 'aws.s3') => ({
  source,
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventSource: 's3.amazonaws.com', eventName, requestParameters: { bucketName: 'b' } },
});

describe('event patterns', () => {
  const ended = queryStateChanged(['reviews'], ['SUCCEEDED', 'FAILED', 'CANCELLED']);
  const over = batchJobChanged(['Complete', 'Failed']);
  const manifest = objectCreated('inventory', { suffix: '/manifest.checksum' });
  const tagged = s3ApiCalled(['PutBucketTagging', 'DeleteBucketTagging']);

  test.each([
    ['a query that succeeded', ended, query('reviews', 'SUCCEEDED'), true],
    ['a query that was cancelled', ended, query('reviews', 'CANCELLED'), true],
    ['a query that runs', ended, query('reviews', 'RUNNING'), false],
    ["another workgroup's query", ended, query('primary', 'SUCCEEDED'), false],
    ['a job that is complete', over, job('JobStatusChanged', 'Complete'), true],
    ['a job that is active', over, job('JobStatusChanged', 'Active'), false],
    ['a new job', over, job('JobCreated', 'New'), false],
    ['the end of an inventory delivery', manifest, created('inventory', 'b/i/manifest.checksum'), true],
    ['one of its files', manifest, created('inventory', 'b/i/data/x.csv.gz'), false],
    ["another bucket's object", manifest, created('other', 'b/i/manifest.checksum'), false],
    ['a bucket that was tagged', tagged, called('PutBucketTagging'), true],
    ['a bucket that was made', tagged, called('CreateBucket'), false],
    ['a call to another service', tagged, called('PutBucketTagging', 'aws.ec2'), false],
    ['nothing at all', tagged, {}, false],
  ])('%s', (_, pattern, event, delivered) => {
    expect(matchesEvent(pattern, event)).toBe(delivered);
  });

  test.each([
    ['a prefix', { prefix: 'batch/' }, 'batch/job-1/manifest.json', 'other/job-1/manifest.json'],
    [
      'a pattern',
      { wildcard: 'batch/*/manifest.json' },
      'batch/b/s/job-1/manifest.json',
      'batch/job-1/results/1.csv',
    ],
  ])('a key may be narrowed by %s', (_, key, inside, outside) => {
    const pattern = objectCreated('reports', key);
    expect(matchesEvent(pattern, created('reports', inside))).toBe(true);
    expect(matchesEvent(pattern, created('reports', outside))).toBe(false);
    expect(matchesEvent(pattern, created('reports', `x/${inside}`))).toBe(false);
  });
});
