import { listed, matchesPattern } from '../bucket-policy/policy-pattern';

/** A call that somebody wants to make on an object. */
export interface ObjectRequest {
  /** `s3:Action`. */
  readonly action: string;
  readonly resource: string;
  /** ARN of the calling role or user, or the name of a service. */
  readonly principal: string;
  /** Condition keys of the request beside `aws:PrincipalArn`; a list where the key has many values. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** What the statements of a policy say: `silent` where none applies, which leaves the answer to the caller's own policies. */
export type Verdict = 'allow' | 'deny' | 'silent';

type OneOrMore = string | readonly string[];

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: OneOrMore;
  readonly Resource: OneOrMore;
  readonly Principal: '*' | Readonly<Record<string, OneOrMore>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

/**
 * What a bucket policy says to a request, by IAM's rules for the parts of the language that the app writes: all operators and all
 * keys of a statement must hold; of the values of a key one, or for negated operators none, must match; a key that is not in the
 * request fails what compares it and passes what negates. An operator it does not know is an error. Source: "IAM JSON policy
 * elements: Condition operators" and "Multivalued context keys", IAM User Guide.
 */
export function evaluateBucketPolicy(policy: string, request: ObjectRequest): Verdict {
  const { Statement } = JSON.parse(policy) as { Statement: readonly Statement[] };
  const effects = Statement.filter((statement) => applies(statement, request)).map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return 'deny';
  return effects.includes('Allow') ? 'allow' : 'silent';
}

function applies(
  { Action, Resource, Principal, Condition = {} }: Statement,
  request: ObjectRequest,
): boolean {
  // Only ARNs of principals are principals' ARNs: a service that calls for itself has none.
  const context: NonNullable<ObjectRequest['context']> = {
    ...request.context,
    ...(request.principal.startsWith('arn:') ? { 'aws:PrincipalArn': request.principal } : {}),
  };
  return (
    listed(Action).some((pattern) => matchesPattern(pattern.toLowerCase(), request.action.toLowerCase())) &&
    listed(Resource).some((pattern) => matchesPattern(pattern, request.resource)) &&
    (Principal === '*' || Object.values(Principal).flatMap(listed).includes(request.principal)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, context[key], listed(values))),
    )
  );
}

function holds(operator: string, actual: OneOrMore | undefined, values: readonly string[]): boolean {
  const found = actual === undefined ? [] : listed(actual);
  const equal = () => found.some((value) => values.includes(value));
  const like = () => found.some((value) => values.some((pattern) => matchesPattern(pattern, value)));
  switch (operator) {
    case 'StringEquals':
    case 'ForAnyValue:StringEquals':
      return equal();
    case 'StringNotEquals':
      return !equal();
    case 'ArnLike':
    case 'ArnEquals':
      return like();
    case 'ArnNotEquals':
    case 'ArnNotLike':
      return !like();
    case 'Null':
      return values.includes(String(actual === undefined));
    default:
      throw new Error(`The policy evaluator does not know the operator ${operator}.`);
  }
}
