import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import { all, any, changes, lambdaCalls, NOT_BY_SERVICE, request, SUCCEEDED } from './conditions';

/** What runs with rights of its own: functions, containers, stacks, notebooks (10.2.1.7, 10.4.1). */
export const programRules: readonly Rule[] = [
  {
    id: 'function-code-changed',
    title: 'Code of a Lambda function replaced',
    severity: 'medium',
    requirements: bothVersions('10.2.1.7', '10.4.1'),
    predicate: all(
      lambdaCalls('UpdateFunctionCode'),
      SUCCEEDED,
      `coalesce(${request('$.dryRun')}, 'false') <> 'true'`,
    ),
    why: 'The function does something else from its next call on, with all rights of its role.',
    action: 'Compare the hash of the code in the response with that of the build.',
    falsePositives: 'Deployments: except their role by name.',
  },
  {
    id: 'function-configuration-changed',
    title: 'Layers, role, environment or triggers of a Lambda function changed',
    severity: 'medium',
    requirements: bothVersions('10.2.1.7', '10.4.1'),
    predicate: all(
      lambdaCalls(
        ...['UpdateFunctionConfiguration', 'PublishLayerVersion', 'CreateEventSourceMapping'],
        ...['UpdateEventSourceMapping', 'PutFunctionConcurrency', 'DeleteFunctionCodeSigningConfig'],
        'UpdateFunctionEventInvokeConfig',
      ),
      SUCCEEDED,
    ),
    why: 'A layer or a variable of the environment puts code in front of the function; a concurrency of zero stops it.',
    action: 'Compare with the deployed configuration.',
    falsePositives: 'Deployments: except their role by name.',
  },
  {
    id: 'function-permission-change',
    title: 'Who may call a Lambda function changed',
    severity: 'low',
    requirements: bothVersions('10.2.1.5', '10.4.1'),
    predicate: all(
      lambdaCalls(
        ...['AddPermission', 'RemovePermission', 'AddLayerVersionPermission', 'RemoveLayerVersionPermission'],
        ...['CreateFunctionUrlConfig', 'UpdateFunctionUrlConfig', 'DeleteFunctionUrlConfig'],
      ),
      SUCCEEDED,
    ),
    why: "Callers use the rights of the function's role.",
    action: 'Check the principal in the request.',
    falsePositives: 'Set-up of triggers, which adds a permission for the service.',
  },
  {
    id: 'function-created-or-deleted',
    title: 'Lambda function created or deleted',
    severity: 'low',
    requirements: bothVersions('10.2.1.7'),
    predicate: all(lambdaCalls('CreateFunction', 'DeleteFunction'), SUCCEEDED),
    why: 'A function is a program with rights; a deleted one may have been a control.',
    action: 'Match with a deployment.',
    falsePositives: 'Deployments: except their role by name.',
  },
  {
    id: 'image-repository-change',
    title: 'Container image, its repository or its scan changed',
    severity: 'low',
    requirements: bothVersions('10.2.1.7', '10.4.1'),
    predicate: changes(
      ['ecr', 'ecr-public'],
      ...['CreateRepository', 'DeleteRepository', 'BatchDeleteImage', 'PutImage', 'SetRepositoryPolicy'],
      ...[
        'DeleteRepositoryPolicy',
        'PutRegistryPolicy',
        'PutImageTagMutability',
        'PutImageScanningConfiguration',
      ],
      ...[
        'PutRegistryScanningConfiguration',
        'PutReplicationConfiguration',
        'PutLifecyclePolicy',
        'CreatePullThroughCacheRule',
      ],
    ),
    why: 'An image pushed by hand under a known tag runs at the next start of the container.',
    action: 'Check that the push came from the build.',
    falsePositives: 'Builds: except their role by name.',
  },
  {
    id: 'container-cluster-change',
    title: 'Container cluster, or access to it, created, changed or deleted',
    severity: 'medium',
    requirements: bothVersions('10.2.1.5', '10.2.1.7'),
    predicate: any(
      changes(
        'eks',
        ...[
          'CreateCluster',
          'DeleteCluster',
          'UpdateClusterConfig',
          'CreateAccessEntry',
          'UpdateAccessEntry',
        ],
        ...[
          'DeleteAccessEntry',
          'AssociateAccessPolicy',
          'DisassociateAccessPolicy',
          'AssociateIdentityProviderConfig',
        ],
      ),
      changes(
        'ecs',
        'CreateCluster',
        'DeleteCluster',
        'PutAccountSetting',
        'PutAccountSettingDefault',
        'DeleteService',
      ),
    ),
    why: 'An access entry makes an identity an administrator of everything in the cluster.',
    action: 'Check entry and policy in the request; read the audit log of the cluster since.',
    falsePositives: 'Deployments: except their role by name.',
  },
  {
    id: 'stack-change',
    title: 'CloudFormation stack created, changed or deleted',
    severity: 'info',
    requirements: bothVersions('10.2.1.7'),
    predicate: all(
      changes(
        'cloudformation',
        ...['CreateStack', 'UpdateStack', 'DeleteStack', 'ExecuteChangeSet'],
        ...[
          'CreateStackSet',
          'UpdateStackSet',
          'DeleteStackSet',
          'CreateStackInstances',
          'DeleteStackInstances',
        ],
      ),
      NOT_BY_SERVICE,
    ),
    why: "One call creates or removes many system objects, by the rights of the stack's role.",
    action: 'Match with a deployment.',
    falsePositives: 'Deployments: except their role by name.',
  },
  {
    id: 'development-environment-created',
    title: 'Shell or notebook with rights in the account opened',
    severity: 'medium',
    requirements: bothVersions('10.2.1.2', '10.4.1.1'),
    predicate: any(
      changes('glue', 'CreateDevEndpoint', 'UpdateDevEndpoint', 'CreateSession'),
      changes('sagemaker', 'CreatePresignedNotebookInstanceUrl', 'CreatePresignedDomainUrl'),
      changes('cloudshell', 'CreateEnvironment', 'StartEnvironment', 'GetFileDownloadUrls'),
      changes('cloud9', 'CreateEnvironmentEC2', 'CreateEnvironmentMembership'),
      changes('codebuild', 'StartBuild', 'CreateProject', 'ImportSourceCredentials'),
    ),
    why: 'Each runs commands with a role that may be stronger than the caller.',
    action: 'Check the role it runs with and who opened it.',
    falsePositives: 'Developers and data scientists at work, and builds.',
  },
];
