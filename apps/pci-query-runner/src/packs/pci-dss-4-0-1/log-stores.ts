import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import {
  all,
  any,
  calls,
  changes,
  listOf,
  ofService,
  request,
  requestMatches,
  SUCCEEDED,
} from './conditions';

/** Days for which audit logs must be kept: 10.5.1 asks for twelve months. */
const YEAR = 365;

/** The call has had several names; the last one is that of the permission. */
const LIFECYCLE_CALLS = [
  'PutBucketLifecycle',
  'PutBucketLifecycleConfiguration',
  'PutLifecycleConfiguration',
];

/** An enabled rule of the lifecycle deletes objects sooner than after a year. */
const EXPIRES_WITHIN_A_YEAR = `any_match(${listOf("json_extract(requestparameters, '$.LifecycleConfiguration.Rule')")}, r ->
    coalesce(json_extract_scalar(r, '$.Status'), 'Enabled') = 'Enabled'
    AND TRY_CAST(json_extract_scalar(r, '$.Expiration.Days') AS BIGINT) < ${YEAR})`;

/** EC2 answers a request for several at once, with what it could not delete. */
const NOTHING_LEFT_OVER = `NOT coalesce(regexp_like(responseelements, '"unsuccessful"\\s*:\\s*[{\\[]\\s*["{]'), FALSE)`;

/** Where logs are kept besides trails: buckets, log groups, flow logs and logs of services (10.2.1.6, 10.3.x, 10.5.1). */
export const logStoreRules: readonly Rule[] = [
  {
    id: 'log-group-deleted',
    title: 'Log group or stream deleted',
    severity: 'high',
    requirements: bothVersions('10.2.1.6', '10.3.2', '10.5.1'),
    predicate: changes('logs', 'DeleteLogGroup', 'DeleteLogStream'),
    why: 'The logs in it are gone at once, whatever retention was set.',
    action: 'Find out what it held; if audit logs, review that time from other sources and record the loss.',
    falsePositives: 'Clean-up of test systems and of functions that were deleted.',
  },
  {
    id: 'log-retention-short',
    title: 'Log group kept for less than a year',
    severity: 'high',
    requirements: bothVersions('10.5.1', '10.3.2'),
    predicate: all(
      changes('logs', 'PutRetentionPolicy'),
      `TRY_CAST(${request('$.retentionInDays')} AS BIGINT) < ${YEAR}`,
    ),
    why: 'Everything older is deleted within days of the change.',
    action:
      'Raise it to twelve months or more for groups with audit logs, and say from when on logs are lost.',
    falsePositives: 'Groups without audit logs, such as those of build jobs.',
  },
  {
    id: 'log-routing-change',
    title: 'Log group no longer forwarded, measured, masked or encrypted',
    severity: 'medium',
    requirements: bothVersions('10.3.3', '10.3.4', '10.7.2'),
    predicate: changes(
      'logs',
      ...['DeleteSubscriptionFilter', 'PutSubscriptionFilter', 'DeleteMetricFilter', 'DeleteDestination'],
      ...['DeleteResourcePolicy', 'DisassociateKmsKey', 'DeleteDataProtectionPolicy', 'DeleteAccountPolicy'],
      ...['DeleteDelivery', 'DeleteDeliverySource', 'DeleteDeliveryDestination', 'DeleteRetentionPolicy'],
    ),
    why: 'Metric filters feed alarms and subscriptions the central log server; without them the log goes on and nobody hears.',
    action: 'Put the filter back, or change the list of what is monitored.',
    falsePositives: 'Deployments that replace a filter delete and put it within seconds.',
  },
  {
    id: 'flow-logs-deleted',
    title: 'VPC flow logs deleted',
    severity: 'high',
    requirements: bothVersions('10.2.1.6', '10.7.2'),
    predicate: all(changes('ec2', 'DeleteFlowLogs'), NOTHING_LEFT_OVER),
    why: 'Connections into and out of the cardholder data environment are no longer recorded.',
    action: 'Create them again; look for an approved removal of the VPC.',
    falsePositives: 'Removal of the VPC itself within minutes.',
  },
  {
    id: 'service-logging-disabled',
    title: 'Logging of a service switched off',
    severity: 'high',
    requirements: bothVersions('10.2.1', '10.2.1.6', '10.7.2'),
    predicate: any(
      changes('route53resolver', 'DeleteResolverQueryLogConfig', 'DisassociateResolverQueryLogConfig'),
      changes('route53', 'DeleteQueryLoggingConfig'),
      changes(['waf', 'waf-regional', 'wafv2'], 'DeleteLoggingConfiguration'),
      changes('redshift', 'DisableLogging'),
      changes('rds', 'StopActivityStream'),
      changes('bedrock', 'DeleteModelInvocationLoggingConfiguration'),
      changes('cloudfront', 'DeleteRealtimeLogConfig', 'DeleteMonitoringSubscription'),
      all(
        changes('rds', 'ModifyDBInstance', 'ModifyDBCluster'),
        requestMatches('"disableLogTypes"\\s*:\\s*\\[\\s*"'),
      ),
      all(
        changes('elasticloadbalancing', 'ModifyLoadBalancerAttributes'),
        requestMatches(
          '"access_logs.s3.enabled"\\s*,\\s*"value"\\s*:\\s*"false"|"accessLog"\\s*:\\s*\\{[^}]*"enabled"\\s*:\\s*false',
        ),
      ),
      all(
        changes('eks', 'UpdateClusterConfig'),
        requestMatches('"enabled"\\s*:\\s*false'),
        requestMatches('"(audit|authenticator)"'),
      ),
    ),
    why: 'DNS queries, requests at the edge and statements in databases are audit logs of their own.',
    action: 'Switch it on again unless the component was retired.',
    falsePositives: 'Removal of the component itself.',
  },
  {
    id: 'bucket-logging-change',
    title: "Bucket's access log changed or switched off",
    severity: 'medium',
    requirements: bothVersions('10.2.1', '10.2.1.6'),
    predicate: changes('s3', 'PutBucketLogging'),
    why: 'An empty request switches the access log of the bucket off, another target takes it away from its reviewers.',
    action: 'Compare with the deployed configuration; no LoggingEnabled in the request means off.',
    falsePositives: 'Set-up of new buckets.',
  },
  {
    id: 'bucket-lifecycle-short',
    title: "Bucket's objects expire within a year",
    severity: 'high',
    requirements: bothVersions('10.5.1', '10.3.2'),
    predicate: all(calls('s3', ...LIFECYCLE_CALLS), SUCCEEDED, EXPIRES_WITHIN_A_YEAR),
    why: 'Audit logs must be kept for twelve months; a short lifecycle deletes them without a call per object.',
    action: 'If logs lie in the bucket, remove the rule before it runs: S3 does once a day.',
    falsePositives: 'Buckets without audit logs, such as those for query results.',
  },
  {
    id: 'bucket-lifecycle-change',
    title: "Bucket's lifecycle changed",
    severity: 'medium',
    requirements: bothVersions('10.5.1'),
    predicate: changes('s3', ...LIFECYCLE_CALLS, 'DeleteBucketLifecycle'),
    why: 'How long logs are kept, and in which storage class, is decided here.',
    action: 'Check that logs stay for twelve months, three of them at hand.',
    falsePositives: 'Buckets without audit logs.',
  },
  {
    id: 'bucket-versioning-suspended',
    title: "Bucket's versioning suspended or MFA delete switched off",
    severity: 'high',
    requirements: bothVersions('10.3.2', '10.3.3', '10.5.1'),
    predicate: all(
      changes('s3', 'PutBucketVersioning'),
      requestMatches('"(Status|status)"\\s*:\\s*"Suspended"|"MfaDelete"\\s*:\\s*"Disabled"'),
    ),
    why: 'What is overwritten or deleted from now on cannot be brought back.',
    action: 'Switch it on again and look for deletions since.',
    falsePositives: 'Buckets with data that can be made again.',
  },
  {
    id: 'bucket-object-lock-change',
    title: "Bucket's Object Lock or an object's retention changed",
    severity: 'high',
    requirements: bothVersions('10.3.2', '10.5.1'),
    predicate: all(
      ofService('s3'),
      SUCCEEDED,
      any(
        "eventname IN ('PutBucketObjectLockConfiguration', 'PutObjectLockConfiguration')",
        `eventname = 'PutObjectLegalHold' AND ${requestMatches('"(Status|legal-hold)"\\s*:\\s*"OFF"')}`,
        `eventname = 'PutObjectRetention' AND ${requestMatches('(?i)"x-amz-bypass-governance-retention"\\s*:\\s*\\[?\\s*"?true')}`,
      ),
    ),
    why: 'The lock is what makes a log unchangeable; a shorter one, or one by-passed, opens it for deletion.',
    action: 'Compare mode and days with the approved retention.',
    falsePositives: 'Set-up of new buckets.',
  },
  {
    id: 'bucket-encryption-change',
    title: "Bucket's encryption changed or removed",
    severity: 'medium',
    requirements: bothVersions('10.3.1', '10.3.2'),
    predicate: changes('s3', 'PutBucketEncryption', 'PutEncryptionConfiguration', 'DeleteBucketEncryption'),
    why: 'Another key decides who can read what is written from now on.',
    action: 'Check the key in the request; put the approved one back.',
    falsePositives: 'Set-up of new buckets.',
  },
  {
    id: 'bucket-replication-change',
    title: "Bucket's replication set or removed",
    severity: 'high',
    requirements: bothVersions('10.3.3', '10.4.1.1'),
    predicate: changes(
      's3',
      'PutBucketReplication',
      'PutReplicationConfiguration',
      'DeleteBucketReplication',
    ),
    why: 'Removed, logs are no longer backed up to another account; set to a foreign bucket, every new object is copied out.',
    action: 'Check account and bucket of the destination in the request.',
    falsePositives: 'Approved set-up of replication.',
  },
  {
    id: 'bucket-policy-change',
    title: "Bucket's policy, access list or ownership changed",
    severity: 'medium',
    requirements: bothVersions('10.3.1', '10.3.2', '10.4.1'),
    predicate: changes(
      's3',
      ...['PutBucketPolicy', 'DeleteBucketPolicy', 'PutBucketAcl', 'PutBucketOwnershipControls'],
      ...['DeleteBucketOwnershipControls', 'PutBucketCors', 'DeleteBucketCors', 'PutBucketWebsite'],
      ...['PutAccessPointPolicy', 'DeleteAccessPointPolicy'],
    ),
    why: 'It decides who may read, write and delete.',
    action: 'Compare the policy in the request with the one in version control.',
    falsePositives: 'Deployments: except their role by name.',
  },
];
