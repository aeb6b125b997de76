import type { ResultColumn } from '@lakeward/athena';

/** Field numbers and wire types of protobuf that occur in the message. */
const VARINT = 0;
const LENGTH_DELIMITED = 2;

/**
 * Athena's `.metadata` file: a protobuf message with the query id and the columns (fields 1 and 4; of a column 1 catalog,
 * 4 name, 5 label, 6 type, 9 nullable = 3 for unknown). Observed by third parties, not promised by AWS.
 */
export function metadataFile(queryId: string, columns: readonly ResultColumn[]): Buffer {
  return Buffer.concat([text(1, queryId), ...columns.map((column) => field(4, columnMessage(column)))]);
}

function columnMessage({ name, type }: ResultColumn): Buffer {
  const nullable = Buffer.concat([varint((9 << 3) | VARINT), varint(3)]);
  return Buffer.concat([text(1, 'hive'), text(4, name), text(5, name), text(6, type), nullable]);
}

function text(number: number, value: string): Buffer {
  return field(number, Buffer.from(value));
}

function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | LENGTH_DELIMITED), varint(bytes.length), bytes]);
}

/** Seven bits a byte, the lowest first, the highest bit set in all but the last. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}
