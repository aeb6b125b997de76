/** A cell: null is an empty one. */
export type CsvValue = string | number | null;

/**
 * Where a spreadsheet may take text for a formula: before `=`, `+`, `-` or `@`, or their full-width forms, behind any run of
 * blanks, quotes and semicolons. A run is looked at once, from its beginning, so that a long one costs no more than its length.
 * Source: OWASP, "CSV Injection".
 */
const BEFORE_SIGN = /(?<![\s";])(?:[\s";]+|^)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;

/** What begins a cell beside the comma: semicolons and tabs split cells where commas do not. */
const CELL_BREAK = /[;\t\r\n]/;

/** What no text file should hold: control characters other than tab and line ends. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;

/**
 * A table as RFC 4180 has it: every cell in quotes, CRLF after each line, UTF-8. Cells that a spreadsheet would take for
 * formulas get an apostrophe before the sign, and control characters become U+FFFD: events hold text that attackers chose.
 */
export function csvOf(columns: readonly string[], rows: Iterable<readonly CsvValue[]>): Buffer {
  const lines = [lineOf(columns)];
  for (const row of rows) lines.push(lineOf(row));
  return Buffer.from(lines.join(''), 'utf8');
}

function lineOf(cells: readonly CsvValue[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return `"${harmless(value).replaceAll('"', '""')}"`;
}

function harmless(text: string): string {
  return text
    .replace(CONTROL, '\uFFFD')
    .replace(BEFORE_SIGN, (run, at: number) => (at === 0 || CELL_BREAK.test(run) ? `${run}'` : run));
}

/** Lines of a table after its header, by the quotes' rules; undefined for what is no such table. */
export function countCsvRows(content: Buffer): number | undefined {
  let lines = 0;
  let quoted = false;
  for (const byte of content) {
    if (byte === 0x22) quoted = !quoted;
    else if (byte === 0x0a && !quoted) lines += 1;
  }
  return quoted || lines === 0 || content.at(-1) !== 0x0a ? undefined : lines - 1;
}
