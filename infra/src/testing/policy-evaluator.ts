/** A call that somebody wants to make. */
export interface AccessRequest {
  /** `service:Action`. */
  readonly action: string;
  readonly resource: string;
  /** Condition keys of the request, such as `kms:ViaService`. */
  readonly context?: Readonly<Record<string, string>>;
  /** ARN or service principal of the caller; only policies on resources look at it. */
  readonly principal?: string;
}

/** Allow and Deny are said by a statement; `silent` where no statement matches, which IAM treats as denied. */
export type Verdict = 'allow' | 'deny' | 'silent';

type OneOrMore = string | readonly string[];

interface PolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly Principal?: '*' | Readonly<Record<string, OneOrMore>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

/**
 * What one policy says to a request, by IAM's rules for the parts of the language that infra/ uses. An operator it does
 * not know is an error, so a policy cannot outgrow it unseen. It is written here because the one library that does the same is
 * under the AGPL, and since these rules are short. Source: "Policy evaluation logic" and "IAM JSON policy elements".
 */
export function evaluatePolicy(document: string, request: AccessRequest): Verdict {
  const { Statement } = JSON.parse(document) as { Statement: readonly PolicyStatement[] };
  const effects = Statement.filter((statement) => applies(statement, request)).map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return 'deny';
  return effects.includes('Allow') ? 'allow' : 'silent';
}

function applies(statement: PolicyStatement, request: AccessRequest): boolean {
  const { Action, Resource, Principal, Condition = {} } = statement;
  return (
    listed(Action).some((pattern) => matches(pattern.toLowerCase(), request.action.toLowerCase())) &&
    (Resource === undefined || listed(Resource).some((pattern) => matches(pattern, request.resource))) &&
    (Principal === undefined || namesPrincipal(Principal, request.principal)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, request.context?.[key], listed(values))),
    )
  );
}

function namesPrincipal(
  principal: NonNullable<PolicyStatement['Principal']>,
  caller: string | undefined,
): boolean {
  if (principal === '*') return true;
  return caller !== undefined && Object.values(principal).flatMap(listed).includes(caller);
}

/** An absent key fails every comparison but the negated ones, which it passes. */
function holds(operator: string, actual: string | undefined, values: readonly string[]): boolean {
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return actual !== undefined && values.includes(actual);
    case 'StringNotEquals':
      return actual === undefined || !values.includes(actual);
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals':
      return actual !== undefined && values.some((pattern) => matches(pattern, actual));
    case 'NumericLessThan':
      return actual !== undefined && values.some((limit) => Number(actual) < Number(limit));
    case 'Null':
      return values.includes(String(actual === undefined));
    default:
      throw new Error(`The policy evaluator does not know the operator ${operator}.`);
  }
}

/** `*` stands for any characters, `?` for one. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

function listed(value: OneOrMore): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
