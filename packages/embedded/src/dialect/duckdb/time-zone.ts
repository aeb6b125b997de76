import { notSupported } from '../lexical/errors';
import type { Position } from '../lexical/position';
import type { Expression } from '../query/syntax-tree';
import type { WriteContext } from './context';
import { namedZone, zoneLiteral } from './write-literal';
import type { Value } from './value';

/** Writes `x AT TIME ZONE zone`: the instant stays, the zone goes along. */
export function atTimeZone(operand: Value, zone: Expression, context: WriteContext): Value {
  const instant = `CAST(${operand.sql} AS TIMESTAMP WITH TIME ZONE)`;
  const precision = operand.type.kind === 'timestamp' ? operand.type.precision : 3;
  return { sql: instant, type: { kind: 'timestamp', precision, zone: true }, ...zoneOf(zone, context) };
}

/** Writes `with_timezone(x, zone)`: the wall clock stays. */
export function withTimeZone(operand: Value, zone: Expression, context: WriteContext): Value {
  const named = zone.kind === 'string' ? zoneLiteral(zone.value) : context.write(zone, context).sql;
  return {
    sql: `(${operand.sql} AT TIME ZONE ${named})`,
    type: { kind: 'timestamp', precision: 3, zone: true },
    ...zoneOf(zone, context),
  };
}

/** The zone that an expression names. */
export function zoneOf(zone: Expression, context: WriteContext): { zone?: string } {
  if (zone.kind === 'string') return namedZone(zone.value);
  return { zone: context.write(zone, context).sql };
}

/** The value's wall clock: what fields are taken from and what is printed. A value without zone is its own wall clock. */
export function wallClock(value: Value): string {
  if (value.zone !== undefined) return `(${value.sql} AT TIME ZONE ${value.zone})`;
  return value.type.kind === 'timestamp' && value.type.zone ? `CAST(${value.sql} AS TIMESTAMP)` : value.sql;
}

/** Fails for a value in another zone than UTC where the zone would be lost. */
export function withoutZone(value: Value, at: Position): Value {
  if (value.zone === undefined) return value;
  throw notSupported(
    at,
    'the embedded runtime keeps no time zone in a value',
    'Take what is needed from it in the same expression: CAST(x AT TIME ZONE ... AS timestamp), date_format, hour, ...',
  );
}
