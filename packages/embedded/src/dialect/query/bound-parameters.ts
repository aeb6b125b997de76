import { AppError, isAppError } from '@lakeward/core';
import { START, type Position } from '../lexical/position';
import { TokenCursor } from '../lexical/token-cursor';
import { tokenize } from '../lexical/tokenizer';
import type { Parameters } from './parameters';
import { readerOf } from './parse-query';
import type { Expression } from './syntax-tree';
import { children, nestedQueries } from './walk';

/**
 * The given values, each the text of one SQL expression ("Use execution parameters"). As Athena does, a value that is no
 * expression, or one that names a column, stands for its own text. Each value becomes one operand of the query, so it
 * cannot end the place it is put in. Too few or too many values are `INVALID_PARAMETER_USAGE`.
 */
export function boundParameters(values: readonly string[]): Parameters {
  const parsed = values.map((value, index) => parameterValue(value, index));
  let used = 0;
  return {
    next: (at) => {
      const value = parsed[used];
      used += 1;
      return value ?? wrongUsage(at, `the query has more parameters (?) than the ${values.length} given`);
    },
    mark: () => used,
    back: (mark) => (used = mark),
    end: (at) => {
      // A query without any ? ignores what it is given, as on Athena.
      if (used > 0 && used < values.length) {
        wrongUsage(at, `the query has ${used} parameters (?), ${values.length} are given`);
      }
    },
  };
}

function parameterValue(text: string, index: number): Expression {
  const asText: Expression = { kind: 'string', at: START, value: text };
  const value = parsed(text);
  if (value === undefined || namesColumn(value)) return asText;
  if (holdsQuery(value)) {
    return wrongUsage(START, `parameter ${index + 1} holds a query; only a value can be bound`);
  }
  return value;
}

function parsed(text: string): Expression | undefined {
  try {
    const cursor = new TokenCursor(text, tokenize(text, 'trino'));
    const value = readerOf(cursor, boundParameters([])).expression();
    cursor.end();
    return value;
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}

function namesColumn(value: Expression): boolean {
  return value.kind === 'identifier' || children(value).some(namesColumn);
}

function holdsQuery(value: Expression): boolean {
  return nestedQueries(value).length > 0 || children(value).some(holdsQuery);
}

function wrongUsage(at: Position, sentence: string): never {
  throw new AppError({
    code: 'INVALID_PARAMETER_USAGE',
    message: `line ${at.line}:${at.column}: ${sentence}`,
    remedy: 'Pass one value for each ? of the query, in order, each written as a SQL literal.',
  });
}
