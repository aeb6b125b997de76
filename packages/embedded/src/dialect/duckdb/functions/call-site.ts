import { AppError } from '@lakeward/core';
import { notSupported } from '../../lexical/errors';
import type { Call, Expression, FrameBound, SortItem, Window } from '../../query/syntax-tree';
import { UNKNOWN, type TrinoType } from '../../types/trino-type';
import { unexpectedParameters, type WriteContext } from '../context';
import { withoutZone } from '../time-zone';
import { familyOf, identifier, isInteger, type TypeFamily, type Value } from '../value';

/**
 * What a parameter takes. `json` is JSON or text that holds it; `constant` is a text literal; `lambda` a lambda; `zoned`
 * a date or time whose zone the function heeds.
 */
export type ParameterKind =
  | 'any'
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'binary'
  | 'moment'
  | 'zoned'
  | 'interval'
  | 'array'
  | 'map'
  | 'json'
  | 'constant'
  | 'lambda';

/** Parameters of a function; the last one may come any number of times (`repeated`) or be left out (`optional`). */
export interface Parameters {
  readonly required: readonly ParameterKind[];
  readonly optional: readonly ParameterKind[];
  readonly repeated?: ParameterKind;
}

/** Reads `text integer integer?` or `text text*`: `?` may be left out, `*` may come any number of times. */
export function parameters(signature: string): Parameters {
  const words = signature.split(' ').filter((word) => word !== '');
  const kind = (word: string): ParameterKind => word.replace(/[?*]$/, '') as ParameterKind;
  const repeated = words.find((word) => word.endsWith('*'));
  return {
    required: words.filter((word) => !/[?*]$/.test(word)).map(kind),
    optional: words.filter((word) => word.endsWith('?')).map(kind),
    ...(repeated === undefined ? {} : { repeated: kind(repeated) }),
  };
}

const FAMILIES: Partial<Record<ParameterKind, readonly TypeFamily[]>> = {
  text: ['text'],
  number: ['number'],
  boolean: ['boolean'],
  binary: ['binary'],
  moment: ['date and time', 'time', 'interval'],
  zoned: ['date and time', 'time', 'interval'],
  interval: ['interval'],
  array: ['array'],
  map: ['map'],
  json: ['json', 'text'],
  constant: ['text'],
};

/** A written lambda: the whole of it, and its parameter and body for what is written around them. */
export interface WrittenLambda {
  readonly head: string;
  readonly sql: string;
  readonly body: Value;
}

/** One call of a function, with what is needed to write it. */
export class CallSite {
  readonly #values = new Map<number, Value>();

  constructor(
    readonly call: Call,
    readonly context: WriteContext,
    private readonly declared: Parameters,
  ) {
    const given = call.arguments.length;
    const { required, optional, repeated } = declared;
    const max = repeated === undefined ? required.length + optional.length : Infinity;
    if (given < required.length || given > max || (call.star && call.name !== 'count'))
      throw this.unexpected();
    call.arguments.forEach((argument, index) => {
      const isLambda = argument.kind === 'lambda';
      if (isLambda !== (this.kindOf(index) === 'lambda')) throw this.unexpected();
      if (!isLambda && !this.fits(index)) throw this.unexpected();
    });
  }

  /** How many arguments there are. */
  get size(): number {
    return this.call.arguments.length;
  }

  /** The argument as written SQL with its type. */
  value(index: number): Value {
    const known = this.#values.get(index);
    if (known !== undefined) return known;
    const node = this.node(index);
    const value = this.context.write(node, this.context);
    const checked = this.kindOf(index) === 'zoned' ? value : withoutZone(value, node.at);
    this.#values.set(index, checked);
    return checked;
  }

  /** All arguments. */
  values(): readonly Value[] {
    return this.call.arguments.map((_, index) => this.value(index));
  }

  /** All arguments in SQL, with commas between. */
  list(): string {
    return this.values()
      .map((value) => value.sql)
      .join(', ');
  }

  sql(index: number): string {
    return this.value(index).sql;
  }

  node(index: number): Expression {
    const node = this.call.arguments[index];
    if (node === undefined) throw this.unexpected();
    return node;
  }

  /** The text of an argument that decides how the call is written: it has to be a literal. */
  constant(index: number): string {
    const node = this.node(index);
    if (node.kind === 'string') return node.value;
    throw notSupported(
      node.at,
      `the embedded runtime takes argument ${index + 1} of ${this.call.name} as a literal only`,
      'Write the text itself.',
    );
  }

  /**
   * Writes a lambda whose parameters hold `types`. It gets one row in place of several parameters where `fields` say what of
   * the row each is (`.key`, `[1]`), or its parameters are called what `names` say.
   */
  lambda(
    index: number,
    types: readonly TrinoType[],
    form: { readonly fields?: readonly string[]; readonly names?: readonly string[] } = {},
  ): WrittenLambda {
    const node = this.node(index);
    if (node.kind !== 'lambda' || node.parameters.length !== types.length) throw this.unexpected();
    const depth = this.context.depth + 1;
    const row = `athena_${depth}`;
    const names =
      form.names ??
      form.fields?.map((field) => `${row}${field}`) ??
      node.parameters.map((_, position) => `${row}_${position}`);
    const lambdas = new Map(this.context.lambdas);
    for (const [position, parameter] of node.parameters.entries()) {
      lambdas.set(parameter, { sql: names[position] ?? row, type: types[position] ?? UNKNOWN });
    }
    const body = withoutZone(
      this.context.write(node.body, { ...this.context, lambdas, depth }),
      node.body.at,
    );
    const head = form.fields === undefined ? names.join(', ') : row;
    return { head, body, sql: `lambda ${head}: ${body.sql}` };
  }

  /** An aggregate or window function with what stands around its arguments: DISTINCT, ORDER BY, FILTER, OVER. */
  aggregate(name: string, items: readonly string[], bare = false): string {
    const { call, context } = this;
    const distinct = call.distinct && !bare ? 'DISTINCT ' : '';
    const order = call.orderBy.length > 0 && !bare ? ` ORDER BY ${orderKeys(call.orderBy, context)}` : '';
    const nulls = call.nulls === 'IGNORE' ? ' IGNORE NULLS' : '';
    const filter =
      call.filter === undefined ? '' : ` FILTER (WHERE ${context.write(call.filter, context).sql})`;
    const over = call.over === undefined ? '' : ` OVER ${overClause(call.over, context)}`;
    return `${name}(${distinct}${items.join(', ')}${order}${nulls})${filter}${over}`;
  }

  /** What Trino says when no version of the function takes these arguments. */
  unexpected(): AppError {
    const { call } = this;
    const types = call.arguments.map((argument) =>
      argument.kind === 'lambda' ? 'function' : this.context.write(argument, this.context).type,
    );
    return unexpectedParameters(call.at, call.name, call.star ? ['*'] : types);
  }

  /** A call that the function refuses whatever the rows hold; the place is that of the argument, if one is to blame. */
  invalid(sentence: string, index?: number): AppError {
    const { at } = index === undefined ? this.call : this.node(index);
    return new AppError({
      code: 'INVALID_FUNCTION_ARGUMENT',
      message: `line ${at.line}:${at.column}: ${sentence}`,
      remedy: 'See the function in the documentation of Trino.',
    });
  }

  private kindOf(index: number): ParameterKind {
    const { required, optional, repeated } = this.declared;
    return [...required, ...optional][index] ?? repeated ?? 'any';
  }

  private fits(index: number): boolean {
    const kind = this.kindOf(index);
    const { type } = this.value(index);
    const family = familyOf(type);
    if (family === undefined) return true;
    if (kind === 'integer') return isInteger(type);
    return FAMILIES[kind]?.includes(family) ?? true;
  }
}

/** `ORDER BY` keys; Trino puts NULLs last in either direction. */
export function orderKeys(items: readonly SortItem[], context: WriteContext): string {
  return items
    .map(({ expression, descending, nullsFirst }) => {
      const { sql } = context.write(expression, context);
      return `${sql} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
    })
    .join(', ');
}

/** What stands behind OVER. */
export function overClause(over: NonNullable<Call['over']>, context: WriteContext): string {
  return 'text' in over ? identifier(over.text) : `(${windowSpecification(over, context)})`;
}

/** What stands in the parentheses of a window. */
export function windowSpecification(window: Window, context: WriteContext): string {
  const { base, partitionBy, orderBy, frame } = window;
  const keys = partitionBy.map((key) => context.write(key, context).sql);
  return [
    ...(base === undefined ? [] : [identifier(base.text)]),
    ...(keys.length === 0 ? [] : [`PARTITION BY ${keys.join(', ')}`]),
    ...(orderBy.length === 0 ? [] : [`ORDER BY ${orderKeys(orderBy, context)}`]),
    ...(frame === undefined
      ? []
      : frame.end === undefined
        ? [`${frame.unit} ${bound(frame.start, context)}`]
        : [`${frame.unit} BETWEEN ${bound(frame.start, context)} AND ${bound(frame.end, context)}`]),
  ].join(' ');
}

function bound(edge: FrameBound, context: WriteContext): string {
  if (edge.kind === 'current') return 'CURRENT ROW';
  const offset = edge.offset === undefined ? 'UNBOUNDED' : context.write(edge.offset, context).sql;
  return `${offset} ${edge.direction}`;
}
