import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import {
  all,
  allowsSomeone,
  any,
  calls,
  changes,
  EVERYONE,
  ofService,
  OTHER_ACCOUNT,
  request,
  SUCCEEDED,
} from './conditions';

/** Statements of the policy that the request carries as JSON text. */
const POLICY_DOCUMENT = `json_extract(${request('$.policyDocument')}, '$.Statement')`;

/** Who may take a role: given at its creation and by an update, under different names. */
const TRUST_POLICY = `json_extract(coalesce(${request('$.assumeRolePolicyDocument')}, ${request('$.policyDocument')}), '$.Statement')`;

/** What the names of calls that change something begin with. */
const WRITES =
  "regexp_like(eventname, '^(Accept|Add|Associate|Attach|Complete|Create|Delete|Detach|Disable|Disassociate|Enable|Import|Provision|Put|Remove|Reset|Rotate|Start|Update|Verify)')";

const IDENTITY_CENTER = ['sso', 'sso-directory', 'identitystore'];

/** Who may do what in the account: users, groups, roles, policies, identity providers (10.2.1.5). */
export const identityRules: readonly Rule[] = [
  {
    id: 'iam-user-change',
    title: 'IAM user created, renamed or deleted',
    severity: 'medium',
    requirements: bothVersions('10.2.1.5'),
    predicate: changes('iam', 'CreateUser', 'UpdateUser', 'DeleteUser'),
    why: 'A user made without a request is a way back in; a deleted one takes its traces along.',
    action: 'Match each with a joiner, mover or leaver request.',
    falsePositives: 'Provisioning by your own tools: except their role.',
  },
  {
    id: 'iam-group-change',
    title: 'IAM group or its members changed',
    severity: 'medium',
    requirements: bothVersions('10.2.1.5'),
    predicate: changes(
      'iam',
      'CreateGroup',
      'UpdateGroup',
      'DeleteGroup',
      'AddUserToGroup',
      'RemoveUserFromGroup',
    ),
    why: 'Membership in a group gives all of its rights at once, whatever the group is called.',
    action: "Read the group's policies and match the change with its request.",
    falsePositives: 'Joiners and leavers handled by your provisioning.',
  },
  {
    id: 'iam-role-change',
    title: 'Role or instance profile created, changed or deleted',
    severity: 'medium',
    requirements: bothVersions('10.2.1.5'),
    predicate: changes(
      'iam',
      ...['CreateRole', 'UpdateRole', 'UpdateRoleDescription', 'DeleteRole'],
      ...['CreateServiceLinkedRole', 'DeleteServiceLinkedRole'],
      ...['CreateInstanceProfile', 'DeleteInstanceProfile'],
      ...['AddRoleToInstanceProfile', 'RemoveRoleFromInstanceProfile'],
    ),
    why: 'A role is an identity that anybody it trusts can take; on an instance profile every program of the machine has it.',
    action: 'Check trust policy and permissions of new roles against their request.',
    falsePositives: 'Deployments that bring their own roles, and roles that services create for themselves.',
  },
  {
    id: 'iam-policy-change',
    title: 'Permissions granted or taken away',
    severity: 'medium',
    requirements: bothVersions('10.2.1.5'),
    predicate: changes(
      'iam',
      ...[
        'CreatePolicy',
        'CreatePolicyVersion',
        'SetDefaultPolicyVersion',
        'DeletePolicy',
        'DeletePolicyVersion',
      ],
      ...['AttachUserPolicy', 'AttachGroupPolicy', 'AttachRolePolicy'],
      ...['DetachUserPolicy', 'DetachGroupPolicy', 'DetachRolePolicy'],
      ...['PutUserPolicy', 'PutGroupPolicy', 'PutRolePolicy'],
      ...['DeleteUserPolicy', 'DeleteGroupPolicy', 'DeleteRolePolicy'],
    ),
    why: 'Rights grow here, whether by a managed policy, an inline one, or an older version made the default again.',
    action: 'Compare with the approved request; look hardest at changes that people made to themselves.',
    falsePositives: 'Deployments: except their role by name.',
  },
  {
    id: 'administrator-granted',
    title: 'Administrative rights granted',
    severity: 'high',
    requirements: bothVersions('10.2.1.5'),
    predicate: all(
      ofService('iam'),
      SUCCEEDED,
      any(
        `eventname IN ('AttachUserPolicy', 'AttachGroupPolicy', 'AttachRolePolicy')
      AND regexp_like(${request('$.policyArn')}, ':policy/(AdministratorAccess|IAMFullAccess|PowerUserAccess)$')`,
        `eventname IN ('PutUserPolicy', 'PutGroupPolicy', 'PutRolePolicy', 'CreatePolicy', 'CreatePolicyVersion')
      AND ${allowsSomeone(
        POLICY_DOCUMENT,
        `regexp_like(json_format(json_extract(s, '$.Action')), '"(\\*|\\*:\\*|iam:\\*)"') AND json_format(json_extract(s, '$.Resource')) LIKE '%"*"%'`,
      )}`,
      ),
    ),
    why: 'From now on this identity can switch off every other control.',
    action: 'Take it back unless the approval is at hand, then review what the identity has done since.',
    falsePositives:
      'Break-glass roles and landing-zone set-up. Rights that add up to as much without a star, or come by NotAction, are not seen.',
  },
  {
    id: 'trust-policy-change',
    title: 'Who may take a role was changed',
    severity: 'high',
    requirements: bothVersions('10.2.1.5'),
    predicate: changes('iam', 'UpdateAssumeRolePolicy'),
    why: 'A principal added to the trust policy of a strong role is a back door without a new user or key.',
    action: 'Compare the new document in the request with the one in version control.',
    falsePositives: 'Deployments that keep the document in code.',
  },
  {
    id: 'trust-to-outside',
    title: 'Role opened to another account or to everyone',
    severity: 'critical',
    requirements: bothVersions('10.2.1.5', '10.4.1.1'),
    predicate: all(
      changes('iam', 'CreateRole', 'UpdateAssumeRolePolicy'),
      allowsSomeone(TRUST_POLICY, any(EVERYONE, OTHER_ACCOUNT)),
    ),
    why: 'Someone outside the account can act in it, with rights that its users do not see.',
    action:
      'Verify who owns the named account; remove it, and revoke the sessions of the role, where nobody vouches for it.',
    falsePositives:
      'Your other accounts and vendors with a contract: except the role by name. Conditions such as an external id do not stop the finding.',
  },
  {
    id: 'trust-policy-probed',
    title: 'Trust policy refused as malformed',
    severity: 'low',
    requirements: bothVersions('10.2.1.4'),
    predicate: all(
      calls('iam', 'UpdateAssumeRolePolicy', 'CreateRole'),
      "regexp_like(errorcode, '^MalformedPolicyDocument')",
    ),
    why: 'IAM refuses documents that name a principal which does not exist; many in a row are guesses at names in other accounts.',
    action: 'Many within minutes, with changing names: treat the credentials used as stolen.',
    falsePositives: 'A deployment with a typing error fails once or twice.',
  },
  {
    id: 'permissions-boundary-change',
    title: 'Permissions boundary set or removed',
    severity: 'high',
    requirements: bothVersions('10.2.1.5'),
    predicate: changes(
      'iam',
      ...['PutUserPermissionsBoundary', 'DeleteUserPermissionsBoundary'],
      ...['PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary'],
    ),
    why: 'The boundary is what keeps delegated administrators from more; without it their grants take full effect.',
    action: 'Put it back unless the change was approved.',
    falsePositives: 'Account set-up, which puts boundaries on new roles.',
  },
  {
    id: 'identity-provider-change',
    title: 'SAML or OpenID Connect provider created, changed or deleted',
    severity: 'high',
    requirements: bothVersions('10.2.1.5'),
    predicate: changes(
      'iam',
      ...['CreateSAMLProvider', 'UpdateSAMLProvider', 'DeleteSAMLProvider'],
      ...[
        'CreateOpenIDConnectProvider',
        'DeleteOpenIDConnectProvider',
        'UpdateOpenIDConnectProviderThumbprint',
      ],
      ...['AddClientIDToOpenIDConnectProvider', 'RemoveClientIDFromOpenIDConnectProvider'],
    ),
    why: 'Whoever holds the keys of a trusted provider can sign in as anybody it vouches for.',
    action: 'Compare certificate, address and audience with the provider you run.',
    falsePositives: 'Planned change of a certificate.',
  },
  {
    id: 'roles-anywhere-change',
    title: 'IAM Roles Anywhere trust anchor, profile or revocation list changed',
    severity: 'high',
    requirements: bothVersions('10.2.1.5'),
    predicate: changes(
      'rolesanywhere',
      ...[
        'CreateTrustAnchor',
        'UpdateTrustAnchor',
        'EnableTrustAnchor',
        'DisableTrustAnchor',
        'DeleteTrustAnchor',
      ],
      ...['CreateProfile', 'UpdateProfile', 'EnableProfile', 'DisableProfile', 'DeleteProfile'],
      ...['ImportCrl', 'UpdateCrl', 'EnableCrl', 'DisableCrl', 'DeleteCrl'],
    ),
    why: 'A trust anchor with a certificate authority of the intruder gives credentials from anywhere, for as long as it stands.',
    action:
      'Compare the certificate in the request with your own authority; delete anchor and profile where it differs.',
    falsePositives: 'Set-up of servers outside AWS that are meant to have a role.',
  },
  {
    id: 'identity-center-change',
    title: 'IAM Identity Center users, groups, permission sets or assignments changed',
    severity: 'medium',
    requirements: bothVersions('10.2.1.5'),
    predicate: all(ofService(IDENTITY_CENTER), WRITES, SUCCEEDED, "coalesce(readonly, 'false') <> 'true'"),
    why: 'An assignment gives rights in member accounts, whose own logs only show a role that appeared.',
    action: 'Match it with the request in your directory or access tool.',
    falsePositives: 'Synchronisation from your directory (SCIM): except its access.',
  },
  {
    id: 'identity-center-provider-change',
    title: 'Identity source of IAM Identity Center changed',
    severity: 'critical',
    requirements: bothVersions('10.2.1.5'),
    predicate: all(
      ofService(IDENTITY_CENTER),
      any("eventname LIKE '%ExternalIdP%'", "eventname IN ('AssociateDirectory', 'DisassociateDirectory')"),
      WRITES,
      SUCCEEDED,
    ),
    why: 'Another identity source decides who signs in to all accounts.',
    action: 'Confirm it with the owner of the directory the same day.',
    falsePositives: 'A planned migration or change of certificate.',
  },
];
