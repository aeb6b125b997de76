import type { RuleSamples } from '../../query/rule';
import { ACCOUNT, call, failed, invokedBy, OTHER, roleSession, without } from './sample-events';

const parameter = (eventName: string, withDecryption?: boolean) =>
  call('ssm', eventName, { name: '/db/password', withDecryption });
const attribute = (name: string) =>
  call('ec2', 'DescribeInstanceAttribute', { instanceId: 'i-1', attribute: name });
const instance = roleSession('i-0dbc91f429e48eeed', 'web');
const byInstance = (service: string, eventName: string, more = {}) =>
  call(service, eventName, null, { userIdentity: instance, sourceIPAddress: '198.51.100.7', ...more });
const agent = (userAgent: string) => call('sts', 'GetCallerIdentity', null, { userAgent });

/** Events that the rules of access-to-systems.ts must and must not match. */
export const systemAccessSamples: Readonly<Record<string, RuleSamples>> = {
  'secret-read': {
    matching: [
      call('secretsmanager', 'GetSecretValue', { secretId: 'db' }, { readOnly: true }),
      call('secretsmanager', 'BatchGetSecretValue', {}, { userIdentity: roleSession('run') }),
    ],
    other: [
      failed(call('secretsmanager', 'GetSecretValue', {}), 'ResourceNotFoundException'),
      call('secretsmanager', 'GetSecretValue', {}, invokedBy('rds')),
      call('secretsmanager', 'DescribeSecret', {}),
    ],
  },
  'parameter-decrypted': {
    matching: [parameter('GetParameter', true), parameter('GetParametersByPath', true)],
    other: [
      parameter('GetParameter', false),
      parameter('GetParameters'),
      failed(parameter('GetParameter', true), 'ParameterNotFound'),
      parameter('DescribeParameters', true),
    ],
  },
  'secret-change': {
    matching: [call('secretsmanager', 'DeleteSecret', { secretId: 'db' }), call('ssm', 'PutParameter', {})],
    other: [
      failed(call('ssm', 'PutParameter', {}), 'ThrottlingException'),
      call('secretsmanager', 'GetResourcePolicy', {}),
    ],
  },
  'database-credentials-issued': {
    matching: [
      call('redshift', 'GetClusterCredentials', { dbUser: 'admin' }),
      call('redshift-serverless', 'GetCredentials', {}),
    ],
    other: [
      failed(call('redshift', 'GetClusterCredentials', {})),
      call('cognito-identity', 'GetCredentials', {}),
    ],
  },
  'database-password-changed': {
    matching: [
      call('rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'db', masterUserPassword: '****' }),
      call('redshift', 'ModifyCluster', { masterUserPassword: '****' }),
      call('rds', 'ModifyDBCluster', null, {
        responseElements: { pendingModifiedValues: { masterUserPassword: '****' } },
      }),
    ],
    other: [
      call('rds', 'ModifyDBInstance', { allocatedStorage: 22 }),
      failed(call('rds', 'ModifyDBInstance', { masterUserPassword: '****' })),
      call('rds', 'ModifyDBInstance', null),
    ],
  },
  'password-data-read': {
    matching: [
      call('ec2', 'GetPasswordData', { instanceId: 'i-1' }),
      call('ec2', 'GetPasswordData', null, { userIdentity: roleSession('run') }),
    ],
    other: [
      failed(call('ec2', 'GetPasswordData', {}), 'Client.UnauthorizedOperation'),
      call('ec2', 'GetConsoleOutput', {}),
    ],
  },
  'user-data-read': {
    matching: [attribute('userData'), call('ec2', 'GetLaunchTemplateData', { instanceId: 'i-1' })],
    other: [
      attribute('instanceType'),
      failed(attribute('userData'), 'Client.UnauthorizedOperation'),
      { ...attribute('userData'), ...invokedBy('cloudformation') },
      call('ec2', 'DescribeInstanceAttribute', null),
    ],
  },
  'user-data-changed': {
    matching: [
      call('ec2', 'ModifyInstanceAttribute', { instanceId: 'i-1', userData: '<sensitiveDataRemoved>' }),
      call('ec2', 'ModifyInstanceAttribute', { instanceId: 'i-1', attribute: 'userData' }),
    ],
    other: [
      call('ec2', 'ModifyInstanceAttribute', { instanceId: 'i-1', instanceType: { value: 't3.nano' } }),
      failed(call('ec2', 'ModifyInstanceAttribute', { userData: '' }), 'Client.IncorrectInstanceState'),
      call('ec2', 'ModifyInstanceAttribute', null),
    ],
  },
  'credential-read-refused': {
    matching: [
      failed(call('ec2', 'GetPasswordData', {}), 'Client.UnauthorizedOperation'),
      failed(attribute('userData'), 'Client.UnauthorizedOperation'),
      failed(call('secretsmanager', 'GetSecretValue', {}), 'AccessDeniedException'),
    ],
    other: [
      failed(attribute('instanceType'), 'Client.UnauthorizedOperation'),
      failed(call('secretsmanager', 'GetSecretValue', {}), 'ResourceNotFoundException'),
      call('ec2', 'GetPasswordData', {}),
    ],
  },
  'remote-session': {
    matching: [
      call('ssm', 'StartSession', { target: 'i-1' }),
      call('ec2-instance-connect', 'SendSSHPublicKey', {}),
      call('ecs', 'ExecuteCommand', {}),
    ],
    other: [
      failed(call('ssm', 'StartSession', {}), 'TargetNotConnected'),
      call('ssm', 'TerminateSession', {}),
      call('gamelift', 'StartSession', {}),
    ],
  },
  'remote-command': {
    matching: [
      call('ssm', 'SendCommand', { documentName: 'AWS-RunShellScript' }),
      call('ssm', 'CreateAssociation', {}),
    ],
    other: [
      failed(call('ssm', 'SendCommand', {}), 'InvalidInstanceId'),
      call('ssm', 'GetCommandInvocation', {}),
    ],
  },
  'identity-inventory-read': {
    matching: [call('iam', 'GetAccountAuthorizationDetails'), call('iam', 'GenerateCredentialReport')],
    other: [
      failed(call('iam', 'GetAccountAuthorizationDetails')),
      call('iam', 'GetCredentialReport', null, invokedBy('config')),
      call('iam', 'GetAccountSummary'),
    ],
  },
  'instance-credentials-used': {
    matching: [
      byInstance('ec2', 'DescribeInstances'),
      byInstance('sts', 'GetCallerIdentity', { sourceIPAddress: '10.0.1.50' }),
      byInstance('ec2', 'RunInstances', { sourceIPAddress: '2001:db8::7' }),
      byInstance('s3', 'GetObject', {
        ...{ sourceIPAddress: '10.9.9.9', eventCategory: 'Data', vpcEndpointAccountId: OTHER },
      }),
      byInstance('s3', 'PutObject', {
        sourceIPAddress: '10.0.1.50',
        userIdentity: roleSession('i-0dbc91f429e48eeed', 'aws:ec2-instance'),
      }),
      // Older records may lack the principal, or the ARN.
      byInstance('iam', 'CreateUser', {
        userIdentity: {
          type: 'AssumedRole',
          arn: `arn:aws:sts::${ACCOUNT}:assumed-role/web/i-0abcdef1234567890`,
        },
      }),
    ],
    other: [
      byInstance('s3', 'PutObject', { sourceIPAddress: '10.0.1.50', eventCategory: 'Data' }),
      byInstance('ssm', 'UpdateInstanceInformation', { userAgent: 'aws-sdk-go/1.41.4 amazon-ssm-agent/' }),
      byInstance('ssmmessages', 'CreateControlChannel'),
      byInstance('kms', 'Decrypt', { sourceIPAddress: 'cloudformation.amazonaws.com' }),
      byInstance('ec2', 'DescribeInstances', { sourceIPAddress: 'AWS Internal' }),
      byInstance('ec2', 'DescribeInstances', {
        userIdentity: { ...instance, invokedBy: 'eks.amazonaws.com' },
      }),
      call('ec2', 'DescribeInstances', null, { userIdentity: roleSession('i-dentity') }),
    ],
  },
  'attack-tool': {
    matching: [
      agent('aws-cli/1.16 Python/3.9 Linux/6.1.0-kali9-amd64'),
      agent('[stratus-red-team_4990da05]'),
      agent('S3 Browser 9.5.5 https://s3browser.com'),
      agent('TruffleHog'),
    ],
    other: [agent('aws-cli/2.31.0'), agent('Boto3/1.26 alkali/1'), without(agent(''), 'userAgent')],
  },
  'container-reads-credentials': {
    matching: [
      call('ecs', 'RegisterTaskDefinition', {
        containerDefinitions: [
          { command: ['curl http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] },
        ],
      }),
      call('ecs', 'RegisterTaskDefinition', {
        containerDefinitions: '$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
      }),
    ],
    other: [
      call('ecs', 'RegisterTaskDefinition', { containerDefinitions: [{ command: ['serve'] }] }),
      call('ecs', 'RegisterTaskDefinition', {
        containerDefinitions: 'AWSXCONTAINERXCREDENTIALSXRELATIVEXURI',
      }),
      failed(call('ecs', 'RegisterTaskDefinition', { x: '$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI' })),
    ],
  },
};
