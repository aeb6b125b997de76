import type { Position } from '../lexical/position';
import type { Expression } from './syntax-tree';

/** Gives the values of the `?` of a query in order. */
export interface Parameters {
  /** The value of the `?` at this place. */
  next(at: Position): Expression;
  mark(): number;
  back(mark: number): void;
  /** Fails when values are left over. */
  end(at: Position): void;
}

/** Takes any number of `?`: for statements that are read before their parameters are known. */
export const anyParameter: Parameters = {
  next: (at) => ({ kind: 'null', at }),
  mark: () => 0,
  back: () => undefined,
  end: () => undefined,
};
