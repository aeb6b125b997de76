import { ATHENA_PRICES } from './athena-prices';

/** A query is billed for at least this many bytes; DDL for none. Source: "Amazon Athena pricing", 2026-04. */
export const MINIMUM_BILLED_BYTES = 10_000_000;

/** Bytes are rounded up to this many. Source: same. */
const BILLED_UNIT = 1_000_000;

/** A list price. */
export interface ListPrice {
  readonly usdPerTerabyte: number;
  /** Region whose price it is: another one than asked for where that is not in the list. */
  readonly region: string;
  /** `YYYY-MM-DD`: when the price list was read. */
  readonly asOf: string;
}

/** The list price in a Region, or of the standard Region where the list does not have it. */
export function listPriceIn(region: string): ListPrice {
  const { asOf, standard } = ATHENA_PRICES;
  const prices: Readonly<Record<string, number>> = ATHENA_PRICES.usdPerTerabyte;
  const known = prices[region];
  return known === undefined
    ? { usdPerTerabyte: ATHENA_PRICES.usdPerTerabyte[standard], region: standard, asOf }
    : { usdPerTerabyte: known, region, asOf };
}

/** List price in US dollars of queries that scanned so many bytes each. */
export function scanPrice(bytesScanned: readonly number[], region: string = ATHENA_PRICES.standard): number {
  const billed = bytesScanned.reduce((sum, bytes) => sum + billedBytes(bytes), 0);
  return (billed / 1e12) * listPriceIn(region).usdPerTerabyte;
}

function billedBytes(bytes: number): number {
  return Math.max(MINIMUM_BILLED_BYTES, Math.ceil(bytes / BILLED_UNIT) * BILLED_UNIT);
}
