import { batchFileError } from './batch-errors';

/** One record of a CSV file. */
export interface CsvRecord {
  readonly fields: readonly string[];
  /** Number of bytes from the beginning of what was read to the end of the record, its line end included. */
  readonly end: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Longest record in bytes: a key of 1,024 bytes, each percent-encoded, with room for a message. More is no file of S3 Batch, and is
 * not gathered in memory to find that out.
 */
const maxRecordBytes = 1_048_576;

/**
 * Reads RFC 4180: fields in quotes where they hold a comma, a quote (doubled) or a line break; lines end in LF or CRLF, the last
 * one may have no end. Records come in batches, one per chunk read, so that millions of them cost little and take flat memory. An
 * empty line is a record of one empty field. `place` names the file in errors.
 */
export async function* csvRecords(
  chunks: AsyncIterable<Uint8Array | string>,
  place: string,
): AsyncGenerator<CsvRecord[], void, undefined> {
  let rest = Buffer.alloc(0);
  let before = 0;
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : asBuffer(chunk);
    const buffer = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const { records, used } = complete(buffer, before, place);
    // Copied: the rest of a large chunk must not keep all of it.
    rest = Buffer.from(buffer.subarray(used));
    before += used;
    if (rest.length > maxRecordBytes) {
      throw batchFileError(place, `the record at byte ${before} is longer than ${maxRecordBytes} bytes`);
    }
    if (records.length > 0) yield records;
  }
  if (rest.length === 0) return;
  const { records, used } = complete(Buffer.concat([rest, Buffer.from('\n')]), before, place);
  const last = records[0];
  if (last === undefined || used !== rest.length + 1) {
    throw batchFileError(place, `the quoted field in the record at byte ${before} has no end`);
  }
  yield [{ ...last, end: before + rest.length }];
}

/** The records that are whole, and how many bytes they take. */
function complete(buffer: Buffer, before: number, place: string): { records: CsvRecord[]; used: number } {
  const records: CsvRecord[] = [];
  let start = 0;
  for (;;) {
    const lineEnd = buffer.indexOf(LF, start);
    if (lineEnd === -1) break;
    const quote = buffer.indexOf(QUOTE, start);
    const isPlain = quote === -1 || quote > lineEnd;
    const record = isPlain
      ? { fields: plainFields(buffer, start, lineEnd), next: lineEnd + 1 }
      : quotedFields(buffer, start, `${place}, byte ${before + start}`);
    if (record === undefined) break;
    records.push({ fields: record.fields, end: before + record.next });
    start = record.next;
  }
  return { records, used: start };
}

function plainFields(buffer: Buffer, start: number, lineEnd: number): string[] {
  const end = lineEnd > start && buffer[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
  return buffer.toString('utf8', start, end).split(',');
}

/** Undefined where the record goes on beyond the buffer. */
function quotedFields(
  buffer: Buffer,
  start: number,
  place: string,
): { fields: string[]; next: number } | undefined {
  const fields: string[] = [];
  for (let at = start; ;) {
    const field = buffer[at] === QUOTE ? quotedField(buffer, at) : plainField(buffer, at);
    if (field === undefined) return undefined;
    fields.push(field.text);
    const end = buffer[field.next];
    if (end === COMMA) {
      at = field.next + 1;
      continue;
    }
    if (end === LF) return { fields, next: field.next + 1 };
    if (end === CR && buffer[field.next + 1] === LF) return { fields, next: field.next + 2 };
    if (end === undefined || (end === CR && field.next + 1 === buffer.length)) return undefined;
    throw batchFileError(place, `there is text after the closing quote of field ${fields.length}`);
  }
}

function quotedField(buffer: Buffer, start: number): { text: string; next: number } | undefined {
  let doubled = false;
  for (let at = start + 1; ;) {
    const quote = buffer.indexOf(QUOTE, at);
    // A quote at the very end may be the first of two.
    if (quote === -1 || quote + 1 === buffer.length) return undefined;
    if (buffer[quote + 1] !== QUOTE) {
      const text = buffer.toString('utf8', start + 1, quote);
      return { text: doubled ? text.replaceAll('""', '"') : text, next: quote + 1 };
    }
    doubled = true;
    at = quote + 2;
  }
}

function plainField(buffer: Buffer, start: number): { text: string; next: number } | undefined {
  for (let at = start; at < buffer.length; at += 1) {
    const byte = buffer[at];
    const isEnd = byte === COMMA || byte === LF || (byte === CR && buffer[at + 1] === LF);
    if (isEnd) return { text: buffer.toString('utf8', start, at), next: at };
  }
  return undefined;
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** One record as a line without its end: quotes only where they are needed. */
export function csvLine(fields: readonly string[]): string {
  return fields
    .map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',');
}
