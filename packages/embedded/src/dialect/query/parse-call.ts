import { notSupported } from '../lexical/errors';
import type { Position } from '../lexical/position';
import { name } from './parse-name';
import { window } from './parse-window';
import type { QueryReader } from './query-reader';
import type { Call } from './syntax-tree';

/** FILTER, IGNORE NULLS and OVER behind a call. */
export function callSuffix(reader: QueryReader, base: Call): Call {
  const { cursor } = reader;
  let result = base;
  if (cursor.accept('FILTER', '(')) {
    cursor.expect('WHERE');
    result = { ...result, filter: reader.expression() };
    cursor.expect(')');
  }
  for (const nulls of ['IGNORE', 'RESPECT'] as const) {
    if (cursor.accept(nulls, 'NULLS')) result = { ...result, nulls };
  }
  if (!cursor.accept('OVER')) return result;
  if (!cursor.accept('(')) return { ...result, over: name(cursor) };
  const over = window(reader);
  cursor.expect(')');
  return { ...result, over };
}

/** What Athena reads and the embedded runtime does not have a form for. */
export function unsupportedForm(at: Position, form: string, remedy: string): never {
  throw notSupported(at, `${form} is not supported by the embedded runtime`, remedy);
}
