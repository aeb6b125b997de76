/** Bytes of the source that one part takes; both ends included. */
export interface PlannedPart {
  /** From 1. */
  readonly partNumber: number;
  readonly first: number;
  readonly last: number;
}

const MIB = 1024 ** 2;

/** Parts that one upload can have. Source: "Amazon S3 multipart upload limits". */
const MAX_PARTS = 10_000;

/**
 * Bytes of a part where the number of parts leaves the choice: small enough that what a broken-off part has cost is soon made up,
 * large enough that 5 GiB are 20 requests.
 */
export const USUAL_PART_BYTES = 256 * MIB;

/** Bytes of each part of an object but the last: as usual, or whole MiB more where it would take over 10,000 parts. */
export function partBytesFor(size: number, usual = USUAL_PART_BYTES): number {
  return usual * MAX_PARTS >= size ? usual : Math.ceil(size / MAX_PARTS / MIB) * MIB;
}

/** The parts of an object of `size` bytes, in order; none for an empty one. */
export function planParts(size: number, partBytes: number): PlannedPart[] {
  const count = Math.ceil(size / partBytes);
  return Array.from({ length: count }, (_, index) => ({
    partNumber: index + 1,
    first: index * partBytes,
    last: Math.min(size, (index + 1) * partBytes) - 1,
  }));
}
