import fc from 'fast-check';
import { isAppError } from '@lakeward/core';
import { tokenize, type LexicalRules, type Token } from './tokenizer';

const kinds = (text: string, rules: LexicalRules = 'trino'): (readonly [string, string])[] =>
  tokenize(text, rules).map((token) => [token.kind, token.value] as const);

describe('tokenize', () => {
  test('words, names, texts, numbers, symbols', () => {
    expect(kinds(`SELECT "a""B", 'it''s', 12, 1.5, .5, 1e3, X'0aFF', a->b <> c||?`)).toEqual([
      ['word', 'SELECT'],
      ['name', 'a"B'],
      ['symbol', ','],
      ['string', "it's"],
      ['symbol', ','],
      ['integer', '12'],
      ['symbol', ','],
      ['decimal', '1.5'],
      ['symbol', ','],
      ['decimal', '.5'],
      ['symbol', ','],
      ['double', '1e3'],
      ['symbol', ','],
      ['binary', '0AFF'],
      ['symbol', ','],
      ['word', 'A'],
      ['symbol', '->'],
      ['word', 'B'],
      ['symbol', '<>'],
      ['word', 'C'],
      ['symbol', '||'],
      ['symbol', '?'],
      ['end', ''],
    ]);
  });

  test('in Hive either quote makes a text, backslashes escape, and two > are two', () => {
    expect(kinds(String.raw`"a\"b" 'c\'d' 'e''f' '\t\001\u0041\\' '\d' >> ${'`x y`'}`, 'hive')).toEqual([
      ['string', 'a"b'],
      ['string', "c'd"],
      ['string', "e'f"],
      ['string', '\t\u0001A\\'],
      ['string', 'd'],
      ['symbol', '>'],
      ['symbol', '>'],
      ['name', 'x y'],
      ['end', ''],
    ]);
  });

  test('in Trino a backslash is a character like any other', () => {
    expect(kinds(String.raw`'a\' 'b'`)).toEqual([
      ['string', 'a\\'],
      ['string', 'b'],
      ['end', ''],
    ]);
  });

  test('comments are left out, what looks like one inside a text is not', () => {
    expect(kinds("a -- ' x\n/* \" \n */ '--' '/*' b")).toEqual([
      ['word', 'A'],
      ['string', '--'],
      ['string', '/*'],
      ['word', 'B'],
      ['end', ''],
    ]);
  });

  test('places count lines and characters from 1, also behind characters of two units', () => {
    expect(tokenize("a\n  '𝄞\n𝄞' b", 'trino').map((token) => token.at)).toEqual([
      { line: 1, column: 1 },
      { line: 2, column: 3 },
      { line: 3, column: 4 },
      { line: 3, column: 5 },
    ]);
    expect(tokenize('a\nb', 'trino', { line: 5, column: 10 }).map((token) => token.at)).toEqual([
      { line: 5, column: 10 },
      { line: 6, column: 1 },
      { line: 6, column: 2 },
    ]);
  });

  test.each([
    ["'open", "line 1:1: the text that starts with ' has no end"],
    ['a "open', 'line 1:3: the text that starts with " has no end'],
    ['a /* open', 'line 1:3: the comment that starts with /* has no end'],
    ['12ab', 'line 1:1: identifiers must not start with a digit'],
    ["X'0'", "line 1:1: a binary literal is X'..'"],
    ['a # b', "line 1:3: extraneous input '#'"],
  ])('%s is refused', (text, message) => {
    expect(failureOf(() => tokenize(text, 'trino'))).toContain(message);
  });
});

describe('for any text', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 40 });

  test('a literal is read back as what it was written from', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom<LexicalRules>('trino', 'hive'), (text, rules) => {
        const escaped = rules === 'hive' ? text.replaceAll('\\', '\\\\') : text;
        const [token] = tokenize(`'${escaped.replaceAll("'", "''")}'`, rules);
        expect(token).toMatchObject({ kind: 'string', value: text });
      }),
    );
  });

  test('a quoted name is read back as what it was written from', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('"', '`'), (text, quote) => {
        fc.pre(text !== '');
        const [token] = tokenize(`${quote}${text.replaceAll(quote, quote + quote)}${quote}`, 'trino');
        expect(token).toMatchObject({ kind: 'name', value: text });
      }),
    );
  });

  test('tokens are pieces of the text in order, with nothing but blanks and comments between, at the places they say', () => {
    const piece = fc.oneof(
      fc.constantFrom('a', 'SELECT', '1.5', '7', '->', ',', '(', '||', '\n', '  ', '-- c\n', '/* c */', '𝄞é'),
      anyText.map((text) => `'${text.replaceAll("'", "''")}'`),
      anyText.map((text) => `"${text.replaceAll('"', '""')}x"`),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join(' ');
        const tokens = readable(text);
        let end = 0;
        for (const token of tokens) {
          expect(
            text
              .slice(end, token.start)
              .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '')
              .trim(),
          ).toBe('');
          expect(text.slice(token.start, token.end)).toBe(token.text);
          const lines = text.slice(0, token.start).split('\n');
          expect(token.at).toEqual({
            line: lines.length,
            column: Array.from(lines.at(-1) ?? '').length + 1,
          });
          end = token.end;
        }
      }),
    );
  });
});

/** The tokens, or none where the pieces make no text of tokens together. */
function readable(text: string): readonly Token[] {
  try {
    return tokenize(text, 'trino');
  } catch (error) {
    if (isAppError(error, 'ATHENA_SYNTAX_ERROR')) return [];
    throw error;
  }
}

function failureOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isAppError(error, 'ATHENA_SYNTAX_ERROR')) return error.message;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
