/** The rows of a table as `lakeward` writes it, by the names of its columns; an empty cell is null. */
export function readCsv(text: string): Readonly<Record<string, string | null>>[] {
  const rows: (string | null)[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let row: (string | null)[] = [];
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    const [, quoted, plain, end] = match;
    row.push(quoted?.replaceAll('""', '"') ?? (plain === '' ? null : (plain ?? null)));
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
    if (cell.lastIndex === text.length) break;
  }
  if (cell.lastIndex !== text.length) throw new Error(`Not a table from byte ${cell.lastIndex} on.`);
  const [columns = [], ...data] = rows;
  return data.map((cells) =>
    Object.fromEntries(
      columns.map((name, index): [string, string | null] => [name ?? '', cells[index] ?? null]),
    ),
  );
}
