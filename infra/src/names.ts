import { AppError } from '@lakeward/core';
import type { Environment } from './environments/environment';
import { environmentFile } from './environments/environments';

/** Longest name that each kind of resource may have. Source: the API reference of the service, `CreateX`, parameter of the name. */
const LONGEST = {
  alarm: 255,
  bucket: 63,
  dashboard: 255,
  database: 252,
  'event-bus': 256,
  function: 64,
  'key-alias': 256,
  queue: 80,
  role: 64,
  rule: 64,
  schedule: 64,
  topic: 256,
  workgroup: 128,
} as const;

/** A kind of resource that carries a name. */
export type ResourceKind = keyof typeof LONGEST;

/**
 * The one naming function: `lakeward-<environment>-<part>-<part>`. Names are computed, so that stacks can point at each
 * other's resources without reading each other's state, and policies show whole ARNs.
 *
 * - Buckets end in account and Region, since their names are shared by all of AWS.
 * - Databases use underscores: Athena wants identifiers that need no quotes.
 * - Aliases of keys begin with `alias/`.
 *
 * `INFRA_NAME_TOO_LONG` and `INFRA_INVALID_NAME` are thrown at synthesis, long before AWS would refuse.
 */
export function resourceName(
  { name, account, region }: Pick<Environment, 'name' | 'account' | 'region'>,
  kind: ResourceKind,
  ...parts: readonly [string, ...string[]]
): string {
  const words = ['lakeward', name, ...parts];
  const wrong = words.find((word) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(word));
  if (wrong !== undefined) {
    throw new AppError({
      code: 'INFRA_INVALID_NAME',
      message: `"${wrong}", part of the name of a ${kind}, is not made of lower-case words and hyphens.`,
      remedy: 'Rename the construct or the environment that carries it.',
    });
  }
  const full = spelled(kind, words, `${account}-${region}`);
  if (full.length > LONGEST[kind]) {
    throw new AppError({
      code: 'INFRA_NAME_TOO_LONG',
      message: `${environmentFile(name)}: name ${name} makes the ${kind} ${full} ${full.length} characters long; AWS allows ${LONGEST[kind]}.`,
      remedy: `Shorten the environment's name or the part ${parts.join('-')}.`,
    });
  }
  return full;
}

function spelled(kind: ResourceKind, words: readonly string[], place: string): string {
  switch (kind) {
    case 'bucket':
      return [...words, place].join('-');
    case 'database':
      return words.join('_').replaceAll('-', '_');
    case 'key-alias':
      return `alias/${words.join('-')}`;
    case 'alarm':
    case 'dashboard':
    case 'event-bus':
    case 'function':
    case 'queue':
    case 'role':
    case 'rule':
    case 'schedule':
    case 'topic':
    case 'workgroup':
      return words.join('-');
  }
}
