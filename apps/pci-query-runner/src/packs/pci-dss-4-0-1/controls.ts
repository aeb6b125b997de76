import { literal } from '@lakeward/sql';
import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import { all, any, calls, changes, ofService, request, SUCCEEDED } from './conditions';

/** Calls that switch a control off, by service: both what succeeded and what was tried are looked at. */
const SWITCHES_OFF = {
  guardduty: [
    ...['DeleteDetector', 'StopMonitoringMembers', 'DeleteMembers', 'DisassociateMembers'],
    ...['DisassociateFromMasterAccount', 'DisassociateFromAdministratorAccount'],
    ...['DisableOrganizationAdminAccount', 'DeletePublishingDestination', 'DeleteMalwareProtectionPlan'],
  ],
  securityhub: [
    ...[
      'DisableSecurityHub',
      'DisableSecurityHubV2',
      'BatchDisableStandards',
      'DeleteMembers',
      'DisassociateMembers',
    ],
    ...['DisassociateFromMasterAccount', 'DisassociateFromAdministratorAccount'],
    ...['DisableOrganizationAdminAccount', 'DisableImportFindingsForProduct', 'DeleteFindingAggregator'],
  ],
  config: [
    ...[
      'StopConfigurationRecorder',
      'DeleteConfigurationRecorder',
      'DeleteDeliveryChannel',
      'DeleteConfigRule',
    ],
    ...['DeleteOrganizationConfigRule', 'DeleteConformancePack', 'DeleteOrganizationConformancePack'],
    ...['DeleteConfigurationAggregator', 'DeleteRemediationConfiguration', 'DeleteRetentionConfiguration'],
    ...[
      'DeleteAggregationAuthorization',
      'DeleteEvaluationResults',
      'DeleteServiceLinkedConfigurationRecorder',
    ],
  ],
  macie: [
    ...['DisableMacie', 'DisableOrganizationAdminAccount', 'DeleteMember', 'DisassociateMember'],
    ...['DisassociateFromMasterAccount', 'DisassociateFromAdministratorAccount'],
  ],
  analysis: [
    ...['DeleteAnalyzer', 'DeleteGraph', 'DisassociateMembership', 'DisableDelegatedAdminAccount'],
    ...['DisassociateMember', 'Disable', 'DeleteMembers', 'DisableOrganizationAdminAccount'],
  ],
} as const;

/** Inspector, Access Analyzer and Detective. */
const ANALYSIS = ['inspector2', 'access-analyzer', 'detective'];

/** Detection and its switches: failures of critical security controls (10.7.x). */
export const controlRules: readonly Rule[] = [
  {
    id: 'guardduty-disabled',
    title: 'GuardDuty switched off, or accounts taken out of it',
    severity: 'critical',
    requirements: bothVersions('10.7.1', '10.7.2'),
    predicate: any(
      changes('guardduty', ...SWITCHES_OFF.guardduty),
      all(changes('guardduty', 'UpdateDetector'), `${request('$.enable')} = 'false'`),
    ),
    why: 'Intrusion detection is a critical control; its failure must be noticed and answered at once.',
    action: 'Switch it on again, and review what happened from the moment it went.',
    falsePositives: 'Closing of an account; change of the administrator account.',
  },
  {
    id: 'guardduty-weakened',
    title: 'GuardDuty made to overlook findings',
    severity: 'high',
    requirements: bothVersions('10.7.2'),
    predicate: changes(
      'guardduty',
      ...[
        'CreateFilter',
        'UpdateFilter',
        'CreateIPSet',
        'UpdateIPSet',
        'DeleteIPSet',
        'CreateTrustedEntitySet',
      ],
      ...['UpdateTrustedEntitySet', 'DeleteThreatIntelSet', 'UpdateThreatIntelSet', 'DeleteThreatEntitySet'],
      ...[
        'ArchiveFindings',
        'CreateSampleFindings',
        'UpdateMalwareScanSettings',
        'UpdateDetector',
        'UpdateMemberDetectors',
        'UpdateOrganizationConfiguration',
      ],
    ),
    why: 'A trusted address or a filter that archives hides the intruder while the service looks healthy.',
    action: 'Read the criteria or addresses in the request; remove what nobody approved.',
    falsePositives: 'Findings archived after they were worked on.',
  },
  {
    id: 'securityhub-disabled',
    title: 'Security Hub or its standards switched off',
    severity: 'critical',
    requirements: bothVersions('10.7.1', '10.7.2'),
    predicate: changes('securityhub', ...SWITCHES_OFF.securityhub),
    why: 'Findings of all other services come together there.',
    action: 'Enable it and its standards again.',
    falsePositives: 'Closing of an account; change of the administrator account.',
  },
  {
    id: 'securityhub-findings-changed',
    title: 'Security Hub findings, insights or controls changed',
    severity: 'medium',
    requirements: bothVersions('10.7.2'),
    predicate: changes(
      'securityhub',
      ...['BatchUpdateFindings', 'BatchUpdateFindingsV2', 'UpdateFindings', 'DeleteInsight', 'UpdateInsight'],
      ...['UpdateStandardsControl', 'UpdateSecurityControl', 'BatchUpdateStandardsControlAssociations'],
      ...['CreateAutomationRule', 'BatchUpdateAutomationRules', 'DeleteActionTarget', 'UpdateActionTarget'],
    ),
    why: 'A finding that is suppressed is no longer worked on.',
    action: 'Check that each suppression has a reason and an owner.',
    falsePositives: 'People and tools that work on findings.',
  },
  {
    id: 'config-stopped',
    title: 'AWS Config stopped, or its rules deleted',
    severity: 'critical',
    requirements: bothVersions('10.3.4', '10.7.1', '10.7.2'),
    predicate: changes('config', ...SWITCHES_OFF.config),
    why: 'Changes of configuration are no longer detected, those of the log buckets among them.',
    action: 'Start the recorder again and put the rules back.',
    falsePositives: 'Removal of single rules by an approved change.',
  },
  {
    id: 'config-changed',
    title: "AWS Config's recorder or delivery set up anew",
    severity: 'medium',
    requirements: bothVersions('10.3.4', '10.7.2'),
    predicate: changes(
      'config',
      ...[
        'PutConfigurationRecorder',
        'PutDeliveryChannel',
        'PutRetentionConfiguration',
        'StartConfigurationRecorder',
      ],
    ),
    why: 'A recorder can be narrowed to a few kinds of resources, and its delivery moved to another bucket.',
    action: 'Compare kinds, bucket and retention in the request with the approved ones.',
    falsePositives: 'Set-up of accounts.',
  },
  {
    id: 'macie-disabled',
    title: 'Macie switched off, paused or made to overlook findings',
    severity: 'high',
    requirements: bothVersions('10.7.2'),
    predicate: all(
      ofService(['macie', 'macie2']),
      SUCCEEDED,
      any(
        `eventname IN (${literal([
          ...SWITCHES_OFF.macie,
          ...[
            'ArchiveFindings',
            'CreateFindingsFilter',
            'UpdateFindingsFilter',
            'PutFindingsPublicationConfiguration',
          ],
        ])})`,
        `eventname = 'UpdateMacieSession' AND coalesce(${request('$.status')}, '') <> 'ENABLED'`,
      ),
    ),
    why: 'Cardholder data that turns up where it does not belong is no longer found.',
    action: 'Enable it again and check the filters.',
    falsePositives: 'Change of the administrator account; filters for known test data.',
  },
  {
    id: 'analysis-disabled',
    title: 'Inspector, Access Analyzer or Detective switched off',
    severity: 'high',
    requirements: bothVersions('10.7.2'),
    predicate: any(
      changes(ANALYSIS, ...SWITCHES_OFF.analysis),
      changes(['inspector2', 'access-analyzer'], 'CreateFilter', 'CreateArchiveRule', 'UpdateArchiveRule'),
    ),
    why: 'Vulnerabilities and access from outside are no longer reported, or archived unseen.',
    action: 'Enable it again; read the criteria of new filters.',
    falsePositives: 'Filters for findings that were accepted in writing.',
  },
  {
    id: 'alarm-removed',
    title: 'Alarm deleted, silenced or set by hand',
    severity: 'high',
    requirements: bothVersions('10.7.1', '10.7.2'),
    predicate: changes(
      'monitoring',
      ...['DeleteAlarms', 'DisableAlarmActions', 'SetAlarmState', 'DeleteAnomalyDetector'],
    ),
    why: 'Failures of controls are noticed by alarms.',
    action: 'Put the alarm back and look at what it would have said meanwhile.',
    falsePositives: 'Retired systems. Scaling policies delete their own alarms.',
  },
  {
    id: 'event-rule-disabled',
    title: 'Event rule disabled, deleted or emptied',
    severity: 'high',
    requirements: bothVersions('10.7.1', '10.7.2'),
    predicate: any(
      changes('events', 'DisableRule', 'DeleteRule', 'RemoveTargets', 'DeleteEventBus', 'DeleteArchive'),
      all(changes('events', 'PutRule'), `${request('$.state')} = 'DISABLED'`),
      changes('scheduler', 'DeleteSchedule', 'DeleteScheduleGroup'),
    ),
    why: 'Alerts and answers to findings hang on these rules.',
    action: 'Put it back unless what it served was retired.',
    falsePositives: 'Deployments that replace rules.',
  },
  {
    id: 'notification-removed',
    title: 'Notification topic, its policy or subscribers removed',
    severity: 'medium',
    requirements: bothVersions('10.7.2'),
    predicate: changes('sns', 'DeleteTopic', 'Unsubscribe', 'RemovePermission'),
    why: 'The alert goes out and reaches nobody.',
    action: 'Check that those on duty still get alerts.',
    falsePositives: 'People who leave the rota.',
  },
  {
    id: 'control-switch-off-failed',
    title: 'Attempt to switch a security control off failed',
    severity: 'high',
    requirements: bothVersions('10.2.1.4', '10.7.2'),
    predicate: all(
      'errorcode IS NOT NULL',
      any(
        calls('guardduty', ...SWITCHES_OFF.guardduty),
        calls('securityhub', ...SWITCHES_OFF.securityhub),
        calls('config', ...SWITCHES_OFF.config),
        calls(['macie', 'macie2'], ...SWITCHES_OFF.macie),
        calls(ANALYSIS, ...SWITCHES_OFF.analysis),
        calls('ec2', 'DeleteFlowLogs', 'DisableEbsEncryptionByDefault'),
        calls('kms', 'DisableKey', 'ScheduleKeyDeletion'),
        calls('monitoring', 'DeleteAlarms', 'DisableAlarmActions'),
        calls('logs', 'DeleteLogGroup', 'PutRetentionPolicy'),
      ),
    ),
    why: 'Somebody wants the control out of the way; the next attempt may succeed.',
    action: 'Find out who and why, and whether the caller has tried other ways.',
    falsePositives: 'Clean-up of an account that deletes what is gone already.',
  },
];
