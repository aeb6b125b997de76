import type { ResultRow } from '@lakeward/athena';
import { parseS3Uri, type ObjectStore } from '@lakeward/s3';
import { csvRows } from './result-csv';
import type { ResultForm } from './result-form';

/** The rows of a result, without a header row. */
export async function* readResult(
  store: ObjectStore,
  location: string,
  form: ResultForm,
): AsyncIterable<ResultRow> {
  if (form === 'none') return;
  const { body } = await store.get(parseS3Uri(location));
  if (form === 'lines') yield* lineRows(body as AsyncIterable<Buffer>);
  else yield* withoutFirst(csvRows(body as AsyncIterable<Buffer>));
}

async function* withoutFirst<T>(items: AsyncIterable<T>): AsyncIterable<T> {
  let isFirst = true;
  for await (const item of items) {
    if (!isFirst) yield item;
    isFirst = false;
  }
}

/** A text a line, the last without a line feed; an empty file has no rows. */
async function* lineRows(chunks: AsyncIterable<Buffer>): AsyncIterable<ResultRow> {
  const decoder = new TextDecoder();
  let rest: string | undefined;
  for await (const chunk of chunks) {
    const lines: string[] = ((rest ?? '') + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop();
    for (const line of lines) yield [line];
  }
  if (rest !== undefined) yield [rest];
}
