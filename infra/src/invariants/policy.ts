import type { Arguments, Resource, SynthesizedStack } from '../testing/synthesized-stack';

/**
 * A rule that every synthesized stack of every environment obeys. Ids are checkov's where it has the check
 * (checkov itself is not run: it is no dependency), and `LAKE_*` where the rule is ours.
 */
export interface Policy {
  readonly id: string;
  readonly says: string;
  /** Resources of the stack that break it. */
  readonly offenders: (stack: SynthesizedStack) => readonly Resource[];
  /** Constructs that may break it, and why. */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** Breaks it in a stack that obeys, to prove that the check can fail. */
  readonly spoil: (stack: SynthesizedStack) => void;
}

/** Name of the construct that a resource belongs to: the first part of its id. */
export function constructOf({ id }: Resource): string {
  return id.split('_')[0] ?? id;
}

/** The same exception for each of the constructs. */
export function forEach(constructs: readonly string[], reason: string): Readonly<Record<string, string>> {
  return Object.fromEntries(constructs.map((construct) => [construct, reason]));
}

/** Resources of the type that fail the check. */
export function failing(
  type: string,
  holds: (resource: Resource, stack: SynthesizedStack) => boolean,
): Policy['offenders'] {
  return (stack) => stack.resources(type).filter((resource) => !holds(resource, stack));
}

/** Resources of types that should not be there at all. */
export function present(...types: readonly string[]): Policy['offenders'] {
  return (stack) => stack.resources(...types);
}

/** The value at a path such as `rule.0.bucket_key_enabled`. */
export function at(values: Arguments, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Arguments | undefined)?.[key], values);
}

/** Resources of a type whose argument refers to the given one. */
export function referring(stack: SynthesizedStack, type: string, argument: string, to: Resource): Resource[] {
  const reference = `\${${to.type}.${to.id}.`;
  return stack.resources(type).filter(({ values }) => String(at(values, argument)).startsWith(reference));
}

/** Spoils a stack: sets a value in every resource of a type; undefined removes it. */
export function setting(type: string, path: string, value: unknown): Policy['spoil'] {
  return (stack) => {
    for (const { values } of stack.resources(type)) {
      const keys = path.split('.');
      const last = keys.pop() ?? '';
      const parent = (keys.length === 0 ? values : at(values, keys.join('.'))) as Record<string, unknown>;
      parent[last] = value;
    }
  };
}

/** Spoils a stack: takes every resource of a type away. */
export function removing(type: string): Policy['spoil'] {
  return (stack) => {
    (stack.document.resource as Record<string, unknown>)[type] = {};
  };
}

/** Spoils a stack: adds a resource. */
export function adding(type: string, values: Arguments): (stack: SynthesizedStack, id?: string) => void {
  return (stack, id = 'spoiled') => {
    const all = stack.document.resource as Record<string, Record<string, Arguments>>;
    all[type] = { ...all[type], [id]: values };
  };
}

/** A statement as it stands in a policy's JSON. */
export interface StatementJson {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Statements of the policy in an argument. */
export function statementsOf({ values }: Resource, argument = 'policy'): readonly StatementJson[] {
  return (JSON.parse(String(values[argument])) as { Statement: StatementJson[] }).Statement;
}

/** Spoils a stack: appends a statement to the policies of a type. */
export function permitting(
  type: string,
  statement: Partial<StatementJson>,
  argument = 'policy',
): Policy['spoil'] {
  return (stack) => {
    for (const resource of stack.resources(type)) {
      const Statement = [
        ...statementsOf(resource, argument),
        { Sid: 'Spoiled', Effect: 'Allow', Action: ['x:Y'], Resource: ['arn'], ...statement },
      ];
      (resource.values as Record<string, unknown>)[argument] = JSON.stringify({
        Version: '2012-10-17',
        Statement,
      });
    }
  };
}
