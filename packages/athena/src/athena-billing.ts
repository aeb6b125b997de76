/**
 * Price of a scanned terabyte in US dollars, us-east-1 and most other Regions; powers of ten. Source: "Amazon Athena pricing",
 * 2026-04; other Regions may differ.
 */
export const USD_PER_TERABYTE_SCANNED = 5;

/** A query is billed for at least this many bytes; DDL for none. Source: same. */
export const MINIMUM_BILLED_BYTES = 10_000_000;

/** List price in US dollars of queries that scanned so many bytes each. */
export function scanPrice(bytesScanned: readonly number[]): number {
  const billed = bytesScanned.reduce((sum, bytes) => sum + Math.max(bytes, MINIMUM_BILLED_BYTES), 0);
  return (billed / 1e12) * USD_PER_TERABYTE_SCANNED;
}
