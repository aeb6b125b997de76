/** A place in a statement as Athena names it: line and column from 1, columns counted in characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a text begins when it stands alone. */
export const START: Position = { line: 1, column: 1 };

/** The position of the character at `offset` (UTF-16 units) of `text`, when `text` itself begins at `origin`. */
export function positionAt(text: string, offset: number, origin: Position = START): Position {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf('\n');
  const line = origin.line + (before.match(/\n/g)?.length ?? 0);
  const inLine = Array.from(before.slice(lastBreak + 1)).length;
  return { line, column: lastBreak === -1 ? origin.column + inLine : inLine + 1 };
}
