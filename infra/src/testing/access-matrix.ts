import { evaluatePolicy, type AccessRequest } from './policy-evaluator';
import type { SynthesizedStack } from './synthesized-stack';

/** What is asked about one call: the resource, and condition keys of the request. */
export type Question = Omit<AccessRequest, 'action'>;

/** A row of an allow/deny matrix: an action, where it must be allowed, and where it must not be. */
export interface MatrixRow {
  readonly call: string;
  readonly yes: readonly Question[];
  readonly no: readonly Question[];
}

/** Questions about resources without condition keys. */
export function on(...resources: readonly string[]): Question[] {
  return resources.map((resource) => ({ resource }));
}

/** Condition keys of a use of a key by a service; `s3Arn` is the encryption context of S3. */
export function through(service: string, s3Arn?: string): Readonly<Record<string, string>> {
  return {
    'kms:ViaService': `${service}.eu-west-1.amazonaws.com`,
    ...(s3Arn === undefined ? {} : { 'kms:EncryptionContext:aws:s3:arn': s3Arn }),
  };
}

/** The one role of a stack whose policy's id begins so: what it may do. */
export class RoleUnderTest {
  readonly policy: string;

  constructor(stack: SynthesizedStack, idPrefix: string) {
    this.policy = String(stack.resource('aws_iam_role_policy', idPrefix).values['policy']);
  }

  may(action: string, question: Question): boolean {
    return evaluatePolicy(this.policy, { action, ...question }) === 'allow';
  }

  /** Every action that is allowed on some resource. */
  get actions(): string[] {
    const { Statement } = JSON.parse(this.policy) as { Statement: { Action: string[] }[] };
    return Statement.flatMap(({ Action }) => Action);
  }

  /** Where the role differs from the row: questions that are answered otherwise. */
  differences({ call, yes, no }: MatrixRow): { refused: Question[]; allowed: Question[] } {
    return {
      refused: yes.filter((question) => !this.may(call, question)),
      allowed: no.filter((question) => this.may(call, question)),
    };
  }
}
