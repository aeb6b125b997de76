import type { SqlFragment } from '@lakeward/sql';

/** How much a chunk may hold; one item that is larger by itself is a chunk alone. */
export interface ChunkSize {
  readonly items: number;
  readonly characters: number;
}

/** Fragments in their order, in as few chunks as the size allows. */
export function inChunks(
  fragments: readonly SqlFragment[],
  { items, characters }: ChunkSize,
): SqlFragment[][] {
  const chunks: SqlFragment[][] = [];
  let length = 0;
  for (const fragment of fragments) {
    const chunk = chunks.at(-1);
    if (chunk === undefined || chunk.length === items || length + fragment.sql.length > characters) {
      chunks.push([fragment]);
      length = fragment.sql.length;
    } else {
      chunk.push(fragment);
      length += fragment.sql.length;
    }
  }
  return chunks;
}
