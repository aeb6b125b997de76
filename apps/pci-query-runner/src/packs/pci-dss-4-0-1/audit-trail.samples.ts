import type { RuleSamples } from '../../query/rule';
import { call, failed, invokedBy, roleSession, without } from './sample-events';

const stop = call('cloudtrail', 'StopLogging', { name: 'audit' });
const selectors = (selector: object) =>
  call('cloudtrail', 'PutEventSelectors', { trailName: 'audit', eventSelectors: [selector] });
const everything = {
  readWriteType: 'All',
  includeManagementEvents: true,
  dataResources: [],
  excludeManagementEventSources: [],
};
const advanced = (...fieldSelectors: object[]) =>
  call('cloudtrail', 'PutEventSelectors', { advancedEventSelectors: [{ fieldSelectors }] });
const management = { field: 'eventCategory', equals: ['Management'] };

/** Events that the rules of audit-trail.ts must and must not match. */
export const auditTrailSamples: Readonly<Record<string, RuleSamples>> = {
  'trail-stopped-or-deleted': {
    matching: [stop, call('cloudtrail', 'DeleteTrail', { name: 'audit' }, invokedBy('cloudformation'))],
    other: [
      failed(stop, 'TrailNotFoundException'),
      call('cloudtrail', 'StartLogging', { name: 'audit' }),
      // Another service's call of the same name, and an error told in the response only.
      call('redshift', 'StopLogging', {}),
      { ...stop, responseElements: { errorCode: 'InvalidHomeRegionException' } },
    ],
  },
  'trail-weakened': {
    matching: [
      selectors({ ...everything, includeManagementEvents: false, readWriteType: 'ReadOnly' }),
      selectors({ ...everything, readWriteType: 'WriteOnly' }),
      selectors({ ...everything, excludeManagementEventSources: ['kms.amazonaws.com'] }),
      advanced(management, { field: 'readOnly', equals: ['false'] }),
      advanced(management, { field: 'eventSource', notEquals: ['kms.amazonaws.com'] }),
      advanced({ field: 'eventCategory', equals: ['Data'] }),
      call('cloudtrail', 'UpdateTrail', { name: 'audit', isMultiRegionTrail: false }),
      call('cloudtrail', 'UpdateTrail', { name: 'audit', enableLogFileValidation: false }),
    ],
    other: [
      selectors(everything),
      advanced(management),
      call('cloudtrail', 'PutEventSelectors', {
        advancedEventSelectors: [
          { fieldSelectors: [management] },
          {
            fieldSelectors: [
              { field: 'eventCategory', equals: ['Data'] },
              { field: 'readOnly', equals: ['false'] },
            ],
          },
        ],
      }),
      failed(selectors({ ...everything, includeManagementEvents: false })),
      call('cloudtrail', 'UpdateTrail', { name: 'audit', isMultiRegionTrail: true }),
      call('cloudtrail', 'GetEventSelectors', { trailName: 'audit' }),
      call('cloudtrail', 'UpdateTrail', null),
    ],
  },
  'trail-changed': {
    matching: [
      call('cloudtrail', 'UpdateTrail', { name: 'audit', s3BucketName: 'elsewhere' }),
      selectors(everything),
      call('cloudtrail', 'PutInsightSelectors', { insightSelectors: [] }),
    ],
    other: [
      failed(call('cloudtrail', 'UpdateTrail', {}), 'S3BucketDoesNotExistException'),
      call('cloudtrail', 'DescribeTrails'),
    ],
  },
  'trail-started-or-created': {
    matching: [call('cloudtrail', 'StartLogging', {}), call('cloudtrail', 'CreateTrail', {})],
    other: [failed(call('cloudtrail', 'StartLogging', {}), 'TrailNotFoundException'), stop],
  },
  'trail-change-failed': {
    matching: [
      failed(stop, 'TrailNotFoundException'),
      failed(call('cloudtrail', 'PutEventSelectors', {})),
      failed(call('cloudtrail', 'DeleteEventDataStore', {}), 'EventDataStoreTerminationProtectedException'),
    ],
    other: [stop, failed(call('cloudtrail', 'StartLogging', {}), 'TrailNotFoundException')],
  },
  'trail-administration-delegated': {
    matching: [
      call('cloudtrail', 'RegisterOrganizationDelegatedAdmin', { memberAccountId: '777788889999' }),
      call('cloudtrail', 'DeregisterOrganizationDelegatedAdmin', {}),
    ],
    other: [
      failed(call('cloudtrail', 'RegisterOrganizationDelegatedAdmin', {})),
      call('guardduty', 'EnableOrganizationAdminAccount', {}),
    ],
  },
  'event-data-store-change': {
    matching: [
      call('cloudtrail', 'StopEventDataStoreIngestion', {}),
      call('cloudtrail', 'UpdateEventDataStore', { retentionPeriod: 7 }),
    ],
    other: [
      failed(call('cloudtrail', 'DeleteEventDataStore', {})),
      call('cloudtrail', 'GetEventDataStore', {}),
    ],
  },
  'audit-trail-searched': {
    matching: [
      call('cloudtrail', 'LookupEvents', { maxResults: 50 }, { readOnly: true }),
      call('cloudtrail', 'GetQueryResults', {}, { userIdentity: roleSession('mira') }),
    ],
    other: [
      failed(call('cloudtrail', 'LookupEvents', {})),
      call('cloudtrail', 'LookupEvents', {}, invokedBy('config')),
      call('cloudtrail', 'DescribeTrails', {}),
    ],
  },
  'application-log-read': {
    matching: [
      call('logs', 'FilterLogEvents', { logGroupName: '/app' }),
      call('rds', 'DownloadDBLogFilePortion', { logFileName: 'audit/server_audit.log' }),
    ],
    other: [
      call('logs', 'DescribeLogGroups', {}),
      failed(call('logs', 'GetLogEvents', {})),
      call('logs', 'StartQuery', {}, invokedBy('grafana')),
    ],
  },
  'record-incomplete': {
    matching: [
      without(call('iam', 'ListUsers'), 'sourceIPAddress'),
      without(call('iam', 'ListUsers'), 'userIdentity'),
      call('iam', 'ListUsers', null, { userIdentity: {} }),
    ],
    other: [
      call('iam', 'ListUsers'),
      without(call('kms', 'RotateKey', null, { eventType: 'AwsServiceEvent' }), 'sourceIPAddress'),
      call(
        's3',
        'GetObject',
        {},
        { userIdentity: { accountId: '444455556666', invokedBy: 's3.amazonaws.com' } },
      ),
    ],
  },
  'record-supplemented': {
    matching: [
      call('iam', 'ListUsers', null, { addendum: { reason: 'DELIVERY_DELAY' } }),
      call('iam', 'ListUsers', null, { addendum: { reason: 'UPDATED_DATA', originalEventID: 'e-1' } }),
    ],
    other: [call('iam', 'ListUsers', null, { addendum: null }), call('iam', 'ListUsers')],
  },
};
