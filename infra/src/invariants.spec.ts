import { accessPolicies } from './invariants/access-policies';
import { alarmPolicies } from './invariants/alarm-policies';
import { bucketPolicies } from './invariants/bucket-policies';
import { invocationPolicies } from './invariants/invocation-policies';
import { constructOf, type Policy } from './invariants/policy';
import { servicePolicies } from './invariants/service-policies';
import { ENVIRONMENTS } from './environments/environments';
import { dev } from './environments/dev';
import { evaluatePolicy } from './testing/policy-evaluator';
import { allStacks, type SynthesizedStack } from './testing/synthesized-stack';

const POLICIES = [
  ...accessPolicies,
  ...alarmPolicies,
  ...bucketPolicies,
  ...invocationPolicies,
  ...servicePolicies,
];
const stacks = allStacks();

/** Offenders that no exception covers, as `stack type.id`. */
function offences(policy: Policy, stack: SynthesizedStack): string[] {
  return policy
    .offenders(stack)
    .filter((resource) => policy.exceptions?.[constructOf(resource)] === undefined)
    .map(({ type, id }) => `${stack.name} ${type}.${id}`);
}

describe('all stacks of all environments', () => {
  test('are there', () => {
    expect(stacks.map(({ name }) => name)).toEqual(
      Object.keys(ENVIRONMENTS).flatMap((name) => [
        `${name}-data-lake`,
        `${name}-pci-query-runner`,
        `${name}-reencryption`,
      ]),
    );
  });

  test.each(POLICIES)('$id: $says', (policy) => {
    expect(stacks.flatMap((stack) => offences(policy, stack))).toEqual([]);
  });
});

describe('policies', () => {
  test.each(POLICIES)('$id can fail: $says', (policy) => {
    const spoiled = stacks.filter(({ environment }) => environment === dev).map((stack) => stack.copy());
    for (const stack of spoiled) policy.spoil(stack);
    expect(spoiled.flatMap((stack) => offences(policy, stack))).not.toEqual([]);
  });

  test.each(POLICIES.filter(({ exceptions }) => exceptions !== undefined))(
    'every exception to $id is needed',
    ({ offenders, exceptions = {} }) => {
      const needed = new Set(stacks.flatMap((stack) => offenders(stack).map(constructOf)));
      expect(Object.keys(exceptions).filter((construct) => !needed.has(construct))).toEqual([]);
    },
  );
});

describe('every stack', () => {
  test.each(stacks)('$name has its own state, locked in S3, in its own account', (stack) => {
    const { environment, document } = stack;
    const part = stack.name.slice(environment.name.length + 1);
    expect(document.terraform.backend.s3).toEqual({
      bucket: environment.stateBucket,
      key: `lakeward/${environment.name}/${part}.tfstate`,
      region: environment.region,
      encrypt: true,
      use_lockfile: true,
      allowed_account_ids: [environment.account],
    });
    const [provider] = document.provider.aws;
    expect(provider).toMatchObject({
      region: environment.region,
      allowed_account_ids: [environment.account],
      default_tags: [
        {
          tags: {
            Project: 'lakeward',
            Environment: environment.name,
            Stack: part,
            Owner: environment.owner,
            ManagedBy: 'terraform',
          },
        },
      ],
    });
    expect(document.terraform['required_providers']).toEqual({ aws: { source: 'aws', version: '5.100.0' } });
  });

  test('has a state of no other', () => {
    const states = stacks.map(({ document }) =>
      Object.values(document.terraform.backend.s3).slice(0, 2).join(),
    );
    expect(new Set(states).size).toBe(stacks.length);
  });
});

/** A role's grant on a key is worth nothing unless the key's own policy lets the account use it that way. */
describe('grants on keys and the keys agree', () => {
  test.each(Object.values(ENVIRONMENTS))('$name', (environment) => {
    const own = stacks.filter((stack) => stack.environment === environment);
    const keyPolicy = (id: string) =>
      own.flatMap((stack) => stack.resources('aws_kms_key')).find((key) => key.id.startsWith(id))?.values[
        'policy'
      ];
    const uses = own
      .flatMap((stack) => stack.resources('aws_iam_role_policy'))
      .flatMap(({ values }) => kmsUses(String(values['policy'])));
    expect(uses.length).toBeGreaterThan(4);
    const refused = uses.filter(
      ({ key, action, via }) =>
        evaluatePolicy(String(keyPolicy(key)), {
          action,
          resource: 'key',
          principal: `arn:aws:iam::${environment.account}:root`,
          context: { 'kms:ViaService': via, 'kms:CallerAccount': environment.account },
        }) !== 'allow',
    );
    expect(refused).toEqual([]);
  });
});

/** What a role does with the data lake's keys through services. */
function kmsUses(policy: string): { key: string; action: string; via: string }[] {
  const { Statement } = JSON.parse(policy) as {
    Statement: {
      Action: string[];
      Resource: string[];
      Condition?: { StringEquals?: Record<string, string> };
    }[];
  };
  return Statement.flatMap(({ Action, Resource, Condition }) => {
    const via = Condition?.StringEquals?.['kms:ViaService'];
    const key = /^\$\{data\.aws_kms_alias\.([a-z-]+)\./.exec(Resource[0] ?? '')?.[1];
    return via === undefined || key === undefined ? [] : Action.map((action) => ({ key, action, via }));
  });
}
