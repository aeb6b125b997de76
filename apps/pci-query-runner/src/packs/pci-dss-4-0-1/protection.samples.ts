import type { RuleSamples } from '../../query/rule';
import { call, failed } from './sample-events';

/** Events that the rules of protection.ts must and must not match. */
export const protectionSamples: Readonly<Record<string, RuleSamples>> = {
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
