import type { RuleSamples, SampleEvent } from '../../query/rule';
import { ACCOUNT, call, failed, invokedBy, OTHER, policy } from './sample-events';

const trust = (principal: unknown, more: object = {}) =>
  policy({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more });
const ec2 = { Service: 'ec2.amazonaws.com' };
const attach = (policyArn: string) => call('iam', 'AttachRolePolicy', { roleName: 'deploy', policyArn });
const inline = (...statements: SampleEvent[]) =>
  call('iam', 'PutUserPolicy', { userName: 'lena', policyName: 'p', policyDocument: policy(...statements) });
const updateTrust = (policyDocument: string) =>
  call('iam', 'UpdateAssumeRolePolicy', { roleName: 'deploy', policyDocument });
const createRole = (assumeRolePolicyDocument: string) =>
  call('iam', 'CreateRole', { roleName: 'deploy', assumeRolePolicyDocument });

/** Events that the rules of identity.ts must and must not match. */
export const identitySamples: Readonly<Record<string, RuleSamples>> = {
  'iam-user-change': {
    matching: [
      call('iam', 'CreateUser', { userName: 'lena' }),
      call('iam', 'DeleteUser', { userName: 'lena' }, invokedBy('cloudformation')),
    ],
    other: [
      failed(call('iam', 'CreateUser', { userName: 'lena' }), 'EntityAlreadyExistsException'),
      call('iam', 'GetUser'),
      // A Cognito user is no user of the account.
      call('cognito-idp', 'CreateUser', {}),
    ],
  },
  'iam-group-change': {
    matching: [
      call('iam', 'AddUserToGroup', { userName: 'lena', groupName: 'Readers' }),
      call('iam', 'DeleteGroup', { groupName: 'Readers' }),
    ],
    other: [
      failed(call('iam', 'AddUserToGroup', {})),
      call('iam', 'ListGroupsForUser', { userName: 'lena' }),
    ],
  },
  'iam-role-change': {
    matching: [
      createRole(trust(ec2)),
      call('iam', 'AddRoleToInstanceProfile', { roleName: 'deploy', instanceProfileName: 'web' }),
      call('iam', 'CreateServiceLinkedRole', { aWSServiceName: 'rds.amazonaws.com' }),
    ],
    other: [failed(createRole(trust(ec2)), 'EntityAlreadyExistsException'), call('iam', 'GetRole', {})],
  },
  'iam-policy-change': {
    matching: [
      attach('arn:aws:iam::aws:policy/ReadOnlyAccess'),
      call('iam', 'SetDefaultPolicyVersion', { versionId: 'v1' }),
      call('iam', 'DeleteRolePolicy', { roleName: 'deploy', policyName: 'p' }, invokedBy('cloudformation')),
    ],
    other: [
      failed(attach('arn:aws:iam::aws:policy/ReadOnlyAccess'), 'NoSuchEntityException'),
      call('iam', 'GetPolicyVersion', {}),
      call('organizations', 'CreatePolicy', {}),
    ],
  },
  'administrator-granted': {
    matching: [
      attach('arn:aws:iam::aws:policy/AdministratorAccess'),
      attach('arn:aws-us-gov:iam::aws:policy/IAMFullAccess'),
      inline({ Effect: 'Allow', Action: '*', Resource: '*' }),
      inline(
        { Effect: 'Deny', Action: 's3:*', Resource: '*' },
        { Action: ['s3:*', 'iam:*'], Effect: 'Allow', Resource: ['*'] },
      ),
      // The only statement of a policy needs no brackets, and the text may be indented.
      call('iam', 'CreatePolicyVersion', {
        policyDocument: JSON.stringify(
          { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
          undefined,
          2,
        ),
      }),
    ],
    other: [
      attach('arn:aws:iam::aws:policy/ReadOnlyAccess'),
      attach('arn:aws:iam::aws:policy/AdministratorAccess-Amplify'),
      failed(attach('arn:aws:iam::aws:policy/AdministratorAccess')),
      call('iam', 'DetachRolePolicy', { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
      inline({ Effect: 'Deny', Action: '*', Resource: '*' }),
      inline({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
      inline({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::reports/*' }),
      call('iam', 'PutUserPolicy', { userName: 'lena', policyDocument: 'not a policy' }),
      call('iam', 'PutUserPolicy', null),
    ],
  },
  'trust-policy-change': {
    matching: [updateTrust(trust(ec2)), updateTrust(trust({ AWS: `arn:aws:iam::${ACCOUNT}:root` }))],
    other: [failed(updateTrust(trust(ec2)), 'MalformedPolicyDocumentException'), createRole(trust(ec2))],
  },
  'trust-to-outside': {
    matching: [
      updateTrust(trust({ AWS: `arn:aws:iam::${OTHER}:root` })),
      updateTrust(trust('*', { Condition: { StringEquals: { 'sts:ExternalId': '12345' } } })),
      createRole(trust({ AWS: [`arn:aws:iam::${ACCOUNT}:root`, OTHER] })),
      createRole(JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: '*' } } })),
    ],
    other: [
      updateTrust(trust(ec2)),
      updateTrust(trust({ AWS: `arn:aws:iam::${ACCOUNT}:role/deploy` })),
      createRole(trust({ AWS: ACCOUNT })),
      createRole(policy({ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' })),
      failed(updateTrust(trust({ AWS: OTHER }))),
      call('iam', 'UpdateAssumeRolePolicy', {}),
    ],
  },
  'trust-policy-probed': {
    matching: [
      failed(updateTrust(trust({ AWS: OTHER })), 'MalformedPolicyDocumentException'),
      failed(createRole(trust({ AWS: OTHER })), 'MalformedPolicyDocument'),
    ],
    other: [updateTrust(trust({ AWS: OTHER })), failed(updateTrust(trust({ AWS: OTHER })), 'AccessDenied')],
  },
  'permissions-boundary-change': {
    matching: [
      call('iam', 'DeleteRolePermissionsBoundary', { roleName: 'deploy' }),
      call('iam', 'PutUserPermissionsBoundary', {
        userName: 'lena',
        permissionsBoundary: 'arn:aws:iam::aws:policy/X',
      }),
    ],
    other: [failed(call('iam', 'DeleteRolePermissionsBoundary', {})), call('iam', 'DeleteRolePolicy', {})],
  },
  'identity-provider-change': {
    matching: [
      call('iam', 'UpdateSAMLProvider', { sAMLProviderArn: 'arn' }),
      call('iam', 'CreateOpenIDConnectProvider', { url: 'https://idp.example.com' }),
    ],
    other: [
      call('iam', 'ListSAMLProviders'),
      failed(call('iam', 'CreateSAMLProvider', {})),
      call('sts', 'AssumeRoleWithSAML', {}),
    ],
  },
  'roles-anywhere-change': {
    matching: [
      call('rolesanywhere', 'CreateTrustAnchor', { name: 'anchor', enabled: true }),
      call('rolesanywhere', 'CreateProfile', { name: 'profile' }),
    ],
    other: [
      call('rolesanywhere', 'ListTrustAnchors'),
      failed(call('rolesanywhere', 'CreateTrustAnchor', {})),
      call('account', 'CreateProfile', {}),
    ],
  },
  'identity-center-change': {
    matching: [
      call('sso', 'CreateAccountAssignment', {}, { readOnly: false }),
      call('sso-directory', 'AddMemberToGroup', {}),
      call('identitystore', 'CreateGroupMembership', {}),
    ],
    other: [
      call('sso', 'ListAccountAssignments', {}, { readOnly: true }),
      failed(call('sso', 'CreatePermissionSet', {}), 'ConflictException'),
      call('sso-directory', 'SearchUsers', {}),
      call('sso', 'CreateAccountAssignment', {}, { readOnly: true }),
    ],
  },
  'identity-center-provider-change': {
    matching: [
      call('sso-directory', 'EnableExternalIdPConfigurationForDirectory', {}),
      call('sso', 'DisassociateDirectory', {}),
    ],
    other: [
      call('sso-directory', 'ListExternalIdPConfigurationsForDirectory', {}),
      failed(call('sso', 'AssociateDirectory', {})),
      call('sso', 'CreatePermissionSet', {}),
    ],
  },
};
