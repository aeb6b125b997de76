/** A place in a statement as Athena names it: line and column from 1, columns counted in characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a text begins when it stands alone. */
export const START: Position = { line: 1, column: 1 };
