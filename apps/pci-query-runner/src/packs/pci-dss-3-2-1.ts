import type { RulePack } from '../query/rule';

/**
 * PCI DSS v3.2.1, requirement 10: the seven questions of AWS's article "Automate Amazon Athena queries for PCI DSS log review
 * using AWS Lambda". Each `repair` says what the published query gets wrong; a sample event beside this file shows it.
 *
 * v3.2.1 was retired on 2024-03-31; the pack serves reviews of that time and comparison with pci-dss-4.0.1.
 */
export const pciDss321: RulePack = {
  id: 'pci-dss-3.2.1',
  standard: '3.2.1',
  version: '1.0.0',
  rules: [
    {
      id: '10.2.1-10.2.3-log-access',
      title: 'Objects read from buckets with audit logs or cardholder data',
      severity: 'medium',
      requirements: { '3.2.1': ['10.2.1', '10.2.3'], '4.0.1': ['10.2.1.1', '10.2.1.3'] },
      predicate: `eventsource = 's3.amazonaws.com'
        AND eventname = 'GetObject'
        AND json_extract_scalar(requestparameters, '$.bucketName') IN (:guarded_buckets)
        AND sourceipaddress NOT IN ('cloudtrail.amazonaws.com', 'athena.amazonaws.com')`,
      why: 'Who reads audit trails or cardholder data must be known by name, and an intruder reads the trail to learn what it shows.',
      action:
        'Ask the reader for the reason; if there is none, treat the data as disclosed and rotate the credentials used.',
      falsePositives:
        'Scheduled readers such as this review itself: grant them a role of their own and except it by name.',
      repair:
        'The published query looks for the bucket name anywhere in the request, so reading "logs-copy" or a key that holds the name counts too; the bucket is compared whole here. S3 data events must be on for the trail, which the article does not say.',
    },
    {
      id: '10.2.2-root',
      title: 'Actions of the root user',
      severity: 'high',
      requirements: { '3.2.1': ['10.2.2'], '4.0.1': ['10.2.1.2'] },
      predicate: `(useridentity.type = 'Root' OR useridentity.sessioncontext.sessionissuer.type = 'Root')
        AND useridentity.invokedby IS NULL
        AND coalesce(eventtype, '') <> 'AwsServiceEvent'`,
      why: 'The root user can do everything and no policy holds it back; it is meant for a handful of account tasks.',
      action:
        'Find who used it and for what. Where it was not an announced account task, rotate its credentials and review what it changed.',
      falsePositives: 'Announced account tasks, such as closing the account or changing the support plan.',
      repair:
        'The published query looks for "root" in the name of a session issuer: it misses the root user, who mostly has no session issuer, and counts every role with "root" in its name. The identity type decides here.',
    },
    {
      id: '10.2.4-failed-logon',
      title: 'Failed console sign-ins',
      severity: 'medium',
      requirements: { '3.2.1': ['10.2.4'], '4.0.1': ['10.2.1.4'] },
      predicate: `eventname = 'ConsoleLogin'
        AND json_extract_scalar(responseelements, '$.ConsoleLogin') = 'Failure'`,
      why: 'Repeated failures are the visible side of guessed or stolen passwords.',
      action: 'Look for many failures from one address or against one user, and for a success after them.',
      falsePositives: 'A person who mistyped a password once or twice.',
    },
    {
      id: '10.2.5-privilege-change',
      title: 'Users added to administrator groups',
      severity: 'high',
      requirements: { '3.2.1': ['10.2.5'], '4.0.1': ['10.2.1.5'] },
      predicate: `eventname LIKE '%AddUserToGroup%' AND requestparameters LIKE '%Admin%'`,
      why: 'A user who becomes an administrator can switch every other control off.',
      action: 'Check the change against the request that allowed it; remove the user where there is none.',
      falsePositives: 'Groups that are named after administrators and grant nothing.',
    },
    {
      id: '10.2.6-audit-log-start-stop',
      title: 'Audit logging started or stopped',
      severity: 'critical',
      requirements: { '3.2.1': ['10.2.6'], '4.0.1': ['10.2.1.6'] },
      predicate: `eventname IN ('StopLogging', 'StartLogging')`,
      why: 'What happens while the trail is stopped is seen by nobody. Attempts that failed count too: somebody tried.',
      action: 'Start the trail again, find out who stopped it, and review the gap by other means.',
      falsePositives: 'A trail that is being set up or moved, by the people who run it.',
      repair:
        'The published query joins its two names with OR and the date with AND, unparenthesised, so StopLogging is searched in all of history. The names stand in one condition here.',
    },
    {
      id: '10.6-security-groups',
      title: 'Security groups created, deleted or opened',
      severity: 'medium',
      requirements: { '3.2.1': ['10.6'], '4.0.1': ['10.4.1'] },
      predicate: `(eventname LIKE '%DeleteSecurityGroup%'
        OR eventname LIKE '%CreateSecurityGroup%'
        OR eventname LIKE '%UpdateSecurityGroup%'
        OR eventname LIKE '%AuthorizeSecurityGroup%')`,
      why: 'A rule too many lets the network in.',
      action: 'Compare the rules with the approved ones and revoke what nobody asked for.',
      falsePositives: 'Deployments that create their own groups: except their role by name.',
      repair:
        'In the published query the date binds to the last of four alternatives only; three of them return all of history. The alternatives are parenthesised here.',
    },
    {
      id: '10.6-subnets',
      title: 'Subnets changed',
      severity: 'low',
      requirements: { '3.2.1': ['10.6'], '4.0.1': ['10.4.1'] },
      predicate: `eventname LIKE '%Subnet%' AND eventname NOT LIKE 'Describe%'`,
      why: 'A new or moved subnet can bypass the segmentation of the cardholder data environment.',
      action: 'Check the subnet, its routes and its network ACL against the network diagram.',
      falsePositives: 'Subnet groups of databases and caches, which only name subnets that exist.',
    },
  ],
};
