import type { PolicyDocument, PolicyStatement } from '../bucket-policy/policy-document';
import { sidOf } from '../bucket-policy/policy-document';
import { listed, matchesPattern } from '../bucket-policy/policy-pattern';
import { allOf, anyOf, conditionsHold, isRecord, type Certainty } from './policy-conditions';

/** A role that uses a key through S3. */
export interface KeyUser {
  /** ARN. */
  readonly role: string;
  /** `kms:` actions that it cannot do without. */
  readonly actions: readonly string[];
}

/** What a key's policy says to a user of the key. */
export type Admission =
  /** The policy lets it, or leaves it to the policies of the role. */
  | { readonly verdict: 'admitted' }
  /** A statement, by its name, forbids an action whatever else allows it. */
  | { readonly verdict: 'denied'; readonly action: string; readonly statement: string }
  /** No statement allows these actions; only a grant could. */
  | { readonly verdict: 'silent'; readonly actions: readonly string[] }
  /** It depends on these statements, whose conditions or principals cannot be decided beforehand. */
  | { readonly verdict: 'unclear'; readonly statements: readonly string[] };

/**
 * What the policy of a key says to a role that will use it through S3, decided where it is certain. A statement for the role's account, as
 * its id or its root user, leaves the decision to IAM, and the app's roles have their share of that. A service in a statement stands
 * for calls of its own: S3 asks with the rights of the role. Sources: "Key policies in AWS KMS", "Default key policy", "AWS JSON
 * policy elements: Principal", "Policy evaluation logic".
 */
export function admissionOf({ Statement }: PolicyDocument, user: KeyUser, keyArn: string): Admission {
  const caller = callerOf(user.role, keyArn);
  const silent: string[] = [];
  const doubts = new Set<string>();
  for (const action of user.actions) {
    const found = Statement.map((statement, index) => ({
      effect: statement['Effect'],
      name: sidOf(statement) ?? `number ${index + 1}`,
      applies: applies(statement, action, caller),
    })).filter(({ applies: certainty }) => certainty !== 'no');
    const denials = found.filter(({ effect }) => effect === 'Deny');
    const denial = denials.find(({ applies: certainty }) => certainty === 'yes');
    if (denial !== undefined) return { verdict: 'denied', action, statement: denial.name };
    const permissions = found.filter(({ effect }) => effect === 'Allow');
    if (permissions.length === 0) silent.push(action);
    const isAllowed = permissions.some(({ applies: certainty }) => certainty === 'yes');
    for (const { name } of [...denials, ...(isAllowed ? [] : permissions)]) doubts.add(name);
  }
  if (silent.length > 0) return { verdict: 'silent', actions: silent };
  return doubts.size === 0 ? { verdict: 'admitted' } : { verdict: 'unclear', statements: [...doubts] };
}

/** Who calls KMS, and what is known of the call beforehand. */
interface Caller {
  readonly role: string;
  readonly account: string;
  readonly keyArn: string;
  /** Condition keys, their names in lower case. */
  readonly known: ReadonlyMap<string, string>;
}

function callerOf(role: string, keyArn: string): Caller {
  const account = role.split(':')[4] ?? '';
  const region = keyArn.split(':')[3] ?? '';
  return {
    role,
    account,
    keyArn,
    known: new Map([
      ['aws:principalarn', role],
      ['aws:principalaccount', account],
      ['aws:principaltype', 'AssumedRole'],
      ['kms:calleraccount', account],
      // The same ending in all partitions. Source: "kms:ViaService", KMS developer guide.
      ['kms:viaservice', `s3.${region}.amazonaws.com`],
    ]),
  };
}

/** Without Action or Resource a statement has no effect. Source: "PutKeyPolicy", KMS API reference. */
function applies(statement: PolicyStatement, action: string, caller: Caller): Certainty {
  const { Action, NotAction, Resource, NotResource } = statement;
  const isOfAction = (pattern: string) => matchesPattern(pattern.toLowerCase(), action.toLowerCase());
  const isOfKey = (pattern: string) => matchesPattern(pattern, caller.keyArn);
  return allOf([
    among(Action, NotAction, isOfAction),
    among(Resource, NotResource, isOfKey),
    namesCaller(statement, caller),
    conditionsHold(statement['Condition'], caller.known),
  ]);
}

function among(names: unknown, others: unknown, isMeant: (pattern: string) => boolean): Certainty {
  if (names !== undefined) return texts(names).some(isMeant) ? 'yes' : 'no';
  return others !== undefined && !texts(others).some(isMeant) ? 'yes' : 'no';
}

/** Whether the statement is about the caller. */
function namesCaller({ Effect, Principal, NotPrincipal }: PolicyStatement, caller: Caller): Certainty {
  if (NotPrincipal === undefined) {
    const { itself, account } = namesIn(Principal, caller);
    if (!account) return itself;
    // To name the account in a permission leaves it to IAM; whom a denial means by it is not relied on.
    return anyOf([itself, Effect === 'Deny' ? 'unclear' : 'yes']);
  }
  const { itself, account } = namesIn(NotPrincipal, caller);
  // It is for denials alone, and lets those out of one who are named together with their account. Source: "AWS JSON policy elements:
  // NotPrincipal".
  if (itself === 'yes' && (account || Effect === 'Allow')) return 'no';
  return itself === 'no' && !account && Effect === 'Deny' ? 'yes' : 'unclear';
}

/** Whether principals name the role, and whether they name its account. */
function namesIn(principal: unknown, { role, account }: Caller): { itself: Certainty; account: boolean } {
  const session = `:assumed-role/${role.slice(role.lastIndexOf('/') + 1)}/`;
  const names = principalsOf(principal);
  return {
    itself: anyOf(
      names.map((name) => {
        if (name === '*' || name === role) return 'yes';
        // Which name a session gets is the service's choice. A role that was deleted is told as an id, which no ARN is.
        return name.includes(`:sts::${account}:`) && name.includes(session) ? 'unclear' : 'no';
      }),
    ),
    account: names.some(
      (name) => name === account || /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(name)?.[1] === account,
    ),
  };
}

/** Accounts, roles and users that are named; services and federated users are none of them. */
function principalsOf(principal: unknown): readonly string[] {
  if (principal === '*') return ['*'];
  return isRecord(principal) ? texts(principal['AWS']) : [];
}

function texts(value: unknown): readonly string[] {
  return listed(value).filter((each) => typeof each === 'string');
}
