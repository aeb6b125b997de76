import { evaluatePolicy } from '../testing/policy-evaluator';
import type { Resource } from '../testing/synthesized-stack';
import {
  adding,
  failing,
  permitting,
  present,
  removing,
  statementsOf,
  type Policy,
  type StatementJson,
} from './policy';

/** Actions that have no resource level, so that `*` is their only resource, and why. */
const WITHOUT_RESOURCES: Readonly<Record<string, string>> = {
  'cloudtrail:ListPublicKeys': 'CloudTrail defines no resource types for it',
  'lakeformation:GetDataAccess': 'Lake Formation defines no resource types for it: its own grants decide',
  's3:CreateJob': 'S3 defines no resource types for it: a job is named when it is made',
  's3:ListAllMyBuckets': 'S3 defines no resource types for it',
  'xray:PutTraceSegments': 'X-Ray defines no resource types for it',
  'xray:PutTelemetryRecords': 'X-Ray defines no resource types for it',
};

/** All inline policies of a role together, white space apart. Source: "IAM and AWS STS quotas". */
const INLINE_CHARACTERS = 10_240;

const allows = (resource: Resource, argument?: string): readonly StatementJson[] =>
  statementsOf(resource, argument).filter(({ Effect }) => Effect === 'Allow');

const identity = (holds: (statement: StatementJson) => boolean) =>
  failing('aws_iam_role_policy', (resource) => allows(resource).every(holds));

/** Only to S3 Batch Operations, and only roles of ours for its jobs. */
function handsOverToBatchOperations({ Resource = [], Condition }: StatementJson): boolean {
  return (
    Condition?.['StringEquals']?.['iam:PassedToService'] === 'batchoperations.s3.amazonaws.com' &&
    Resource.every((arn) => /:role\/lakeward-[a-z0-9-]+-batch-[a-z-]+$/.test(arn))
  );
}

/** Nobody is allowed by `*` in the policies of a type of resource. */
const namedPrincipals = (type: string) =>
  failing(type, (resource) =>
    allows(resource).every(
      ({ Principal }) =>
        Principal !== '*' &&
        !Object.values(Principal ?? {})
          .flat()
          .includes('*'),
    ),
  );

/** A request without TLS is denied, whoever makes it. */
const tlsOnly = (type: string, action: string) =>
  failing(type, (resource) => {
    const [first] = statementsOf(resource)[0]?.Resource ?? [];
    return (
      evaluatePolicy(String(resource.values['policy']), {
        action,
        resource: String(first),
        principal: 'anybody',
        context: { 'aws:SecureTransport': 'false' },
      }) === 'deny'
    );
  });

/** Every resource of `type` has a policy of `policyType` that names it in `argument`. */
const hasPolicy = (type: string, policyType: string, argument: string) =>
  failing(type, ({ id }, stack) =>
    stack
      .resources(policyType)
      .some(({ values }) => String(values[argument]).startsWith(`\${${type}.${id}.`)),
  );

const anybody = { Principal: '*' } as const;

export const accessPolicies: readonly Policy[] = [
  {
    id: 'CKV_AWS_107 to 111, CKV_AWS_286 to 290, CKV_AWS_49',
    says: 'roles list their actions one by one',
    offenders: identity(({ Action }) => Action.every((action) => !action.includes('*'))),
    spoil: permitting('aws_iam_role_policy', { Action: ['s3:Get*'] }),
  },
  {
    id: 'CKV_AWS_110, CKV_AWS_286',
    says: 'no role touches IAM, STS or Organizations, but to hand a named role to S3 Batch Operations',
    offenders: identity((statement) =>
      statement.Action.every(
        (action) =>
          !/^(iam|sts|organizations):/.test(action) ||
          (action === 'iam:PassRole' && handsOverToBatchOperations(statement)),
      ),
    ),
    spoil: permitting('aws_iam_role_policy', {
      Action: ['iam:PassRole'],
      Resource: ['arn:aws:iam::111122223333:role/administrator'],
    }),
  },
  {
    id: 'CKV_AWS_356, CKV_AWS_355',
    says: 'roles name their resources, except where AWS has no resource level',
    offenders: identity(
      ({ Action, Resource = [] }) =>
        !Resource.includes('*') || Action.every((action) => action in WITHOUT_RESOURCES),
    ),
    spoil: permitting('aws_iam_role_policy', { Action: ['s3:GetObject'], Resource: ['*'] }),
  },
  {
    id: 'LAKE_POLICY_SIZE',
    says: `a role's policy has at most ${INLINE_CHARACTERS} characters`,
    offenders: failing(
      'aws_iam_role_policy',
      ({ values }) => String(values['policy']).replace(/\s/g, '').length <= INLINE_CHARACTERS,
    ),
    spoil: permitting('aws_iam_role_policy', { Resource: ['x'.repeat(10_240)] }),
  },
  {
    id: 'CKV_AWS_60, CKV_AWS_61',
    says: 'roles are taken by one AWS service each, never by accounts',
    offenders: failing('aws_iam_role', (role) =>
      statementsOf(role, 'assume_role_policy').every(
        ({ Principal }) =>
          Principal !== '*' &&
          Object.keys(Principal ?? {}).join() === 'Service' &&
          typeof Principal?.['Service'] === 'string',
      ),
    ),
    spoil: permitting('aws_iam_role', { Principal: { AWS: '*' } }, 'assume_role_policy'),
  },
  {
    id: 'CKV_AWS_40, CKV_AWS_273, CKV_AWS_274',
    says: 'no users, no access keys, no managed policies attached',
    offenders: present('aws_iam_user', 'aws_iam_access_key', 'aws_iam_role_policy_attachment'),
    spoil: adding('aws_iam_access_key', { user: 'somebody' }),
  },
  {
    id: 'CKV_AWS_33',
    says: 'keys are for named principals',
    offenders: namedPrincipals('aws_kms_key'),
    spoil: permitting('aws_kms_key', anybody),
  },
  {
    id: 'CKV_AWS_70',
    says: 'buckets are for named principals',
    offenders: namedPrincipals('aws_s3_bucket_policy'),
    spoil: permitting('aws_s3_bucket_policy', anybody),
  },
  {
    id: 'CKV_AWS_169',
    says: 'topics are for named principals',
    offenders: namedPrincipals('aws_sns_topic_policy'),
    spoil: permitting('aws_sns_topic_policy', anybody),
  },
  {
    id: 'CKV_AWS_168',
    says: 'queues are for named principals',
    offenders: namedPrincipals('aws_sqs_queue_policy'),
    spoil: permitting('aws_sqs_queue_policy', anybody),
  },
  ...(
    [
      ['aws_s3_bucket', 'aws_s3_bucket_policy', 'bucket', 's3:GetObject'],
      ['aws_sns_topic', 'aws_sns_topic_policy', 'arn', 'sns:Publish'],
      ['aws_sqs_queue', 'aws_sqs_queue_policy', 'queue_url', 'sqs:SendMessage'],
    ] as const
  ).flatMap(([type, policyType, argument, action]): Policy[] => [
    {
      id: 'LAKE_POLICY',
      says: `every ${type} has a policy`,
      offenders: hasPolicy(type, policyType, argument),
      spoil: removing(policyType),
    },
    {
      id: 'LAKE_TLS',
      says: `every ${policyType} refuses ${action} without TLS`,
      offenders: tlsOnly(policyType, action),
      spoil: (stack) => {
        for (const { values } of stack.resources(policyType)) {
          const kept = String(values['policy']).replaceAll('aws:SecureTransport', 'aws:ViaAWSService');
          (values as Record<string, unknown>)['policy'] = kept;
        }
      },
    },
  ]),
];
