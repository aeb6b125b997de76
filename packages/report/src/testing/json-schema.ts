/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The keywords that are understood: those that the repository's schemas use. Any other is an error, so that none is ignored. */
const ANNOTATIONS = new Set(['$schema', '$id', '$defs', 'title', 'description']);

/**
 * What is wrong with a value by a JSON Schema (draft 2020-12, the keywords used here), as `place: complaint`. A keyword that is
 * not understood throws.
 */
export function schemaErrors(
  value: unknown,
  schema: JsonSchema,
  root: JsonSchema = schema,
  place = '$',
): string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    if (ANNOTATIONS.has(keyword)) return [];
    const check = CHECKS[keyword];
    if (check === undefined) throw new Error(`${place}: the keyword "${keyword}" is not understood`);
    return check(value, rule, { schema, root, place });
  });
}

interface Context {
  readonly schema: JsonSchema;
  readonly root: JsonSchema;
  readonly place: string;
}

type Check = (value: unknown, rule: unknown, context: Context) => string[];

const complain = (wrong: boolean, { place }: Context, complaint: string): string[] =>
  wrong ? [`${place}: ${complaint}`] : [];

const CHECKS: Readonly<Record<string, Check>> = {
  type: (value, rule, context) => {
    const types = Array.isArray(rule) ? (rule as string[]) : [rule as string];
    return complain(
      !types.some((type) => isOfType(value, type)),
      context,
      `is not of type ${types.join(' or ')}`,
    );
  },
  const: (value, rule, context) => complain(value !== rule, context, `is not ${JSON.stringify(rule)}`),
  enum: (value, rule, context) =>
    complain(!(rule as unknown[]).includes(value), context, `is none of ${JSON.stringify(rule)}`),
  pattern: (value, rule, context) =>
    complain(
      typeof value === 'string' && !new RegExp(rule as string, 'u').test(value),
      context,
      `does not match ${rule as string}`,
    ),
  minimum: (value, rule, context) =>
    complain(typeof value === 'number' && value < (rule as number), context, `is below ${rule as number}`),
  maximum: (value, rule, context) =>
    complain(typeof value === 'number' && value > (rule as number), context, `is above ${rule as number}`),
  minItems: (value, rule, context) =>
    complain(Array.isArray(value) && value.length < (rule as number), context, 'has too few items'),
  maxItems: (value, rule, context) =>
    complain(Array.isArray(value) && value.length > (rule as number), context, 'has too many items'),
  required: (value, rule, context) =>
    isObject(value)
      ? (rule as string[]).filter((name) => !(name in value)).map((name) => `${context.place}: lacks ${name}`)
      : [],
  properties: (value, rule, { root, place }) =>
    isObject(value)
      ? Object.entries(rule as Record<string, JsonSchema>).flatMap(([name, schema]) =>
          name in value ? schemaErrors(value[name], schema, root, `${place}.${name}`) : [],
        )
      : [],
  additionalProperties: (value, rule, { schema, root, place }) => {
    if (!isObject(value)) return [];
    const known = (schema['properties'] ?? {}) as Record<string, unknown>;
    const others = Object.keys(value).filter((name) => !(name in known));
    return rule === false
      ? others.map((name) => `${place}: has ${name}, which the schema does not know`)
      : others.flatMap((name) => schemaErrors(value[name], rule as JsonSchema, root, `${place}.${name}`));
  },
  propertyNames: (value, rule, { root, place }) =>
    isObject(value)
      ? Object.keys(value).flatMap((name) => schemaErrors(name, rule as JsonSchema, root, `${place}.${name}`))
      : [],
  items: (value, rule, { root, place }) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => schemaErrors(item, rule as JsonSchema, root, `${place}[${index}]`))
      : [],
  anyOf: (value, rule, { root, place }) => {
    const failures = (rule as JsonSchema[]).map((schema) => schemaErrors(value, schema, root, place));
    return failures.some((errors) => errors.length === 0)
      ? []
      : [`${place}: fits none of ${failures.length} forms: ${failures.map(([first]) => first).join('; ')}`];
  },
  $ref: (value, rule, { root, place }) => {
    const name = (rule as string).replace('#/$defs/', '');
    const target = (root['$defs'] as Record<string, JsonSchema> | undefined)?.[name];
    if (target === undefined) throw new Error(`${place}: there is no definition "${rule as string}"`);
    return schemaErrors(value, target, root, place);
  },
};

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
    case 'string':
    case 'boolean':
      return typeof value === type;
    default:
      throw new Error(`the type "${type}" is not understood`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
