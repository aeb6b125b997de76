import type { HiveType } from '../../dialect';

/**
 * The keys that JSON objects have, as far as they are known: an object its keys, an array one element, anything else a text.
 */
export type JsonStructure = string | readonly JsonStructure[] | { readonly [key: string]: JsonStructure };

/** When a key of the data stands for a name of the table. */
export type KeyMatch = (key: string, name: string) => boolean;

/** Of which nothing is known. */
export const UNKNOWN_STRUCTURE: JsonStructure = '';

/** How a SerDe's parameters match keys: without case unless `case.insensitive` is false, dots as `_` with `dots.in.keys`. */
export function keyMatch(parameters: Readonly<Record<string, string>>): KeyMatch {
  const exact = parameters['case.insensitive']?.toLowerCase() === 'false';
  const dots = parameters['dots.in.keys']?.toLowerCase() === 'true';
  return (key, name) => {
    const plain = dots ? key.replaceAll('.', '_') : key;
    return exact ? plain === name : plain.toLowerCase() === name.toLowerCase();
  };
}

/** Keys of the object that a name stands for. */
export function keysFor(structure: JsonStructure, name: string, matches: KeyMatch): string[] {
  return Object.keys(objectOf(structure)).filter((key) => matches(key, name));
}

/** The structure below a name: that of all its spellings together. */
export function below(structure: JsonStructure, keys: readonly string[]): JsonStructure {
  const object = objectOf(structure);
  return keys.map((key) => object[key] ?? UNKNOWN_STRUCTURE).reduce(merged, UNKNOWN_STRUCTURE);
}

/** The structure of an array's elements. */
export function elementOf(structure: JsonStructure): JsonStructure {
  return Array.isArray(structure)
    ? ((structure[0] as JsonStructure | undefined) ?? UNKNOWN_STRUCTURE)
    : UNKNOWN_STRUCTURE;
}

/** The structure of all values of an object whose keys are data: a map's. */
export function valuesOf(structure: JsonStructure): JsonStructure {
  return Object.values(objectOf(structure)).reduce(merged, UNKNOWN_STRUCTURE);
}

/** The structure of a value. */
export function structureOf(value: unknown): JsonStructure {
  if (Array.isArray(value)) return [value.map(structureOf).reduce(merged, UNKNOWN_STRUCTURE)];
  if (typeof value !== 'object' || value === null) return UNKNOWN_STRUCTURE;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, structureOf(inner)]));
}

/** What either of two structures has. */
export function merged(one: JsonStructure, other: JsonStructure): JsonStructure {
  if (typeof one === 'string') return other;
  if (typeof other === 'string') return one;
  if (Array.isArray(one) !== Array.isArray(other)) return one;
  if (Array.isArray(one)) return [merged(elementOf(one), elementOf(other))];
  const [first, second] = [objectOf(one), objectOf(other)];
  const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, merged(first[key] ?? UNKNOWN_STRUCTURE, second[key] ?? UNKNOWN_STRUCTURE)]),
  );
}

/** Names of the type, at any depth, that the structure has no key for. */
export function missingNames(type: HiveType, structure: JsonStructure, matches: KeyMatch): string[] {
  switch (type.kind) {
    case 'struct':
      return type.fields.flatMap(({ name, type: inner }) => {
        const keys = keysFor(structure, name, matches);
        const deeper = missingNames(inner, below(structure, keys), matches);
        return keys.length === 0 ? [name, ...deeper] : deeper;
      });
    case 'array':
      return missingNames(type.element, elementOf(structure), matches);
    case 'map':
      return missingNames(type.value, valuesOf(structure), matches);
    case 'primitive':
    case 'decimal':
    case 'char':
    case 'varchar':
      return [];
  }
}

/** The structure with the given keys wherever the type has a name for one and the structure lacks it. */
export function completed(
  type: HiveType,
  structure: JsonStructure,
  keys: readonly string[],
  matches: KeyMatch,
): JsonStructure {
  switch (type.kind) {
    case 'struct': {
      const fields = type.fields.flatMap(({ name, type: inner }) => {
        const known = keysFor(structure, name, matches);
        const all = known.length > 0 ? known : keys.filter((key) => matches(key, name));
        return all.map((key) => [key, completed(inner, below(structure, [key]), keys, matches)] as const);
      });
      return { ...objectOf(structure), ...Object.fromEntries(fields) };
    }
    case 'array':
      return [completed(type.element, elementOf(structure), keys, matches)];
    case 'map':
      return { '': completed(type.value, valuesOf(structure), keys, matches) };
    case 'primitive':
    case 'decimal':
    case 'char':
    case 'varchar':
      return structure;
  }
}

function objectOf(structure: JsonStructure): Readonly<Record<string, JsonStructure>> {
  return typeof structure === 'string' || Array.isArray(structure)
    ? {}
    : (structure as Readonly<Record<string, JsonStructure>>);
}
