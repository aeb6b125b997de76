import { EngineFailure } from '../engine-failure';

/** How a text table of LazySimpleSerDe separates its values. */
export interface LazySimpleFormat {
  /** Separators from the outermost inwards: fields, items and struct fields, map keys, then deeper levels. */
  readonly separators: readonly string[];
  readonly escape: string | undefined;
  /** Text that stands for NULL. */
  readonly nullText: string;
}

/** Hive's separators by depth: \001 to \010. */
const DEFAULT_SEPARATORS = Array.from({ length: 8 }, (_, depth) => String.fromCharCode(depth + 1));

/** Reads the SerDe's parameters; Hive spells `colelction.delim` wrongly, and tables carry either. */
export function lazySimpleFormat(parameters: Readonly<Record<string, string>>): LazySimpleFormat {
  const lines = parameters['line.delim'] ?? '\n';
  if (lines !== '\n') {
    throw new EngineFailure('INVALID_TABLE_PROPERTY', 'line.delim can only be a line feed');
  }
  const given = [
    parameters['field.delim'] ?? parameters['serialization.format'],
    parameters['collection.delim'] ?? parameters['colelction.delim'],
    parameters['mapkey.delim'],
  ];
  return {
    separators: DEFAULT_SEPARATORS.map((separator, depth) => separatorOf(given[depth]) ?? separator),
    escape: separatorOf(parameters['escape.delim']),
    nullText: parameters['serialization.null.format'] ?? '\\N',
  };
}

/** As Hive reads it: a number from 0 to 127 stands for the character of that code, anything else for itself. */
function separatorOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const code = /^\d{1,3}$/.test(text) ? Number(text) : 128;
  const separator = code < 128 ? String.fromCharCode(code) : text;
  if (separator.length === 1) return separator;
  throw new EngineFailure(
    'INVALID_TABLE_PROPERTY',
    `the separator '${text}' has more than one character, which LazySimpleSerDe does not support`,
  );
}
