import { notSupported, syntaxError } from '../lexical/errors';
import { TokenCursor } from '../lexical/token-cursor';
import { tokenize } from '../lexical/tokenizer';
import { hiveName } from './hive-name';
import { HIVE_PRIMITIVES, type HiveField, type HiveType } from './hive-type';

/** Hive's DECIMAL without parameters. */
const DEFAULT_PRECISION = 10;
const MAX_PRECISION = 38;
const MAX_CHAR = 255;
const MAX_VARCHAR = 65_535;

/** Names people bring along from other dialects, and what DDL calls them. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  INTEGER: 'int',
  REAL: 'float',
  VARBINARY: 'binary',
  ROW: 'struct',
  TEXT: 'string',
};

/** Reads a type as the catalog keeps it, such as `struct<a:string,b:array<int>>`. Anything else is `ATHENA_SYNTAX_ERROR`. */
export function parseHiveType(text: string): HiveType {
  const cursor = new TokenCursor(text, tokenize(text, 'hive'));
  const type = hiveType(cursor);
  cursor.end();
  return type;
}

/** Reads the type at the cursor. */
export function hiveType(cursor: TokenCursor): HiveType {
  const token = cursor.next();
  const name = token.kind === 'word' ? token.value.toLowerCase() : '';
  const primitive = HIVE_PRIMITIVES.find((candidate) => candidate === name);
  if (primitive !== undefined) return { kind: 'primitive', name: primitive };
  switch (name) {
    case 'decimal':
      return decimal(cursor);
    case 'char':
    case 'varchar':
      return { kind: name, length: length(cursor, name === 'char' ? MAX_CHAR : MAX_VARCHAR) };
    case 'array': {
      cursor.expect('<');
      const element = hiveType(cursor);
      cursor.expect('>');
      return { kind: 'array', element };
    }
    case 'map': {
      cursor.expect('<');
      const key = hiveType(cursor);
      cursor.expect(',');
      const value = hiveType(cursor);
      cursor.expect('>');
      return { kind: 'map', key, value };
    }
    case 'struct': {
      cursor.expect('<');
      const fields = cursor.list(() => structField(cursor));
      cursor.expect('>');
      return { kind: 'struct', fields };
    }
    case 'uniontype':
      throw notSupported(token.at, 'uniontype is not supported', 'Declare the column as string or struct.');
    default: {
      const here = OTHER_NAMES[token.value];
      throw syntaxError(
        token.at,
        `mismatched input '${token.text}'. Expecting: a type`,
        here === undefined ? undefined : `In DDL this type is called ${here}.`,
      );
    }
  }
}

function decimal(cursor: TokenCursor): HiveType {
  if (!cursor.accept('(')) return { kind: 'decimal', precision: DEFAULT_PRECISION, scale: 0 };
  const { at } = cursor;
  const precision = cursor.integer();
  const scale = cursor.accept(',') ? cursor.integer() : 0;
  cursor.expect(')');
  if (precision < 1 || precision > MAX_PRECISION || scale > precision) {
    throw syntaxError(at, `decimal(${precision},${scale}): precision is 1 to 38, scale 0 to precision`);
  }
  return { kind: 'decimal', precision, scale };
}

function length(cursor: TokenCursor, max: number): number {
  cursor.expect('(');
  const { at } = cursor;
  const value = cursor.integer();
  cursor.expect(')');
  if (value < 1 || value > max) throw syntaxError(at, `the length must be between 1 and ${max}`);
  return value;
}

function structField(cursor: TokenCursor): HiveField {
  const name = hiveName(cursor);
  cursor.expect(':');
  const type = hiveType(cursor);
  if (cursor.accept('COMMENT')) cursor.string();
  return { name, type };
}
