import { scalar, UNKNOWN, type TrinoType } from '../../types/trino-type';
import type { Value } from '../value';
import { parameters, type CallSite, type Parameters } from './call-site';

/** One function of Trino: what it takes and how a call of it is written for DuckDB. */
export interface FunctionRule {
  readonly kind: 'scalar' | 'aggregate' | 'window';
  readonly parameters: Parameters;
  readonly write: (site: CallSite) => Value;
}

export type FunctionTable = Readonly<Record<string, FunctionRule>>;

/** The type of a call: fixed, or told from the arguments. */
export type ResultType = TrinoType | ((site: CallSite) => TrinoType);

export const VARCHAR: TrinoType = { kind: 'varchar' };
export const BIGINT = scalar('bigint');
export const INTEGER = scalar('integer');
export const DOUBLE = scalar('double');
export const BOOLEAN = scalar('boolean');
export const VARBINARY = scalar('varbinary');
export const DATE = scalar('date');
export const JSON_TYPE = scalar('json');
export const TIMESTAMP: TrinoType = { kind: 'timestamp', precision: 3, zone: false };
export const ZONED: TrinoType = { kind: 'timestamp', precision: 3, zone: true };

/** The type of an argument. */
export function like(index: number): ResultType {
  return (site) => site.value(index).type;
}

/** An array of what the argument is. */
export function arrayOf(index: number): ResultType {
  return (site) => ({ kind: 'array', element: site.value(index).type });
}

/** The type of the elements of an array. */
export function elementOf(index: number): (site: CallSite) => TrinoType {
  return (site) => {
    const { type } = site.value(index);
    return type.kind === 'array' ? type.element : UNKNOWN;
  };
}

function resolved(result: ResultType, site: CallSite): TrinoType {
  return typeof result === 'function' ? result(site) : result;
}

/** A scalar function written as a call of `target` with the same arguments. */
export function renamed(signature: string, result: ResultType, target: string): FunctionRule {
  return written(signature, result, (site) => `${target}(${site.list()})`);
}

/** A scalar function written in its own way. */
export function written(
  signature: string,
  result: ResultType,
  sql: (site: CallSite) => string,
): FunctionRule {
  return {
    kind: 'scalar',
    parameters: parameters(signature),
    write: (site) => ({ sql: sql(site), type: resolved(result, site) }),
  };
}

/** A scalar function whose type comes out of how it is written, or that keeps a time zone. */
export function special(signature: string, write: (site: CallSite) => Value): FunctionRule {
  return { kind: 'scalar', parameters: parameters(signature), write };
}

/** An aggregate function written as `target` with the same arguments, or in its own way. */
export function aggregate(
  signature: string,
  result: ResultType,
  target: string | ((site: CallSite) => string),
): FunctionRule {
  return {
    kind: 'aggregate',
    parameters: parameters(signature),
    write: (site) => ({
      sql:
        typeof target === 'string'
          ? site.aggregate(
              target,
              site.values().map((value) => value.sql),
            )
          : target(site),
      type: resolved(result, site),
    }),
  };
}

/** A function that needs OVER. */
export function windowed(signature: string, result: ResultType): FunctionRule {
  return {
    kind: 'window',
    parameters: parameters(signature),
    write: (site) => ({
      sql: site.aggregate(
        site.call.name,
        site.values().map((value) => value.sql),
      ),
      type: resolved(result, site),
    }),
  };
}
