import { syntaxError } from './errors';
import type { Position } from './position';
import type { Token } from './tokenizer';

/** Walks over the tokens of one text. Keywords and symbols are asked for by their upper-case text. */
export class TokenCursor {
  private index = 0;

  /** `text` is what the tokens were read from; `tokens` end with the `end` token. */
  constructor(
    readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  /** The token at hand, or one further on (the `end` token beyond the last). */
  peek(ahead = 0): Token {
    const token = this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)];
    if (token === undefined) throw new RangeError('A token list ends with its end token.');
    return token;
  }

  /** Where the token at hand stands. */
  get at(): Position {
    return this.peek().at;
  }

  /** Takes the token at hand. */
  next(): Token {
    const token = this.peek();
    this.index += 1;
    return token;
  }

  /** A place to come {@link back} to. */
  mark(): number {
    return this.index;
  }

  back(mark: number): void {
    this.index = mark;
  }

  /** True when the tokens at hand are these keywords or symbols, in order. */
  sees(...texts: readonly string[]): boolean {
    return texts.every((text, ahead) => isText(this.peek(ahead), text));
  }

  /** True when the token at hand is one of these keywords or symbols. */
  seesAny(...texts: readonly string[]): boolean {
    return texts.some((text) => this.sees(text));
  }

  /** Takes these keywords or symbols if they all come next. */
  accept(...texts: readonly string[]): boolean {
    if (!this.sees(...texts)) return false;
    this.index += texts.length;
    return true;
  }

  /** Takes these keywords or symbols, or fails at the first that is missing. */
  expect(...texts: readonly string[]): void {
    for (const text of texts) {
      if (!this.accept(text)) this.fail(text);
    }
  }

  /** Takes the one of these that comes next. */
  expectOneOf<T extends string>(...texts: readonly T[]): T {
    const found = texts.find((text) => this.accept(text));
    return found ?? this.fail(...texts);
  }

  /** One or more, with commas between. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.accept(',')) items.push(item());
    return items;
  }

  /** Parentheses around one or more items with commas between. */
  parenthesized<T>(item: () => T): T[] {
    this.expect('(');
    const items = this.list(item);
    this.expect(')');
    return items;
  }

  /** Takes a text literal and gives its value. */
  string(): string {
    const token = this.peek();
    if (token.kind !== 'string') this.fail('a text in quotes');
    this.index += 1;
    return token.value;
  }

  /** Takes a whole number without sign. */
  integer(): number {
    const token = this.peek();
    const value = Number(token.value);
    if (token.kind !== 'integer' || !Number.isSafeInteger(value)) this.fail('a whole number');
    this.index += 1;
    return value;
  }

  /** Fails unless nothing is left. */
  end(): void {
    if (this.peek().kind !== 'end') this.fail('<EOF>');
  }

  /** The error for the token at hand, in the form of Athena's parser. */
  fail(...expected: readonly string[]): never {
    const token = this.peek();
    const found = token.kind === 'end' ? '<EOF>' : token.text;
    const names = expected.map((name) =>
      /^[A-Z(),.;=<>?[\]:]/.test(name) && !/^<\w+>$/.test(name) ? `'${name}'` : name,
    );
    throw syntaxError(token.at, `mismatched input '${found}'. Expecting: ${names.join(', ')}`);
  }
}

function isText(token: Token, text: string): boolean {
  return (token.kind === 'word' || token.kind === 'symbol') && token.value === text;
}
