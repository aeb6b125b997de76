import { readPolicy, type PolicyStatement } from '../bucket-policy/policy-document';
import { admissionOf, type Admission } from './key-admission';

const ACCOUNT = '111122223333';
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1a2b3c4d-0000-4000-8000-000000000001`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/jobs/lakeward-update`;
const OTHER = `arn:aws:iam::${ACCOUNT}:role/somebody-else`;
const root = (account: string) => `arn:aws:iam::${account}:root`;
const ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptTo'];

const admitted: Admission = { verdict: 'admitted' };
const silent = (...actions: string[]): Admission => ({
  verdict: 'silent',
  actions: actions.length === 0 ? ACTIONS : actions,
});
const unclear = (...statements: string[]): Admission => ({ verdict: 'unclear', statements });
const denied = (statement: string, action = 'kms:Decrypt'): Admission => ({
  verdict: 'denied',
  action,
  statement,
});

/** What "Allow use of the key" of the console's default policy lists. */
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

const allow = (more: PolicyStatement): PolicyStatement => ({
  Effect: 'Allow',
  Action: 'kms:*',
  Resource: '*',
  ...more,
});
const deny = (more: PolicyStatement): PolicyStatement => allow({ Effect: 'Deny', ...more });

/** The default policy of keys that are made by a program. */
const account = allow({ Sid: 'Enable IAM User Permissions', Principal: { AWS: root(ACCOUNT) } });
const administrators = allow({
  Sid: 'Allow access for Key Administrators',
  Principal: { AWS: OTHER },
  Action: ['kms:Create*', 'kms:Describe*', 'kms:Enable*', 'kms:List*', 'kms:Put*', 'kms:ScheduleKeyDeletion'],
});
const uses = (more: PolicyStatement) =>
  allow({ Sid: 'Allow use of the key', Principal: { AWS: ROLE }, Action: USE, ...more });
const via = (service: string) => ({ StringEquals: { 'kms:ViaService': service } });
const onlyIf = (Condition: unknown) => uses({ Condition });

describe('what a key policy says to a role of jobs', () => {
  test.each<[string, readonly PolicyStatement[], Admission]>([
    ['the default policy leaves it to IAM', [account], admitted],
    ['so does the account by its id', [allow({ Principal: { AWS: ACCOUNT } })], admitted],
    [
      'and the account beside others',
      [allow({ Principal: { AWS: [root('999988887777'), root(ACCOUNT)] } })],
      admitted,
    ],
    ['another account is not ours', [allow({ Principal: { AWS: root('999988887777') } })], silent()],
    [
      'the account may be left what is needed, and no more',
      [allow({ Principal: { AWS: root(ACCOUNT) }, Action: ACTIONS })],
      admitted,
    ],
    [
      'the account that may only look',
      [allow({ Principal: { AWS: root(ACCOUNT) }, Action: ['kms:DescribeKey', 'kms:List*'] })],
      silent(),
    ],
    [
      'the default policy of the console, the role being a user of the key',
      [administrators, uses({})],
      admitted,
    ],
    ['the same without the role', [administrators, uses({ Principal: { AWS: [OTHER] } })], silent()],
    [
      'one action is missing',
      [uses({ Action: ['kms:Decrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] })],
      silent('kms:Encrypt'),
    ],
    ['actions in any case', [uses({ Action: ['KMS:*'] })], admitted],
    [
      'actions that are not left out',
      [uses({ Action: undefined, NotAction: 'kms:ScheduleKeyDeletion' })],
      admitted,
    ],
    [
      'actions that are left out',
      [uses({ Action: undefined, NotAction: ['kms:*Encrypt*'] })],
      silent('kms:Encrypt', 'kms:ReEncryptTo'),
    ],
    ['this key by its ARN', [uses({ Resource: KEY })], admitted],
    ['another key', [uses({ Resource: KEY.replace('0001', '0002') })], silent()],
    ['without a resource a statement has no effect', [uses({ Resource: undefined })], silent()],
    ['without an action neither', [uses({ Action: undefined })], silent()],
    ['nobody at all', [], silent()],
    [
      'a role of the same name elsewhere in the account',
      [uses({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/lakeward-update` } })],
      silent(),
    ],
    [
      'what was the role before it was made anew',
      [uses({ Principal: { AWS: 'AROAEXAMPLEEXAMPLE' } })],
      silent(),
    ],
    [
      'services only: S3 asks with the rights of the role',
      [allow({ Principal: { Service: ['s3.amazonaws.com', 'batchoperations.s3.amazonaws.com'] } })],
      silent(),
    ],
    [
      'a session of the role',
      [uses({ Principal: { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/lakeward-update/job` } })],
      unclear('Allow use of the key'),
    ],
    [
      'a session of another',
      [uses({ Principal: { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/another/job` } })],
      silent(),
    ],
    [
      'the policy of the key aws/s3',
      [
        allow({
          Principal: { AWS: '*' },
          Action: USE,
          Condition: {
            StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
          },
        }),
      ],
      admitted,
    ],
  ])('%s', (_title, Statement, expected) => {
    expect(admissionOf({ Statement }, { role: ROLE, actions: ACTIONS }, KEY)).toEqual(expected);
  });

  test.each<[string, unknown, Admission]>([
    ['through S3', via('s3.eu-west-1.amazonaws.com'), admitted],
    [
      'through one of several',
      { StringLike: { 'kms:ViaService': ['ec2.*.amazonaws.com', 's3.*.amazonaws.com'] } },
      admitted,
    ],
    ['through S3 of another Region', via('s3.us-east-1.amazonaws.com'), silent()],
    ['through another service', via('ec2.eu-west-1.amazonaws.com'), silent()],
    [
      'names of keys in any case',
      { StringEquals: { 'KMS:viaservice': 's3.eu-west-1.amazonaws.com' } },
      admitted,
    ],
    [
      'the role by its ARN',
      { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/jobs/lakeward-*` } },
      admitted,
    ],
    [
      'a star that would have to reach over a colon',
      { ArnLike: { 'aws:PrincipalArn': 'arn:*:role/jobs/lakeward-update' } },
      silent(),
    ],
    [
      'a text has no parts',
      { StringLike: { 'aws:PrincipalArn': 'arn:*:role/jobs/lakeward-update' } },
      admitted,
    ],
    ['every role but some', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/guest-*' } }, admitted],
    [
      'every account but ours',
      { StringNotEquals: { 'aws:PrincipalAccount': [ACCOUNT, '999988887777'] } },
      silent(),
    ],
    [
      'where the key of the condition is there',
      { StringEqualsIfExists: { 'aws:PrincipalType': 'AssumedRole' } },
      admitted,
    ],
    ['it is there', { Null: { 'aws:PrincipalArn': 'false' } }, admitted],
    ['it is not there', { Null: { 'aws:PrincipalArn': true } }, silent()],
    [
      'all of two',
      { ...via('s3.eu-west-1.amazonaws.com'), StringNotLike: { 'aws:PrincipalArn': '*update' } },
      silent(),
    ],
    [
      'one that holds, one that nobody knows',
      { ...via('s3.eu-west-1.amazonaws.com'), StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      unclear('Allow use of the key'),
    ],
    [
      'one that fails, one that nobody knows',
      { StringEquals: { 'aws:PrincipalOrgID': 'o-1', 'kms:CallerAccount': '999988887777' } },
      silent(),
    ],
    [
      'an encryption context',
      { StringLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::lake/*' } },
      unclear('Allow use of the key'),
    ],
    [
      'a tag of the role',
      { StringEquals: { 'aws:PrincipalTag/team': 'data' } },
      unclear('Allow use of the key'),
    ],
    [
      'an operator that nobody knows',
      { DateGreaterThan: { 'aws:PrincipalArn': '2026-01-01' } },
      unclear('Allow use of the key'),
    ],
    [
      'a variable',
      { StringEquals: { 'kms:CallerAccount': '${aws:PrincipalAccount}' } },
      unclear('Allow use of the key'),
    ],
    ['what is no condition', ['x'], unclear('Allow use of the key')],
  ])('a statement for the role, with a condition: %s', (_title, condition, expected) => {
    const Statement = [onlyIf(condition)];
    expect(admissionOf({ Statement }, { role: ROLE, actions: ACTIONS }, KEY)).toEqual(expected);
  });

  test.each<[string, PolicyStatement, Admission]>([
    ['the role', deny({ Sid: 'No jobs', Principal: { AWS: ROLE } }), denied('No jobs')],
    [
      'everybody one action',
      deny({ Sid: 'No data keys', Principal: '*', Action: 'kms:GenerateDataKey*' }),
      denied('No data keys', 'kms:GenerateDataKey'),
    ],
    ['the account', deny({ Principal: { AWS: root(ACCOUNT) } }), unclear('number 2')],
    ['others', deny({ Principal: { AWS: OTHER } }), admitted],
    [
      'everybody what is not needed',
      deny({ Principal: '*', Action: ['kms:ScheduleKeyDeletion', 'kms:Delete*'] }),
      admitted,
    ],
    [
      'everybody who does not come through S3',
      deny({
        Principal: '*',
        Condition: { StringNotEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      }),
      admitted,
    ],
    [
      'everybody who comes through S3',
      deny({ Principal: '*', Condition: via('s3.eu-west-1.amazonaws.com') }),
      denied('number 2'),
    ],
    [
      'everybody outside of a network',
      deny({
        Sid: 'Network',
        Principal: '*',
        Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
      }),
      unclear('Network'),
    ],
    [
      'all but another role',
      deny({ Sid: 'Only one', NotPrincipal: { AWS: [OTHER, root('999988887777')] } }),
      denied('Only one'),
    ],
    [
      'all but the role, whose session is not named',
      deny({ Sid: 'All but', NotPrincipal: { AWS: [ROLE] } }),
      unclear('All but'),
    ],
    [
      'all but the role and its account',
      deny({ Sid: 'All but', NotPrincipal: { AWS: [ROLE, root(ACCOUNT)] } }),
      admitted,
    ],
    [
      'all but the account',
      deny({ Sid: 'All but', NotPrincipal: { AWS: root(ACCOUNT) } }),
      unclear('All but'),
    ],
  ])('a statement that denies %s, beside the default policy', (_title, statement, expected) => {
    const Statement = [account, statement];
    expect(admissionOf({ Statement }, { role: ROLE, actions: ACTIONS }, KEY)).toEqual(expected);
  });

  test.each<[string, unknown, Admission]>([
    ['others', { AWS: OTHER }, unclear('number 1')],
    ['the role', { AWS: ROLE }, silent()],
    ['its account', { AWS: root(ACCOUNT) }, unclear('number 1')],
  ])('a statement that allows all but %s', (_title, NotPrincipal, expected) => {
    const Statement = [allow({ NotPrincipal })];
    expect(admissionOf({ Statement }, { role: ROLE, actions: ACTIONS }, KEY)).toEqual(expected);
  });

  test('what denies counts more than what is missing, and that more than doubts', () => {
    const doubtful = onlyIf({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } });
    const some = { ...doubtful, Action: ['kms:Decrypt'] };
    const user = { role: ROLE, actions: ACTIONS };
    expect(admissionOf({ Statement: [some] }, user, KEY)).toEqual(
      silent('kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptTo'),
    );
    const last = deny({ Principal: '*', Action: 'kms:ReEncryptTo' });
    expect(admissionOf({ Statement: [some, last] }, user, KEY)).toEqual(
      denied('number 2', 'kms:ReEncryptTo'),
    );
  });

  test('a doubtful statement beside one that lets the role for certain is none', () => {
    const doubtful = onlyIf({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } });
    expect(admissionOf({ Statement: [doubtful, account] }, { role: ROLE, actions: ACTIONS }, KEY)).toEqual(
      admitted,
    );
  });

  test('a policy with one statement that is no list', () => {
    const policy = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: account }));
    expect(admissionOf(policy!, { role: ROLE, actions: ACTIONS }, KEY)).toEqual(admitted);
  });

  test('other partitions have ARNs of their own', () => {
    const key = 'arn:aws-cn:kms:cn-north-1:111122223333:key/1';
    const role = 'arn:aws-cn:iam::111122223333:role/update';
    const Statement = [
      allow({
        Principal: { AWS: 'arn:aws-cn:iam::111122223333:root' },
        Condition: via('s3.cn-north-1.amazonaws.com'),
      }),
    ];
    expect(admissionOf({ Statement }, { role, actions: ACTIONS }, key)).toEqual(admitted);
  });
});
