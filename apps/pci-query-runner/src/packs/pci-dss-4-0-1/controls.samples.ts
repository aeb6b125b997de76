import type { RuleSamples } from '../../query/rule';
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
      call('guardduty', 'UpdateDetector', { enable: true, dataSources: { s3Logs: { enable: false } } }),
      call('guardduty', 'UpdateDetector', { findingPublishingFrequency: 'SIX_HOURS' }),
      failed(call('guardduty', 'DeleteDetector', {}), 'BadRequestException'),
      call('guardduty', 'GetDetector', {}),
    ],
  },
  'guardduty-weakened': {
    matching: [
      call('guardduty', 'CreateIPSet', { activate: true }),
      call('guardduty', 'CreateFilter', { action: 'ARCHIVE' }),
      call('guardduty', 'UpdateDetector', { features: [{ name: 'S3_DATA_EVENTS', status: 'DISABLED' }] }),
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
      call('macie2', 'UpdateMacieSession', { findingPublishingFrequency: 'SIX_HOURS' }),
      call('macie', 'ArchiveFindings', {}),
    ],
    other: [
      call('macie2', 'UpdateMacieSession', { status: 'ENABLED' }),
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
};
