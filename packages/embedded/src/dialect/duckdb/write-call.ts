import { functionNotFound, notSupported, syntaxError } from '../lexical/errors';
import type { Position } from '../lexical/position';
import type { Call, ExtractField } from '../query/syntax-tree';
import type { WriteContext } from './context';
import { CallSite } from './functions/call-site';
import { extractedField } from './functions/date-time';
import { FUNCTIONS } from './functions/functions';
import { isFormOnlyOnAthena, ONLY_ON_ATHENA } from './functions/only-on-athena';
import type { Value } from './value';

/** Writes a function call. What is not on the list of functions does not reach DuckDB. */
export function writeCall(call: Call, context: WriteContext): Value {
  const rule = FUNCTIONS.get(call.name);
  if (rule === undefined) {
    if (ONLY_ON_ATHENA.has(call.name) || call.name.startsWith('st_')) throw onlyOnAthena(call);
    throw functionNotFound(call.at, call.name);
  }
  if (isFormOnlyOnAthena(call)) throw onlyOnAthena(call);
  checkSyntax(call, rule.kind);
  return rule.write(new CallSite(call, context, rule.parameters));
}

/** Writes `EXTRACT(field FROM x)`. */
export function writeExtract(field: ExtractField, operand: Value, at: Position): Value {
  return extractedField(field, operand, at);
}

function onlyOnAthena(call: Call): Error {
  return notSupported(
    call.at,
    FUNCTIONS.has(call.name)
      ? `${call.name} with these arguments is not supported by the embedded runtime`
      : `the function ${call.name} is not supported by the embedded runtime`,
    'Use a function that DIALECT.md of packages/embedded lists, or run the statement on Athena.',
  );
}

function checkSyntax(call: Call, kind: 'scalar' | 'aggregate' | 'window'): void {
  const { at, name } = call;
  if (kind === 'window' && call.over === undefined) {
    throw syntaxError(at, `Window function '${name}' requires an OVER clause`);
  }
  if (kind === 'aggregate') {
    if (call.nulls !== undefined) throw syntaxError(at, `'${name}' takes no IGNORE NULLS`);
    return;
  }
  if (call.distinct || call.orderBy.length > 0 || call.filter !== undefined) {
    throw syntaxError(at, `'${name}' is no aggregation function: it takes no DISTINCT, ORDER BY or FILTER`);
  }
  if (kind === 'scalar' && (call.over !== undefined || call.nulls !== undefined)) {
    throw syntaxError(at, `'${name}' is not a window function`);
  }
}
