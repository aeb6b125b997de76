import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import { all, any, changes, request, requestMatches } from './conditions';

const WAF = ['waf', 'waf-regional', 'wafv2'];

/** What keeps attacks out and damage small: firewalls, backups, encryption, clocks (10.7.x, 10.6.3). */
export const protectionRules: readonly Rule[] = [
  {
    id: 'firewall-removed',
    title: 'Web or network firewall removed from what it protects',
    severity: 'high',
    requirements: bothVersions('10.7.1', '10.7.2'),
    predicate: any(
      changes(
        WAF,
        ...['DeleteWebACL', 'DisassociateWebACL', 'DeleteRuleGroup', 'DeleteRule', 'DeleteIPSet'],
        ...['DeleteFirewallManagerRuleGroups', 'DeleteRegexPatternSet', 'DeleteRateBasedRule'],
      ),
      changes(
        'network-firewall',
        ...['DeleteFirewall', 'DeleteFirewallPolicy', 'DeleteRuleGroup', 'DisassociateSubnets'],
        ...['UpdateFirewallDeleteProtection', 'UpdateSubnetChangeProtection'],
      ),
      changes(
        'shield',
        'DeleteProtection',
        'DeleteSubscription',
        'DisassociateDRTRole',
        'DisableProactiveEngagement',
      ),
      changes('fms', 'DeletePolicy', 'DisassociateAdminAccount'),
      changes(
        'route53resolver',
        'DisassociateFirewallRuleGroup',
        'DeleteFirewallRule',
        'DeleteFirewallRuleGroup',
      ),
    ),
    why: 'Public applications lose their automated protection (6.4.2), networks their boundary.',
    action: 'Put it back, and review requests since.',
    falsePositives: 'Retirement of the application.',
  },
  {
    id: 'firewall-changed',
    title: 'Rules of a web or network firewall changed',
    severity: 'medium',
    requirements: bothVersions('10.4.1', '10.4.1.1'),
    predicate: any(
      changes(
        WAF,
        'UpdateWebACL',
        'UpdateRuleGroup',
        'UpdateIPSet',
        'UpdateRule',
        'UpdateManagedRuleSetVersionExpiryDate',
      ),
      changes('network-firewall', 'UpdateRuleGroup', 'UpdateFirewallPolicy', 'UpdateLoggingConfiguration'),
      changes('route53resolver', 'UpdateFirewallRule', 'UpdateFirewallDomains', 'UpdateFirewallConfig'),
    ),
    why: 'A rule set to count, or an address added to an allowed set, lets through what was kept out.',
    action: 'Compare with the approved rules.',
    falsePositives: 'Automated updates of address sets.',
  },
  {
    id: 'backup-protection-removed',
    title: 'Backups, their vault or its lock deleted',
    severity: 'high',
    requirements: bothVersions('10.3.3', '10.7.2'),
    predicate: changes(
      'backup',
      ...['DeleteBackupVault', 'DeleteBackupVaultLockConfiguration', 'DeleteBackupVaultAccessPolicy'],
      ...['DeleteRecoveryPoint', 'DisassociateRecoveryPoint', 'DeleteBackupPlan', 'DeleteBackupSelection'],
      ...[
        'PutBackupVaultAccessPolicy',
        'UpdateRecoveryPointLifecycle',
        'UpdateGlobalSettings',
        'UpdateRegionSettings',
      ],
    ),
    why: 'Extortion begins with the backups; copies of logs go with them.',
    action: 'Stop the identity, put the lock back, and count what recovery points are left.',
    falsePositives: 'Expiry by hand of backups past their retention.',
  },
  {
    id: 'default-encryption-disabled',
    title: 'Encryption of new volumes no longer the default',
    severity: 'high',
    requirements: bothVersions('10.7.2'),
    predicate: changes(
      'ec2',
      'DisableEbsEncryptionByDefault',
      'ModifyEbsDefaultKmsKeyId',
      'ResetEbsDefaultKmsKeyId',
    ),
    why: 'Volumes made from now on are in the clear, or under another key.',
    action: 'Switch it on again and find volumes made since.',
    falsePositives: 'Set-up of a new Region with its own key.',
  },
  {
    id: 'metadata-protection-weakened',
    title: "Instance's metadata service opened to version 1 requests",
    severity: 'medium',
    requirements: bothVersions('10.7.2', '10.4.1'),
    predicate: all(
      changes('ec2', 'ModifyInstanceMetadataOptions', 'ModifyInstanceMetadataDefaults'),
      requestMatches('(?i)"httpTokens"\\s*:\\s*"optional"'),
    ),
    why: "A request that a web application is tricked into can then fetch the credentials of the instance's role.",
    action: 'Set tokens to required again.',
    falsePositives: 'Old software that does not know version 2, accepted in writing.',
  },
  {
    id: 'deletion-protection-removed',
    title: 'Protection against deletion switched off',
    severity: 'medium',
    requirements: bothVersions('10.2.1.7', '10.7.2'),
    predicate: any(
      all(
        changes(
          ['rds', 'dynamodb', 'cognito-idp', 'redshift'],
          'ModifyDBInstance',
          'ModifyDBCluster',
          'ModifyGlobalCluster',
          'UpdateTable',
          'UpdateUserPool',
        ),
        requestMatches('"deletionProtection(Enabled)?"\\s*:\\s*(false|"INACTIVE")'),
      ),
      all(changes('ec2', 'ModifyInstanceAttribute'), `${request('$.disableApiTermination.value')} = 'false'`),
      all(
        changes('cloudformation', 'UpdateTerminationProtection'),
        `${request('$.enableTerminationProtection')} = 'false'`,
      ),
    ),
    why: 'It is the step before a deletion.',
    action: 'Look for the deletion and its approval.',
    falsePositives: 'Tools that take machines down switch it off by habit.',
  },
  {
    id: 'time-source-change',
    title: 'Time servers of a network changed',
    severity: 'low',
    requirements: bothVersions('10.6.3'),
    predicate: any(
      all(changes('ec2', 'CreateDhcpOptions'), requestMatches('"ntp-servers"')),
      changes('ec2', 'AssociateDhcpOptions'),
    ),
    why: 'Logs of machines cannot be put in order once their clocks differ.',
    action: 'Check that the servers in the options are the approved ones.',
    falsePositives: 'Set-up of networks.',
  },
];
