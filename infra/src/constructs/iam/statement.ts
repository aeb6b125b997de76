import { AppError } from '@lakeward/core';

/** Conditions of a statement: operator, then condition key, then the values of which one must match. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** One Allow of an identity policy: exact actions on exact resources. */
export interface Statement {
  /** Letters and digits. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
}

/** One statement of a policy on a resource: a bucket, a key, a topic, a queue. */
export interface ResourceStatement extends Statement {
  readonly effect: 'Allow' | 'Deny';
  /** `'*'` is for Deny alone. */
  readonly principal: '*' | { readonly AWS: readonly string[] } | { readonly Service: string };
}

/** A key is used by that service on the caller's behalf, never by the caller itself. */
export function viaService(service: string, region: string): Conditions {
  return { StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } };
}

/**
 * An identity policy as JSON. `INFRA_WILDCARD_ACTION` for an action with a wildcard: what a function may do is
 * written out, so that a review can read it.
 */
export function identityPolicy(statements: readonly Statement[]): string {
  return policy(numbered(statements).map((statement) => ({ Effect: 'Allow', ...rendered(statement) })));
}

/** IAM takes each name once in a policy; the same grant on a second resource gets a number. */
function numbered(statements: readonly Statement[]): Statement[] {
  const seen = new Map<string, number>();
  return statements.map((statement) => {
    const count = (seen.get(statement.sid) ?? 0) + 1;
    seen.set(statement.sid, count);
    return count === 1 ? statement : { ...statement, sid: `${statement.sid}${count}` };
  });
}

/** A resource's policy as JSON. A Deny may carry wildcards: it only ever takes away. */
export function resourcePolicy(statements: readonly ResourceStatement[]): string {
  return policy(
    statements.map((statement) => ({
      Effect: statement.effect,
      Principal: statement.principal,
      ...rendered(statement, statement.effect === 'Deny'),
    })),
  );
}

/** The policy on a role that says which service takes it. It names no resource: it stands on the role itself. */
export function trustPolicy(service: string, conditions?: Conditions): string {
  return policy([
    {
      Sid: 'TakenByService',
      Effect: 'Allow',
      Principal: { Service: service },
      Action: ['sts:AssumeRole'],
      ...(conditions === undefined ? {} : { Condition: conditions }),
    },
  ]);
}

function rendered({ sid, actions, resources, conditions }: Statement, wildcards = false) {
  const wild = wildcards ? undefined : actions.find((action) => action.includes('*'));
  if (wild !== undefined) {
    throw new AppError({
      code: 'INFRA_WILDCARD_ACTION',
      message: `Statement ${sid} allows ${wild}.`,
      remedy: 'List the actions that are needed.',
    });
  }
  return {
    Sid: sid,
    Action: actions,
    Resource: resources,
    ...(conditions === undefined ? {} : { Condition: conditions }),
  };
}

function policy(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
