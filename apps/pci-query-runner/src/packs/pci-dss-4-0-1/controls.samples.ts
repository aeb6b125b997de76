import type { RuleSamples } from '../../rule';
import { call, failed, invokedBy } from './sample-events';

/** Events that the rules of controls.ts must and must not match. */
export const controlSamples: Readonly<Record<string, RuleSamples>> = {
  'guardduty-disabled': {
    matching: [
      call('guardduty', 'DeleteDetector', { detectorId: 'd' }),
      call('guardduty', 'UpdateDetector', { detectorId: 'd', enable: false }),
      call('guardduty', 'StopMonitoringMembers', {}, invokedBy('cloudformation')),
    ],
    other: [
      call('guardduty', 'UpdateDetector', { enable: true }),
      call('guardduty', 'UpdateDetector', { findingPublishingFrequency: 'SIX_HOURS' }),
      failed(call('guardduty', 'DeleteDetector', {}), 'BadRequestException'),
      call('guardduty', 'GetDetector', {}),
    ],
  },
  'guardduty-weakened': {
    matching: [
      call('guardduty', 'CreateIPSet', { activate: true }),
      call('guardduty', 'CreateFilter', { action: 'ARCHIVE' }),
    ],
    other: [failed(call('guardduty', 'CreateIPSet', {})), call('wafv2', 'CreateIPSet', {})],
  },
  'securityhub-disabled': {
    matching: [
      call('securityhub', 'DisableSecurityHub', {}),
      call('securityhub', 'BatchDisableStandards', {}),
    ],
    other: [
      failed(call('securityhub', 'DisableSecurityHub', {}), 'InvalidAccessException'),
      call('securityhub', 'EnableSecurityHub', {}),
      call('guardduty', 'DisassociateMembers', {}),
    ],
  },
  'securityhub-findings-changed': {
    matching: [call('securityhub', 'UpdateFindings', {}), call('securityhub', 'DeleteInsight', {})],
    other: [call('securityhub', 'CreateInsight', {}), failed(call('securityhub', 'BatchUpdateFindings', {}))],
  },
  'config-stopped': {
    matching: [
      call('config', 'StopConfigurationRecorder', { configurationRecorderName: 'default' }),
      call('config', 'DeleteConfigRule', { configRuleName: 'r' }, invokedBy('securityhub')),
    ],
    other: [
      failed(call('config', 'DeleteConfigRule', {}), 'NoSuchConfigRuleException'),
      call('config', 'StartConfigurationRecorder', {}),
    ],
  },
  'config-changed': {
    matching: [call('config', 'PutConfigurationRecorder', {}), call('config', 'PutDeliveryChannel', {})],
    other: [
      failed(call('config', 'PutDeliveryChannel', {}), 'InsufficientDeliveryPolicyException'),
      call('config', 'PutEvaluations', {}),
    ],
  },
  'macie-disabled': {
    matching: [
      call('macie2', 'DisableMacie', {}),
      call('macie2', 'UpdateMacieSession', { status: 'PAUSED' }),
      call('macie', 'ArchiveFindings', {}),
    ],
    other: [
      call('macie2', 'UpdateMacieSession', { status: 'ENABLED' }),
      call('macie2', 'UpdateMacieSession', null),
      failed(call('macie2', 'DisableMacie', {})),
    ],
  },
  'analysis-disabled': {
    matching: [call('inspector2', 'Disable', {}), call('access-analyzer', 'DeleteAnalyzer', {})],
    other: [
      call('inspector2', 'Enable', {}),
      failed(call('detective', 'DeleteGraph', {})),
      call('logs', 'CreateFilter', {}),
    ],
  },
  'firewall-removed': {
    matching: [
      call('wafv2', 'DisassociateWebACL', {}),
      call('waf-regional', 'DeleteRuleGroup', {}),
      call('network-firewall', 'DeleteFirewall', {}),
      call('shield', 'DeleteProtection', {}),
    ],
    other: [
      failed(call('wafv2', 'DeleteWebACL', {}), 'WAFOptimisticLockException'),
      call('wafv2', 'AssociateWebACL', {}),
      call('events', 'DeleteRule', {}),
    ],
  },
  'firewall-changed': {
    matching: [call('wafv2', 'UpdateWebACL', {}), call('network-firewall', 'UpdateFirewallPolicy', {})],
    other: [failed(call('wafv2', 'UpdateWebACL', {})), call('wafv2', 'GetWebACL', {})],
  },
  'alarm-removed': {
    matching: [
      call('monitoring', 'DeleteAlarms', { alarmNames: ['trail-stopped'] }),
      call('monitoring', 'DisableAlarmActions', {}),
    ],
    other: [failed(call('monitoring', 'DeleteAlarms', {})), call('monitoring', 'PutMetricAlarm', {})],
  },
  'event-rule-disabled': {
    matching: [
      call('events', 'DisableRule', { name: 'guardduty-to-pager' }),
      call('events', 'PutRule', { name: 'guardduty-to-pager', state: 'DISABLED' }),
    ],
    other: [
      call('events', 'PutRule', { name: 'r', state: 'ENABLED' }),
      call('events', 'PutRule', { name: 'r' }),
      failed(call('events', 'DeleteRule', {}), 'ManagedRuleException'),
      call('elasticloadbalancing', 'DeleteRule', {}),
    ],
  },
  'notification-removed': {
    matching: [call('sns', 'DeleteTopic', {}), call('sns', 'Unsubscribe', {})],
    other: [failed(call('sns', 'Unsubscribe', {}), 'NotFoundException'), call('sns', 'Subscribe', {})],
  },
  'control-switch-off-failed': {
    matching: [
      failed(call('guardduty', 'DeleteDetector', {})),
      failed(call('kms', 'ScheduleKeyDeletion', {}), 'AccessDeniedException'),
      failed(call('logs', 'DeleteLogGroup', {}), 'ResourceNotFoundException'),
    ],
    other: [
      call('guardduty', 'DeleteDetector', {}),
      failed(call('guardduty', 'GetDetector', {})),
      failed(call('iam', 'DeleteMembers', {})),
    ],
  },
  'backup-protection-removed': {
    matching: [call('backup', 'DeleteRecoveryPoint', {}), call('backup', 'DeleteBackupVault', {})],
    other: [failed(call('backup', 'DeleteRecoveryPoint', {})), call('backup', 'StartBackupJob', {})],
  },
  'default-encryption-disabled': {
    matching: [call('ec2', 'DisableEbsEncryptionByDefault', {}), call('ec2', 'ModifyEbsDefaultKmsKeyId', {})],
    other: [
      call('ec2', 'EnableEbsEncryptionByDefault', {}),
      failed(call('ec2', 'DisableEbsEncryptionByDefault', {}), 'Client.UnauthorizedOperation'),
    ],
  },
  'metadata-protection-weakened': {
    matching: [
      call('ec2', 'ModifyInstanceMetadataOptions', {
        ModifyInstanceMetadataOptionsRequest: { HttpTokens: 'optional', InstanceId: 'i-1' },
      }),
      call('ec2', 'ModifyInstanceMetadataOptions', { httpTokens: 'optional' }),
    ],
    other: [
      call('ec2', 'ModifyInstanceMetadataOptions', { httpTokens: 'required' }),
      failed(call('ec2', 'ModifyInstanceMetadataOptions', { httpTokens: 'optional' })),
    ],
  },
  'deletion-protection-removed': {
    matching: [
      call('rds', 'ModifyDBInstance', { deletionProtection: false }),
      call('dynamodb', 'UpdateTable', { deletionProtectionEnabled: false }),
      call('ec2', 'ModifyInstanceAttribute', { disableApiTermination: { value: false } }),
    ],
    other: [
      call('rds', 'ModifyDBInstance', { deletionProtection: true }),
      call('ec2', 'ModifyInstanceAttribute', { disableApiTermination: { value: true } }),
      failed(call('rds', 'ModifyDBCluster', { deletionProtection: false })),
      call('rds', 'ModifyDBInstance', null),
    ],
  },
  'time-source-change': {
    matching: [
      call('ec2', 'CreateDhcpOptions', {
        dhcpConfigurationSet: {
          items: [{ key: 'ntp-servers', valueSet: { items: [{ value: '198.51.100.1' }] } }],
        },
      }),
      call('ec2', 'AssociateDhcpOptions', { vpcId: 'vpc-1', dhcpOptionsId: 'dopt-1' }),
    ],
    other: [
      call('ec2', 'CreateDhcpOptions', { dhcpConfigurationSet: { items: [{ key: 'domain-name' }] } }),
      failed(call('ec2', 'AssociateDhcpOptions', {})),
    ],
  },
};
