import { AppError } from '@lakeward/core';
import * as v from 'valibot';

/** Parses an event or a file by its schema; `INVALID_INPUT` names every wrong field, never its value. */
export function parseInput<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const problems = result.issues.map(
    (issue) => `${v.getDotPath(issue) ?? 'the whole'}: expected ${issue.expected ?? issue.message}`,
  );
  throw new AppError({
    code: 'INVALID_INPUT',
    message: `${what} has the wrong form: ${problems.join('; ')}.`,
    remedy: 'Compare it with the contract of the app that reads it.',
  });
}
