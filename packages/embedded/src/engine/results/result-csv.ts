import type { ResultRow } from '@lakeward/athena';

/**
 * A line of Athena's result CSV: UTF-8, a header, every value in double quotes, NULL as nothing between commas, LF after every
 * line. Observed by third parties, not promised by AWS; see docs/aws-facts.md.
 */
export function csvLine(values: ResultRow): string {
  return `${values.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)).join(',')}\n`;
}

/** Rows of a result CSV, the header first. Keeps NULL (nothing) and the empty text (`""`) apart. */
export async function* csvRows(chunks: AsyncIterable<Buffer | string>): AsyncIterable<ResultRow> {
  const decoder = new TextDecoder();
  let row: (string | null)[] = [];
  /** Null until the value's first quote. */
  let value: string | null = null;
  let quoted = false;
  /** A quote inside quotes: the end of the value, or the first half of a doubled one in the next chunk. */
  let pendingQuote = false;
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      const char = text[at];
      if (pendingQuote) {
        pendingQuote = false;
        if (char === '"') {
          value = `${value ?? ''}"`;
          start = at + 1;
          continue;
        }
        quoted = false;
      }
      if (quoted) {
        if (char === '"') {
          value = (value ?? '') + text.slice(start, at);
          pendingQuote = true;
          start = at + 1;
        }
      } else if (char === '"') {
        quoted = true;
        value = '';
        start = at + 1;
      } else if (char === ',' || char === '\n') {
        row.push(value);
        value = null;
        if (char === '\n') {
          yield row;
          row = [];
        }
      }
    }
    if (quoted && !pendingQuote) value = (value ?? '') + text.slice(start);
  }
}
