/**
 * List prices of queries by Region, in US dollars for a terabyte scanned; powers of ten. Source: "Amazon Athena pricing".
 * A Region that is not here is priced as `standard`, and says so: add it with the page's number, and read the date anew.
 */
export const ATHENA_PRICES = {
  /** Day on which the page was read. */
  asOf: '2026-04-01',
  standard: 'us-east-1',
  usdPerTerabyte: { 'us-east-1': 5 },
} as const satisfies {
  readonly asOf: string;
  readonly standard: string;
  readonly usdPerTerabyte: Readonly<Record<string, number>>;
};
