import type { ObjectRef, ObjectStore } from './object-store';

/** The whole object as bytes: for objects known to be small. */
export async function readBytes(
  store: ObjectStore,
  ref: ObjectRef,
  options?: Parameters<ObjectStore['get']>[1],
): Promise<Buffer> {
  const { body } = await store.get(ref, options);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The whole object as UTF-8 text: for objects known to be small. */
export async function readText(store: ObjectStore, ref: ObjectRef): Promise<string> {
  return (await readBytes(store, ref)).toString('utf8');
}
