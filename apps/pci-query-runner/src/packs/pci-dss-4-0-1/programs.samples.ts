import type { RuleSamples } from '../../query/rule';
import { call, failed, invokedBy } from './sample-events';

/** Events that the rules of programs.ts must and must not match. */
export const programSamples: Readonly<Record<string, RuleSamples>> = {
  'function-code-changed': {
    matching: [
      call('lambda', 'UpdateFunctionCode20150331v2', { functionName: 'f', dryRun: false }),
      call('lambda', 'UpdateFunctionCode', null),
    ],
    other: [
      call('lambda', 'UpdateFunctionCode20150331v2', { dryRun: true }),
      failed(call('lambda', 'UpdateFunctionCode20150331v2', {}), 'ResourceNotFoundException'),
      call('lambda', 'UpdateFunctionCodeSigningConfig', {}),
    ],
  },
  'function-configuration-changed': {
    matching: [
      call('lambda', 'UpdateFunctionConfiguration20150331v2', {
        layers: ['arn:aws:lambda:eu-west-1:1:layer:x:1'],
      }),
      call('lambda', 'PublishLayerVersion20181031', {}),
    ],
    other: [
      failed(call('lambda', 'UpdateFunctionConfiguration20150331v2', {})),
      call('lambda', 'GetFunctionConfiguration20150331v2', {}),
    ],
  },
  'function-permission-change': {
    matching: [
      call('lambda', 'AddPermission20150331', { functionName: 'f' }),
      call('lambda', 'DeleteFunctionUrlConfig', {}),
    ],
    other: [
      failed(call('lambda', 'AddPermission20150331v2', {}), 'ResourceConflictException'),
      call('lambda', 'GetPolicy20150331v2', {}),
      call('sqs', 'AddPermission', {}),
    ],
  },
  'function-created-or-deleted': {
    matching: [call('lambda', 'CreateFunction20150331', {}), call('lambda', 'DeleteFunction20150331', {})],
    other: [
      failed(call('lambda', 'CreateFunction20150331', {}), 'InvalidParameterValueException'),
      call('lambda', 'CreateFunctionUrlConfig', {}),
    ],
  },
  'image-repository-change': {
    matching: [call('ecr', 'PutImage', {}), call('ecr', 'BatchDeleteImage', {})],
    other: [
      failed(call('ecr', 'PutImage', {}), 'ImageAlreadyExistsException'),
      call('ecr', 'BatchGetImage', {}),
    ],
  },
  'container-cluster-change': {
    matching: [call('eks', 'CreateAccessEntry', {}), call('ecs', 'DeleteCluster', {})],
    other: [
      failed(call('eks', 'DeleteCluster', {}), 'ResourceInUseException'),
      call('eks', 'DescribeCluster', {}),
      call('redshift', 'DeleteCluster', {}),
    ],
  },
  'stack-change': {
    matching: [call('cloudformation', 'CreateStack', {}), call('cloudformation', 'ExecuteChangeSet', {})],
    other: [
      call('cloudformation', 'UpdateStack', {}, invokedBy('cloudformation')),
      failed(call('cloudformation', 'DeleteStack', {}), 'ValidationError'),
    ],
  },
  'development-environment-created': {
    matching: [call('glue', 'CreateDevEndpoint', {}), call('cloudshell', 'CreateEnvironment', {})],
    other: [failed(call('glue', 'CreateDevEndpoint', {})), call('glue', 'GetDevEndpoints', {})],
  },
};
