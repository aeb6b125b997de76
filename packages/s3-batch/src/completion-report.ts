import { decodeFormKey } from '@lakeward/s3';
import { batchFileError } from './batch-errors';
import { csvLine, csvRecords } from './csv-records';

/** How one task ended. */
export interface TaskResult {
  readonly bucket: string;
  /** As the manifest had it. */
  readonly encodedKey: string;
  /** Absent where the manifest had none. */
  readonly versionId?: string;
  readonly status: 'succeeded' | 'failed';
  readonly httpStatusCode: number;
  /** Empty for a task that succeeded. */
  readonly errorCode: string;
  readonly message: string;
}

/** The same with the real key, as it was read from a report. */
export interface ReportedTask extends TaskResult {
  readonly key: string;
}

/**
 * One line of a report, CRLF included. The order is the one AWS writes (status code before error code), which is not the one
 * that the report's own `ReportSchema` names. Source: "Examples: S3 Batch Operations completion reports"; seen, not promised.
 */
export function reportLine(result: TaskResult): string {
  const { bucket, encodedKey, versionId = '', status, httpStatusCode, errorCode, message } = result;
  const fields = [bucket, encodedKey, versionId, status, String(httpStatusCode), errorCode, message];
  return `${csvLine(fields)}\r\n`;
}

/**
 * The tasks of one result file, in batches and with flat memory. Takes status and error code in either order: the one of three
 * digits is the status. Throws `S3_BATCH_INVALID_FILE`.
 */
export async function* readReport(
  chunks: AsyncIterable<Uint8Array | string>,
  place: string,
): AsyncGenerator<ReportedTask[], void, undefined> {
  for await (const records of csvRecords(chunks, place)) {
    yield records.map(({ fields, end }) => reportedTask(fields, `${place}, line ending at byte ${end}`));
  }
}

function reportedTask(fields: readonly string[], place: string): ReportedTask {
  const [bucket = '', encodedKey = '', versionId = '', status, fifth = '', sixth = '', message = ''] = fields;
  if (fields.length !== 7 || (status !== 'succeeded' && status !== 'failed')) {
    throw batchFileError(place, 'it is not a line of a completion report');
  }
  const isStatusFirst = /^\d{3}$/.test(fifth);
  const [httpStatus, errorCode] = isStatusFirst ? [fifth, sixth] : [sixth, fifth];
  if (!/^\d{3}$/.test(httpStatus)) throw batchFileError(place, 'it names no HTTP status');
  return {
    bucket,
    encodedKey,
    key: decodeFormKey(encodedKey),
    ...(versionId === '' ? {} : { versionId }),
    status,
    httpStatusCode: Number(httpStatus),
    errorCode,
    message,
  };
}
