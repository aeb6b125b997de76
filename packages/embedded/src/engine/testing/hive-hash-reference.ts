import { DAY_MS } from '@lakeward/core';

/**
 * Hive's hash codes, written a second time and in another way than the engine does, to hold the engine against. Values are those of
 * JavaScript: a bigint is a BIGINT, a number one of the other whole numbers, a Date a DATE.
 */
export function hiveHashReference(value: string | number | bigint | boolean | Date | null): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value | 0;
  if (typeof value === 'bigint') return Number(BigInt.asIntN(32, value ^ (BigInt.asUintN(64, value) >> 32n)));
  if (value instanceof Date) return Math.floor(value.getTime() / DAY_MS);
  let hash = 0;
  for (const byte of new Int8Array(Buffer.from(value, 'utf8'))) hash = (Math.imul(31, hash) + byte) | 0;
  return hash;
}

/** The bucket of a row with these values in its bucket columns. */
export function hiveBucketReference(
  values: readonly Parameters<typeof hiveHashReference>[0][],
  count: number,
): number {
  const hash = values.reduce<number>(
    (before, value) => (Math.imul(31, before) + hiveHashReference(value)) | 0,
    0,
  );
  return (hash & 0x7fffffff) % count;
}

/** Hash of a DOUBLE: both halves of its bits, one over the other. */
export function doubleHashReference(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return (view.getInt32(0) ^ view.getInt32(4)) | 0;
}
