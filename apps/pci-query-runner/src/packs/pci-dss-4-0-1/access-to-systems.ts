import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import {
  all,
  any,
  BY_INSTANCE,
  calls,
  changes,
  NOT_BY_SERVICE,
  OWN_ACCOUNT,
  REFUSED,
  request,
  requestMatches,
} from './conditions';

const SECRET_READS = ['GetSecretValue', 'BatchGetSecretValue'];
const PARAMETER_READS = ['GetParameter', 'GetParameters', 'GetParametersByPath', 'GetParameterHistory'];

const READS_USER_DATA = all(
  calls('ec2', 'DescribeInstanceAttribute', 'DescribeLaunchTemplateVersions', 'GetLaunchTemplateData'),
  any("eventname <> 'DescribeInstanceAttribute'", `${request('$.attribute')} = 'userData'`),
);

/** An address, not the name of a service that AWS puts there for calls from inside. */
const FROM_ADDRESS = "regexp_like(sourceipaddress, '^[0-9a-fA-F:]*[.:][0-9a-fA-F.:]+$')";
const PRIVATE_ADDRESS =
  "regexp_like(sourceipaddress, '^(10[.]|127[.]|192[.]168[.]|172[.](1[6-9]|2[0-9]|3[01])[.]|fd|fc)')";

/** Software that AWS puts on instances, and the services it talks to all day. */
const AWS_AGENT = any(
  "regexp_like(coalesce(useragent, ''), 'amazon-ssm-agent|amazon-cloudwatch-agent|CWAgent|amazon-ecs-agent|codedeploy|kubelet|amazon-vpc-cni')",
  `coalesce(eventsource, '') IN ('ssm.amazonaws.com', 'ssmmessages.amazonaws.com', 'ec2messages.amazonaws.com', 'monitoring.amazonaws.com',
    'logs.amazonaws.com', 'kms.amazonaws.com', 'ecs.amazonaws.com', 'ecr.amazonaws.com')`,
  "coalesce(eventname, '') = 'RegisterManagedInstance'",
);

/** What a thief asks first: who am I, what may I, what is there. */
const LOOKS_AROUND =
  "(eventname = 'GetCallerIdentity' OR eventsource IN ('iam.amazonaws.com', 'organizations.amazonaws.com') OR regexp_like(eventname, '^(List|Describe)'))";

/** Secrets, machines and stolen credentials: access that goes around the front door (10.2.1.1, 10.2.1.2, 10.4.1.1). */
export const systemAccessRules: readonly Rule[] = [
  {
    id: 'secret-read',
    title: 'Secrets read',
    severity: 'low',
    requirements: bothVersions('10.2.1.1', '10.2.1.2'),
    predicate: all(changes('secretsmanager', ...SECRET_READS), NOT_BY_SERVICE),
    why: 'Keys to databases and partners are read here; many by one identity within minutes are a theft in progress.',
    action: 'Look at counts by identity; ask people, as programs read few and always the same.',
    falsePositives: 'Programs that read their own secret: except their roles by name.',
  },
  {
    id: 'parameter-decrypted',
    title: 'Encrypted parameters read',
    severity: 'low',
    requirements: bothVersions('10.2.1.1', '10.2.1.2'),
    predicate: all(
      changes('ssm', ...PARAMETER_READS),
      `${request('$.withDecryption')} = 'true'`,
      NOT_BY_SERVICE,
    ),
    why: 'Parameters hold passwords in the same way as secrets.',
    action: 'Look at counts by identity, and at paths beyond those of one application.',
    falsePositives: 'Programs at their start; tools ask for decryption by habit, of plain parameters too.',
  },
  {
    id: 'secret-change',
    title: 'Secret or parameter changed, deleted or opened',
    severity: 'medium',
    requirements: bothVersions('10.2.1.5'),
    predicate: any(
      changes(
        'secretsmanager',
        ...[
          'PutSecretValue',
          'UpdateSecret',
          'DeleteSecret',
          'RestoreSecret',
          'CreateSecret',
          'CancelRotateSecret',
        ],
        ...[
          'PutResourcePolicy',
          'DeleteResourcePolicy',
          'UpdateSecretVersionStage',
          'ReplicateSecretToRegions',
        ],
      ),
      changes('ssm', 'PutParameter', 'DeleteParameter', 'DeleteParameters'),
    ),
    why: 'Changes to credentials of systems count like those of people.',
    action: 'Match with rotation or deployment; a deleted secret can be restored for a week or more.',
    falsePositives: 'Rotation and deployments.',
  },
  {
    id: 'database-credentials-issued',
    title: 'Credentials for a database issued',
    severity: 'low',
    requirements: bothVersions('10.2.1.1', '10.2.1.2'),
    predicate: changes(
      ['redshift', 'redshift-serverless', 'dsql'],
      ...['GetClusterCredentials', 'GetClusterCredentialsWithIAM', 'GetCredentials'],
    ),
    why: 'It is the log-on to the data warehouse.',
    action: 'Check that the database user in the request fits the caller.',
    falsePositives: 'Query editors and reporting tools.',
  },
  {
    id: 'database-password-changed',
    title: "Database's master password set",
    severity: 'high',
    requirements: bothVersions('10.2.1.5'),
    predicate: all(
      changes(['rds', 'redshift'], 'ModifyDBInstance', 'ModifyDBCluster', 'ModifyCluster'),
      any(requestMatches('"masterUserPassword"'), `regexp_like(responseelements, '"masterUserPassword"')`),
    ),
    why: 'Who sets it can log on as the owner of all tables.',
    action: 'Match with a change; look for log-ons as the master user since.',
    falsePositives: 'Rotation by hand.',
  },
  {
    id: 'password-data-read',
    title: "Windows instance's administrator password fetched",
    severity: 'high',
    requirements: bothVersions('10.2.1.2', '10.2.1.5'),
    predicate: changes('ec2', 'GetPasswordData'),
    why: 'With the private key of the instance it is the password of its administrator.',
    action: 'Ask the caller; many instances in a row are an attack.',
    falsePositives: 'Set-up of a Windows machine.',
  },
  {
    id: 'user-data-read',
    title: "Instance's start script read",
    severity: 'medium',
    requirements: bothVersions('10.2.1.1', '10.4.1.1'),
    predicate: all(READS_USER_DATA, 'errorcode IS NULL', NOT_BY_SERVICE),
    why: 'Start scripts hold passwords more often than they should.',
    action: 'Look for one identity that reads those of many instances.',
    falsePositives: 'Deployments compare the script with their own; scanners of configuration read all.',
  },
  {
    id: 'user-data-changed',
    title: "Instance's start script changed",
    severity: 'high',
    requirements: bothVersions('10.2.1.2', '10.4.1.1'),
    predicate: all(
      changes('ec2', 'ModifyInstanceAttribute'),
      any(
        "json_extract(requestparameters, '$.userData') IS NOT NULL",
        `${request('$.attribute')} = 'userData'`,
      ),
    ),
    why: 'The script runs as root at the next start.',
    action: 'Read the script on the instance before it is started.',
    falsePositives: 'Deployments that change it on purpose.',
  },
  {
    id: 'credential-read-refused',
    title: 'Reading of secrets, passwords or start scripts refused',
    severity: 'high',
    requirements: bothVersions('10.2.1.4', '10.4.1.1'),
    predicate: all(
      REFUSED,
      any(
        calls('secretsmanager', ...SECRET_READS),
        calls('ssm', ...PARAMETER_READS),
        calls('ec2', 'GetPasswordData', 'GetConsoleOutput', 'GetConsoleScreenshot'),
        READS_USER_DATA,
      ),
    ),
    why: 'Somebody looks for credentials without the right to; a series over many objects is a tool at work.',
    action: 'Stop the identity if there are several within minutes, and look at what it was allowed to read.',
    falsePositives: 'A new program whose rights are not complete.',
  },
  {
    id: 'remote-session',
    title: 'Session on a machine opened',
    severity: 'medium',
    requirements: bothVersions('10.2.1.2'),
    predicate: any(
      changes('ssm', 'StartSession', 'ResumeSession'),
      changes('ec2-instance-connect', 'SendSSHPublicKey', 'SendSerialConsoleSSHPublicKey', 'OpenTunnel'),
      changes('ec2', 'EnableSerialConsoleAccess'),
      changes('ecs', 'ExecuteCommand'),
    ),
    why: 'What is done inside is logged by the machine, not here: this record says who went in.',
    action: 'Match with a change or incident, and read the log of the session.',
    falsePositives: 'Administrators at work.',
  },
  {
    id: 'remote-command',
    title: 'Command sent to machines',
    severity: 'medium',
    requirements: bothVersions('10.2.1.2', '10.4.1.1'),
    predicate: changes(
      'ssm',
      ...[
        'SendCommand',
        'StartAutomationExecution',
        'CreateAssociation',
        'UpdateAssociation',
        'CreateDocument',
      ],
      ...['UpdateDocument', 'UpdateDocumentDefaultVersion', 'RegisterTaskWithMaintenanceWindow'],
    ),
    why: 'One call runs a program as root on any number of machines.',
    action:
      'Check document and targets in the request; the commands themselves are hidden here and lie in the output of the run.',
    falsePositives: 'Patching and inventory by schedule.',
  },
  {
    id: 'identity-inventory-read',
    title: 'All identities and their rights listed in one call',
    severity: 'medium',
    requirements: bothVersions('10.2.1.2', '10.4.1.1'),
    predicate: all(
      changes(
        'iam',
        ...['GetAccountAuthorizationDetails', 'GenerateCredentialReport', 'GetCredentialReport'],
        ...['GenerateOrganizationsAccessReport', 'SimulatePrincipalPolicy'],
      ),
      NOT_BY_SERVICE,
    ),
    why: 'It is the map an intruder draws to find a way to more rights.',
    action: 'Check that the caller is an auditor or a scanner of yours.',
    falsePositives: 'Scanners of configuration: except their role.',
  },
  {
    id: 'instance-credentials-used',
    title: "EC2 instance's credentials used by other than AWS's agents",
    severity: 'medium',
    requirements: bothVersions('10.2.1.5', '10.4.1.1'),
    predicate: all(
      BY_INSTANCE,
      NOT_BY_SERVICE,
      FROM_ADDRESS,
      any(
        `vpcendpointaccountid <> ${OWN_ACCOUNT}`,
        all(
          `NOT ${AWS_AGENT}`,
          any(
            LOOKS_AROUND,
            // The identity role of the instance itself is for services of AWS alone.
            "useridentity.arn LIKE '%:assumed-role/aws:%'",
            all(`NOT ${PRIVATE_ADDRESS}`, "coalesce(eventcategory, 'Management') = 'Management'"),
          ),
        ),
      ),
    ),
    why: 'Credentials taken from the metadata service work anywhere; looking around with them is what a thief does first.',
    action:
      "Compare address and agent with the instance's own; if they differ, revoke the role's sessions and isolate the instance.",
    falsePositives:
      'Programs on the instance that list resources: except their role. One record cannot tell whether an address is the instance; a private endpoint of another account can.',
  },
  {
    id: 'attack-tool',
    title: 'Call made by a tool for attacks or penetration tests',
    severity: 'high',
    requirements: bothVersions('10.4.1', '10.4.1.1'),
    predicate:
      "regexp_like(lower(useragent), '(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|stratus-red-team|trufflehog|cloudfox|nimbostratus|weirdaal|enumerate-iam|s3 browser)')",
    why: 'Few intruders take the trouble to hide the name of the tool or system they work with.',
    action: 'Without an announced test: stop the identity and review all it did.',
    falsePositives: 'Announced tests. Any caller can put any name there, so none proves nothing.',
  },
  {
    id: 'container-reads-credentials',
    title: 'Task definition that reads the credentials of its task',
    severity: 'high',
    requirements: bothVersions('10.2.1.5', '10.4.1.1'),
    predicate: all(
      changes('ecs', 'RegisterTaskDefinition'),
      "requestparameters LIKE '%AWS\\_CONTAINER\\_CREDENTIALS\\_RELATIVE\\_URI%' ESCAPE '\\'",
    ),
    why: 'The command sends the credentials of the task to whoever wrote it.',
    action: 'Read the command, deregister the definition, and revoke sessions of its role.',
    falsePositives: 'None known: libraries read the address inside the program, not in the command.',
  },
];
