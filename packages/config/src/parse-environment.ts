import { AppError } from '@lakeward/core';
import * as v from 'valibot';

/** The schema of a function's environment: one string-valued entry for each variable. */
export type EnvironmentSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

/** What must be set, as a record of strings: the type that a stack fills in. A forgotten key does not compile. */
export type EnvironmentOf<Schema extends EnvironmentSchema> = v.InferInput<Schema>;

/** What the function works with after parsing. */
export type ConfigurationOf<Schema extends EnvironmentSchema> = v.InferOutput<Schema>;

/**
 * Parses the environment once, at the start. All missing and malformed variables are named in one
 * `CONFIG_INVALID_ENVIRONMENT`; values are not shown, since a misplaced one may be a secret.
 */
export function parseEnvironment<Schema extends EnvironmentSchema>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): ConfigurationOf<Schema> {
  const result = v.safeParse(schema, environment);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => {
    const name = v.getDotPath(issue) ?? '?';
    return environment[name] === undefined ? `${name} is not set` : `${name} ${issue.message}`;
  });
  throw new AppError({
    code: 'CONFIG_INVALID_ENVIRONMENT',
    message: `${problems.length === 1 ? 'One variable is' : `${problems.length} variables are`} wrong: ${problems.join('; ')}.`,
    remedy: 'Set the variables in the environment file of the stack and deploy again.',
    cause: undefined,
  });
}
