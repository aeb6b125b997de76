import { notSupported, syntaxError } from '../lexical/errors';
import { TokenCursor } from '../lexical/token-cursor';
import { tokenize } from '../lexical/tokenizer';
import { DEFAULT_PRECISION, scalar, TRINO_SCALARS, type TrinoField, type TrinoType } from './trino-type';

const MAX_DECIMAL_PRECISION = 38;
const MAX_TIME_PRECISION = 12;
const PARAMETRIC = [
  'array',
  'map',
  'row',
  'decimal',
  'dec',
  'numeric',
  'char',
  'varchar',
  'time',
  'timestamp',
];

/** Types of Trino whose values the embedded runtime does not have. */
const ONLY_ON_ATHENA = ['ipaddress', 'hyperloglog', 'p4hyperloglog', 'setdigest', 'qdigest', 'tdigest'];

/** Reads a type written out as in CAST, such as `array(varchar)`. Anything else is `ATHENA_SYNTAX_ERROR`. */
export function parseTrinoType(text: string): TrinoType {
  const cursor = new TokenCursor(text, tokenize(text, 'trino'));
  const type = trinoType(cursor);
  cursor.end();
  return type;
}

/** True for a word that names a type, in a place where a name could stand as well. */
export function isTypeName(word: string): boolean {
  const name = word.toLowerCase();
  return TRINO_SCALARS.some((one) => one === name) || PARAMETRIC.includes(name) || name === 'int';
}

/** Reads the type at the cursor. */
export function trinoType(cursor: TokenCursor): TrinoType {
  const token = cursor.next();
  const name = token.kind === 'word' ? token.value.toLowerCase() : '';
  const plain = TRINO_SCALARS.find((one) => one === name);
  if (plain !== undefined) {
    if (plain === 'double') cursor.accept('PRECISION');
    return scalar(plain);
  }
  switch (name) {
    case 'int':
      return scalar('integer');
    case 'decimal':
    case 'dec':
    case 'numeric':
      return decimal(cursor);
    case 'varchar':
      return cursor.sees('(') ? { kind: 'varchar', length: inParentheses(cursor) } : { kind: 'varchar' };
    case 'char':
      return { kind: 'char', length: cursor.sees('(') ? inParentheses(cursor) : 1 };
    case 'time':
    case 'timestamp':
      return instant(cursor, name);
    case 'interval':
      if (cursor.accept('YEAR', 'TO', 'MONTH')) return { kind: 'interval', unit: 'year to month' };
      cursor.expect('DAY', 'TO', 'SECOND');
      return { kind: 'interval', unit: 'day to second' };
    case 'array': {
      const [element = scalar('boolean')] = parameters(cursor, () => trinoType(cursor), 1);
      return { kind: 'array', element };
    }
    case 'map': {
      const [key = scalar('boolean'), value = scalar('boolean')] = parameters(
        cursor,
        () => trinoType(cursor),
        2,
      );
      return { kind: 'map', key, value };
    }
    case 'row':
      return { kind: 'row', fields: cursor.parenthesized(() => rowField(cursor)) };
    default:
      if (ONLY_ON_ATHENA.includes(name)) {
        throw notSupported(
          token.at,
          `the type ${name} is not supported by the embedded runtime`,
          'Cast to varchar or varbinary instead, or run the statement on Athena.',
        );
      }
      throw syntaxError(
        token.at,
        `Unknown type: ${token.text.toLowerCase()}`,
        'In a query, text is varchar, 32-bit floats are real, structs are row, bytes are varbinary.',
      );
  }
}

/** `(a, b)` or the older `<a, b>`. */
function parameters<T>(cursor: TokenCursor, item: () => T, count: number): T[] {
  const angular = cursor.accept('<');
  if (!angular) cursor.expect('(');
  const { at } = cursor;
  const items = cursor.list(item);
  if (items.length !== count) throw syntaxError(at, `the type has ${count} parameter${count > 1 ? 's' : ''}`);
  cursor.expect(angular ? '>' : ')');
  return items;
}

function decimal(cursor: TokenCursor): TrinoType {
  if (!cursor.accept('(')) return { kind: 'decimal', precision: MAX_DECIMAL_PRECISION, scale: 0 };
  const { at } = cursor;
  const precision = cursor.integer();
  const scale = cursor.accept(',') ? cursor.integer() : 0;
  cursor.expect(')');
  if (precision < 1 || precision > MAX_DECIMAL_PRECISION || scale > precision) {
    throw syntaxError(at, `DECIMAL precision must be in range [1, 38] and scale in range [0, precision]`);
  }
  return { kind: 'decimal', precision, scale };
}

function instant(cursor: TokenCursor, kind: 'time' | 'timestamp'): TrinoType {
  const { at } = cursor;
  const precision = cursor.sees('(') ? inParentheses(cursor) : DEFAULT_PRECISION;
  if (precision > MAX_TIME_PRECISION) {
    throw syntaxError(at, `${kind.toUpperCase()} precision must be in range [0, 12]`);
  }
  const zone = cursor.accept('WITH', 'TIME', 'ZONE');
  if (!zone) cursor.accept('WITHOUT', 'TIME', 'ZONE');
  return { kind, precision, zone };
}

function inParentheses(cursor: TokenCursor): number {
  cursor.expect('(');
  const value = cursor.integer();
  cursor.expect(')');
  return value;
}

/** `name type`, or a type alone. */
function rowField(cursor: TokenCursor): TrinoField {
  const token = cursor.peek();
  const following = cursor.peek(1);
  const named = token.kind === 'name' || following.kind === 'word';
  const multiWord = ['PRECISION', 'WITH', 'WITHOUT', 'YEAR', 'DAY'].includes(following.value);
  if (named && !(multiWord && isTypeName(token.text))) {
    cursor.next();
    return {
      name: (token.kind === 'name' ? token.value : token.text).toLowerCase(),
      type: trinoType(cursor),
    };
  }
  return { type: trinoType(cursor) };
}
