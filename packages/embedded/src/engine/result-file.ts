import type { ResultColumn, ResultRow } from '@lakeward/athena';

/**
 * Athena's result CSV: UTF-8, a header, every value in double quotes, NULL as nothing between commas, LF after every line.
 * Observed by third parties, not promised by AWS; see docs/aws-facts.md.
 */
export function csvLine(values: ResultRow): string {
  return `${values.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)).join(',')}\n`;
}

/** Rows of a result CSV without its header. Keeps NULL (nothing) and the empty text (`""`) apart. */
export async function* csvRows(
  chunks: AsyncIterable<Buffer | string>,
  columnCount: number,
): AsyncIterable<ResultRow> {
  const decoder = new TextDecoder();
  let row: (string | null)[] = [];
  let value: string | null = null;
  let quoted = false;
  let pendingQuote = false;
  let header = true;
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
          if (!header && columnCount > 0) yield row;
          header = false;
          row = [];
        }
      }
    }
    if (quoted && !pendingQuote) value = (value ?? '') + text.slice(start);
  }
}

/**
 * Athena's `.metadata` file: a protobuf message with the query id and the columns (fields 1 and 4; of a column 1 catalog,
 * 4 name, 5 label, 6 type, 9 nullable = 3 for unknown). Observed by third parties, not promised by AWS.
 */
export function metadataFile(queryId: string, columns: readonly ResultColumn[]): Buffer {
  return Buffer.concat([
    lengthDelimited(1, Buffer.from(queryId)),
    ...columns.map(({ name, type }) =>
      lengthDelimited(
        4,
        Buffer.concat([
          lengthDelimited(1, Buffer.from('hive')),
          lengthDelimited(4, Buffer.from(name)),
          lengthDelimited(5, Buffer.from(name)),
          lengthDelimited(6, Buffer.from(type)),
          varint((9 << 3) | 0),
          varint(3),
        ]),
      ),
    ),
  ]);
}

function lengthDelimited(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}
