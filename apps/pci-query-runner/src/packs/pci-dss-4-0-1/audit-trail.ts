import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import { all, any, calls, changes, listOf, NOT_BY_SERVICE, requestMatches } from './conditions';

/** Calls that take something away from what the trails record. */
const TRAIL_STOPS = ['StopLogging', 'DeleteTrail'];
const TRAIL_CHANGES = ['UpdateTrail', 'PutEventSelectors', 'PutInsightSelectors', 'PutEventConfiguration'];
const STORE_CHANGES = [
  ...['DeleteEventDataStore', 'StopEventDataStoreIngestion', 'UpdateEventDataStore'],
  ...['DisableFederation', 'DeleteChannel', 'UpdateChannel', 'DeleteResourcePolicy', 'PutResourcePolicy'],
];

/** A leaf of the request is false; what the caller left out is not there at all. */
const isFalse = (field: string): string => requestMatches(`"${field}"\\s*:\\s*false`);

/** An advanced selector of management events that leaves some of them out. */
const NARROW_SELECTOR = `any_match(${listOf("json_extract(requestparameters, '$.advancedEventSelectors')")}, s ->
      json_format(s) LIKE '%"Management"%' AND regexp_like(json_format(s), '"(readOnly|eventSource)"'))`;

/** Advanced selectors were given and none is of management events. */
const NO_MANAGEMENT_SELECTOR = all(
  requestMatches('"advancedEventSelectors"\\s*:\\s*\\[\\s*\\{'),
  `requestparameters NOT LIKE '%"Management"%'`,
);

/** The audit log itself: what starts, stops, narrows and reads the trails (10.2.1.3, 10.2.1.6, 10.2.2). */
export const auditTrailRules: readonly Rule[] = [
  {
    id: 'trail-stopped-or-deleted',
    title: 'Trail stopped or deleted',
    severity: 'critical',
    requirements: bothVersions('10.2.1.6', '10.3.2', '10.7.2'),
    predicate: changes('cloudtrail', ...TRAIL_STOPS),
    why: 'What happens from here on is recorded nowhere.',
    action:
      'Start the trail again, find out who stopped it, and review the gap by other means, such as Event history.',
    falsePositives: 'A trail that is replaced, by the people who run it, with the new one recording already.',
  },
  {
    id: 'trail-weakened',
    title: 'Trail records less than before',
    severity: 'critical',
    requirements: bothVersions('10.2.1', '10.2.1.6', '10.3.4'),
    predicate: any(
      all(
        changes('cloudtrail', 'PutEventSelectors'),
        any(
          isFalse('includeManagementEvents'),
          requestMatches('"readWriteType"\\s*:\\s*"(ReadOnly|WriteOnly)"'),
          requestMatches('"excludeManagementEventSources"\\s*:\\s*\\[\\s*"'),
          NARROW_SELECTOR,
          NO_MANAGEMENT_SELECTOR,
        ),
      ),
      all(
        changes('cloudtrail', 'UpdateTrail'),
        any(
          isFalse('isMultiRegionTrail'),
          isFalse('includeGlobalServiceEvents'),
          isFalse('enableLogFileValidation'),
          isFalse('isOrganizationTrail'),
        ),
      ),
    ),
    why: 'The trail looks alive and misses what matters: management events, one of reads and writes, other Regions, or the digest files that prove it whole.',
    action: "Put the trail's settings back and review what was done while it recorded less.",
    falsePositives:
      'A second trail that is for data events only; exclusion of KMS events for their number, if it was decided and written down.',
  },
  {
    id: 'trail-changed',
    title: "Trail's settings changed",
    severity: 'high',
    requirements: bothVersions('10.2.1.6', '10.3.2'),
    predicate: changes('cloudtrail', ...TRAIL_CHANGES),
    why: 'A trail that writes to another bucket, or under another key, is lost to those who review it.',
    action: 'Compare bucket, key, Regions and selectors with the approved settings.',
    falsePositives: 'Approved changes by the people who run the trail.',
  },
  {
    id: 'trail-started-or-created',
    title: 'Trail created or started',
    severity: 'low',
    requirements: bothVersions('10.2.1.6'),
    predicate: changes('cloudtrail', 'CreateTrail', 'StartLogging'),
    why: 'Initialisation of audit logs is part of the audit log; a start without a stop shows that the stop was not seen.',
    action: 'Look for who stopped it, and when.',
    falsePositives: 'Set-up of accounts.',
  },
  {
    id: 'trail-change-failed',
    title: 'Attempt to stop, delete or change a trail failed',
    severity: 'high',
    requirements: bothVersions('10.2.1.4', '10.2.1.6'),
    predicate: all(
      calls('cloudtrail', ...TRAIL_STOPS, ...TRAIL_CHANGES, ...STORE_CHANGES),
      'errorcode IS NOT NULL',
    ),
    why: 'Somebody tried to blind the audit; next time the name of the trail or the rights may be right.',
    action: 'Find out who and why; a caller without the right to do it has no reason to try.',
    falsePositives: 'A deployment that fails, or removes a trail that is gone.',
  },
  {
    id: 'trail-administration-delegated',
    title: "Administration of the organization's trails given away or taken back",
    severity: 'high',
    requirements: bothVersions('10.2.1.6', '10.3.2'),
    predicate: changes(
      'cloudtrail',
      'RegisterOrganizationDelegatedAdmin',
      'DeregisterOrganizationDelegatedAdmin',
    ),
    why: 'A delegated administrator can change the trails of every account.',
    action: 'Confirm the account with the owner of the organization.',
    falsePositives: 'Set-up of a log archive account.',
  },
  {
    id: 'event-data-store-change',
    title: 'CloudTrail Lake store stopped, deleted or changed',
    severity: 'high',
    requirements: bothVersions('10.2.1.6', '10.3.2', '10.5.1'),
    predicate: changes('cloudtrail', ...STORE_CHANGES),
    why: 'The store may be the only copy with the full time of retention.',
    action: 'Restore it within the seven days in which deletion can be undone, and check its retention.',
    falsePositives: 'Approved changes of retention or selectors.',
  },
  {
    id: 'audit-trail-searched',
    title: 'Audit records searched or exported',
    severity: 'low',
    requirements: bothVersions('10.2.1.3', '10.3.1'),
    predicate: all(
      changes(
        'cloudtrail',
        ...['LookupEvents', 'StartQuery', 'GetQueryResults', 'GenerateQuery', 'StartImport'],
        ...['StartDashboardRefresh'],
      ),
      NOT_BY_SERVICE,
    ),
    why: 'Who reads the trail must be known; an intruder reads it to learn what it shows.',
    action: 'Check that the reader belongs to those who need to see audit logs.',
    falsePositives: 'The console shows recent events on its start page by itself.',
  },
  {
    id: 'application-log-read',
    title: 'Log data of groups or databases read',
    severity: 'info',
    requirements: bothVersions('10.2.1.3', '10.3.1'),
    predicate: all(
      any(
        changes(
          'logs',
          'GetLogEvents',
          'FilterLogEvents',
          'GetLogRecord',
          'GetLogObject',
          'StartQuery',
          'StartLiveTail',
          'CreateExportTask',
        ),
        changes('rds', 'DownloadDBLogFilePortion', 'DownloadCompleteDBLogFile'),
      ),
      NOT_BY_SERVICE,
    ),
    why: 'Access to audit logs is itself to be logged; log groups and database logs may hold cardholder data by mistake.',
    action: 'Check that the reader needs to see these logs.',
    falsePositives: 'Dashboards and people who run the systems.',
  },
  {
    id: 'record-incomplete',
    title: 'Record without who, where from or what',
    severity: 'low',
    requirements: bothVersions('10.2.2'),
    predicate: all(
      "eventtype = 'AwsApiCall'",
      any(
        'eventtime IS NULL',
        'eventsource IS NULL',
        'awsregion IS NULL',
        'sourceipaddress IS NULL',
        'coalesce(useridentity.type, useridentity.arn, useridentity.principalid, useridentity.accountid, useridentity.invokedby) IS NULL',
      ),
    ),
    why: 'Every record must say who did what, when and from where; one that does not was cut or changed on its way.',
    action: 'Compare the log file with its digest.',
    falsePositives: 'None known for calls; service events, which have no caller, are left out.',
  },
  {
    id: 'record-supplemented',
    title: 'Record delivered late, or replacing an earlier one',
    severity: 'info',
    requirements: bothVersions('10.2.2', '10.7.2'),
    predicate: 'addendum.reason IS NOT NULL',
    why: 'CloudTrail itself says that it was late, had an outage, or corrects a record that was reviewed on an earlier day.',
    action: 'Read it as part of the day of its event, and review that day again where there are many.',
    falsePositives: 'None: it is a fact about the log.',
  },
];
