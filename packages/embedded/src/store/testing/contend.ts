import { isAppError } from '@lakeward/core';
import { readText } from '@lakeward/s3';
import { DirectoryObjectStore } from '../directory-object-store';

/** What the process is told on its command line, as JSON. */
export interface ContendTask {
  readonly lake: string;
  readonly bucket: string;
  readonly name: string;
  /** How many keys to try to create, which all others try too. */
  readonly creations: number;
  /** How often to add one to the counter that all share. */
  readonly increments: number;
}

/** A process of its own that competes with others for keys; prints the keys it created as JSON. */
async function main({ lake, bucket, name, creations, increments }: ContendTask): Promise<void> {
  const store = new DirectoryObjectStore(lake);
  const won: string[] = [];
  for (let n = 0; n < creations; n += 1) {
    const key = `created/${n}`;
    const outcome = await attempt(() =>
      store.put({ bucket, key }, name, { condition: { ifNoneMatch: '*' } }),
    );
    if (outcome) won.push(key);
  }
  const counter = { bucket, key: 'counter' };
  for (let done = 0; done < increments;) {
    const head = (await store.head(counter))!;
    const value = Number(await readText(store, counter));
    const next = { condition: { ifMatch: head.etag }, metadata: { value: String(value + 1) } };
    if (await attempt(() => store.put(counter, String(value + 1), next))) done += 1;
  }
  process.stdout.write(JSON.stringify(won));
}

async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (isAppError(error, 'S3_PRECONDITION_FAILED', 'S3_CONFLICT')) return false;
    throw error;
  }
}

void main(JSON.parse(process.argv[2]!) as ContendTask);
