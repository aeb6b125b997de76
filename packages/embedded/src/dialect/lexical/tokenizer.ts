import { syntaxError } from './errors';
import { START, type Position } from './position';

/**
 * The two lexical rules of Athena: statements that change the catalog follow Hive (backtick names, either quote for
 * text, backslash escapes), everything that has a query in it follows Trino (double-quoted names, doubled quotes only).
 */
export type LexicalRules = 'hive' | 'trino';

/**
 * What a token is. `word` is an unquoted name or keyword; `name` a quoted name; `symbol` an operator or punctuation;
 * `binary` the digits of `X'..'`; `end` stands once, after the last token.
 */
export type TokenKind =
  'word' | 'name' | 'string' | 'binary' | 'integer' | 'decimal' | 'double' | 'symbol' | 'end';

/** One token. Offsets are UTF-16 units into the text it was read from. */
export interface Token {
  readonly kind: TokenKind;
  /** As written, with its quotes. Empty for `end`. */
  readonly text: string;
  /** Meaning: unescaped text of strings and quoted names; upper-case for words; otherwise as written. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly at: Position;
}

const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const BLANK = /\s+/y;
const LINE_COMMENT = /--[^\n]*/y;
/** Longest first. Hive's grammar never needs two-character symbols, and `array<array<int>>` must not read as a shift. */
const TRINO_SYMBOL = /<>|<=|>=|!=|\|\||->|=>|[-+*/%=<>(),.;:?[\]{}|^$&!]/y;
const HIVE_SYMBOL = /[-+*/%=<>(),.;:?[\]!]/y;

/** Splits a statement into tokens. White space and comments are left out; text that is no token is `ATHENA_SYNTAX_ERROR`. */
export function tokenize(text: string, rules: LexicalRules, origin: Position = START): readonly Token[] {
  return [...tokens(text, rules, origin)];
}

/** The tokens one by one, so that a caller may look at the first ones of a text whose rules are not known yet. */
export function* tokens(text: string, rules: LexicalRules, origin: Position = START): Generator<Token, void> {
  const reader = new Reader(text, rules, origin);
  for (;;) {
    const token = reader.next();
    yield token;
    if (token.kind === 'end') return;
  }
}

class Reader {
  private offset = 0;
  private line: number;
  /** Offset of the first character of the line, and the column it has. */
  private lineStart = 0;
  private firstColumn: number;
  /** True where some characters are two UTF-16 units, so that columns have to be counted. */
  private readonly hasPairs: boolean;

  constructor(
    private readonly text: string,
    private readonly rules: LexicalRules,
    origin: Position,
  ) {
    this.line = origin.line;
    this.firstColumn = origin.column;
    this.hasPairs = /[\u{10000}-\u{10ffff}]/u.test(text);
  }

  next(): Token {
    this.skipBlanks();
    const { text, rules, offset } = this;
    const char = text.charAt(offset);
    if (char === '') return this.token('end', '', '');
    if (char === "'") return this.quoted('string', rules);
    if (char === '"') return this.quoted(rules === 'hive' ? 'string' : 'name', rules);
    if (char === '`') return this.quoted('name', 'trino');
    if ((char === 'x' || char === 'X') && rules === 'trino' && text.charAt(offset + 1) === "'") {
      return this.binary();
    }
    const number = match(NUMBER, text, offset);
    if (number !== undefined) return this.number(number);
    const word = match(WORD, text, offset);
    if (word !== undefined) return this.token('word', word, word.toUpperCase());
    const symbol = match(rules === 'hive' ? HIVE_SYMBOL : TRINO_SYMBOL, text, offset);
    if (symbol !== undefined) return this.token('symbol', symbol, symbol);
    throw syntaxError(this.position(offset), `extraneous input '${char}'`);
  }

  private number(text: string): Token {
    const following = match(WORD, this.text, this.offset + text.length);
    if (following !== undefined) {
      throw syntaxError(
        this.position(this.offset),
        `identifiers must not start with a digit; surround the identifier with double quotes: '${text}${following}'`,
      );
    }
    const kind = /[eE]/.test(text) ? 'double' : text.includes('.') ? 'decimal' : 'integer';
    return this.token(kind, text, text);
  }

  private binary(): Token {
    const body = /^[xX]'([^']*)'/.exec(this.text.slice(this.offset));
    const digits = body?.[1]?.replace(/\s/g, '');
    if (body === null || digits === undefined || !/^(?:[0-9a-fA-F]{2})*$/.test(digits)) {
      throw syntaxError(
        this.position(this.offset),
        "a binary literal is X'..' with an even number of hexadecimal digits",
      );
    }
    return this.token('binary', body[0], digits.toUpperCase());
  }

  private quoted(kind: 'string' | 'name', rules: LexicalRules): Token {
    const { text, offset } = this;
    const quote = text.charAt(offset);
    for (let end = offset + 1; end < text.length; end += 1) {
      const char = text.charAt(end);
      if (rules === 'hive' && char === '\\') {
        end += 1;
      } else if (char === quote) {
        if (text.charAt(end + 1) === quote) {
          end += 1;
          continue;
        }
        const raw = text.slice(offset, end + 1);
        const inner = raw.slice(1, -1).replaceAll(quote + quote, quote);
        const value = rules === 'hive' ? unescapeHive(inner) : inner;
        if (kind === 'name' && value === '') {
          throw syntaxError(this.position(offset), 'Zero-length delimited identifier not allowed');
        }
        return this.token(kind, raw, value);
      }
    }
    throw syntaxError(this.position(offset), `the text that starts with ${quote} has no end`);
  }

  private skipBlanks(): void {
    for (;;) {
      const { text, offset } = this;
      const skipped = match(BLANK, text, offset) ?? match(LINE_COMMENT, text, offset) ?? this.blockComment();
      if (skipped === undefined) return;
      this.advance(skipped);
    }
  }

  private blockComment(): string | undefined {
    const { text, offset, rules } = this;
    if (!text.startsWith('/*', offset)) return undefined;
    if (rules === 'hive') {
      throw syntaxError(
        this.position(offset),
        "extraneous input '/*'",
        'Athena takes no /* */ comments in its Hive statements; write -- comments.',
      );
    }
    const end = text.indexOf('*/', offset + 2);
    if (end === -1) throw syntaxError(this.position(offset), 'the comment that starts with /* has no end');
    return text.slice(offset, end + 2);
  }

  private token(kind: TokenKind, text: string, value: string): Token {
    const start = this.offset;
    const at = this.position(start);
    this.advance(text);
    return { kind, text, value, start, end: this.offset, at };
  }

  private advance(read: string): void {
    const lastBreak = read.lastIndexOf('\n');
    if (lastBreak !== -1) {
      this.line += read.split('\n').length - 1;
      this.lineStart = this.offset + lastBreak + 1;
      this.firstColumn = 1;
    }
    this.offset += read.length;
  }

  private position(offset: number): Position {
    const before = this.hasPairs
      ? Array.from(this.text.slice(this.lineStart, offset)).length
      : offset - this.lineStart;
    return { line: this.line, column: this.firstColumn + before };
  }
}

function match(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

const HIVE_ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
  // A pattern's wildcards keep their backslash: it is the pattern's own escape.
  '%': '\\%',
  _: '\\_',
};

/** Hive's escapes: `\n`, `\001` (octal), `\u0001`, `\'`; an unknown escape is the character itself. */
function unescapeHive(body: string): string {
  return body.replace(/\\(?:u([0-9a-fA-F]{4})|([01][0-7]{2})|([\s\S]))/g, (...groups: unknown[]) => {
    const [, unicode, octal, char] = groups as (string | undefined)[];
    if (unicode !== undefined) return String.fromCharCode(parseInt(unicode, 16));
    if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
    if (char === undefined) return '';
    return char === '0' ? '\0' : (HIVE_ESCAPES[char] ?? char);
  });
}
