import { syntaxError } from '../lexical/errors';
import type { Position } from '../lexical/position';
import type { TokenCursor } from '../lexical/token-cursor';

/** A property as written, with its place for errors. */
export interface Property {
  readonly value: string | number | boolean | readonly string[];
  readonly at: Position;
}

/** The properties of a statement by their names. */
export type Properties = ReadonlyMap<string, Property>;

/** Reads `(name = value, ...)`; a name that is not among `known` is an error that lists `suggested`. */
export function readProperties(
  cursor: TokenCursor,
  known: readonly string[],
  suggested: readonly string[] = known,
): Properties {
  const properties = new Map<string, Property>();
  cursor.parenthesized(() => {
    const token = cursor.next();
    const name = token.kind === 'name' ? token.value : token.text;
    if (token.kind !== 'word' && token.kind !== 'name') {
      throw syntaxError(token.at, `mismatched input '${token.text}'. Expecting: <identifier>`);
    }
    if (!known.includes(name)) {
      throw syntaxError(
        token.at,
        `Unknown property '${name}'`,
        `Names are lower-case; there are: ${suggested.join(', ')}.`,
      );
    }
    if (properties.has(name)) throw syntaxError(token.at, `Property '${name}' is given twice`);
    cursor.expect('=');
    properties.set(name, { value: propertyValue(cursor), at: token.at });
  });
  return properties;
}

function propertyValue(cursor: TokenCursor): Property['value'] {
  if (cursor.accept('TRUE')) return true;
  if (cursor.accept('FALSE')) return false;
  if (cursor.peek().kind === 'integer') return cursor.integer();
  if (!cursor.accept('ARRAY', '[')) return cursor.string();
  const items = cursor.list(() => cursor.string().toLowerCase());
  cursor.expect(']');
  return items;
}

/** The text that a property is, or undefined where it is not given. */
export function textOf(properties: Properties, name: string): string | undefined {
  const property = properties.get(name);
  if (property === undefined || typeof property.value === 'string')
    return property?.value as string | undefined;
  throw syntaxError(property.at, `${name} is a text in single quotes`);
}

/** The column names that a property lists; none where it is not given. */
export function namesOf(properties: Properties, name: string, at: Position): readonly string[] {
  const property = properties.get(name);
  if (property === undefined) return [];
  if (typeof property.value !== 'object') {
    throw syntaxError(property.at, `${name} is an array of column names: ARRAY['a', 'b']`);
  }
  const repeated = property.value.find((item, index, all) => all.indexOf(item) !== index);
  if (repeated !== undefined) throw syntaxError(at, `${name} names the column '${repeated}' twice`);
  return property.value;
}
