import { name } from './parse-name';
import { expressions, sortItems, type QueryReader } from './query-reader';
import type { Frame, FrameBound, Window } from './syntax-tree';

/** Reads what stands in the parentheses of OVER. */
export function window(reader: QueryReader): Window {
  const { cursor } = reader;
  const begins = cursor.seesAny('PARTITION', 'ORDER', 'RANGE', 'ROWS', 'GROUPS', ')');
  const base = begins ? {} : { base: name(cursor) };
  const partitionBy = cursor.accept('PARTITION', 'BY') ? expressions(reader) : [];
  const orderBy = cursor.accept('ORDER', 'BY') ? sortItems(reader) : [];
  return { ...base, partitionBy, orderBy, ...frame(reader) };
}

function frame(reader: QueryReader): Pick<Window, 'frame'> {
  const { cursor } = reader;
  if (!cursor.seesAny('RANGE', 'ROWS', 'GROUPS')) return {};
  const unit: Frame['unit'] = cursor.expectOneOf('RANGE', 'ROWS', 'GROUPS');
  if (!cursor.accept('BETWEEN')) return { frame: { unit, start: bound(reader) } };
  const start = bound(reader);
  cursor.expect('AND');
  return { frame: { unit, start, end: bound(reader) } };
}

function bound(reader: QueryReader): FrameBound {
  const { cursor } = reader;
  if (cursor.accept('CURRENT', 'ROW')) return { kind: 'current' };
  if (cursor.accept('UNBOUNDED')) {
    return { kind: 'unbounded', direction: cursor.expectOneOf('PRECEDING', 'FOLLOWING') };
  }
  const offset = reader.expression();
  return { kind: 'offset', offset, direction: cursor.expectOneOf('PRECEDING', 'FOLLOWING') };
}
