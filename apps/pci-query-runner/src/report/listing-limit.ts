/** Findings on one page: what a browser filters and scrolls with ease. */
export const PAGE_FINDINGS = 5_000;

/**
 * The largest number of findings that every rule may list, so that all together stay within `budget`: rules with few findings
 * leave their share to those with many.
 */
export function listingLimit(listed: readonly number[], budget: number = PAGE_FINDINGS): number {
  const ascending = [...listed].sort((a, b) => a - b);
  let left = budget;
  for (const [index, count] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (count > share) return Math.max(1, share);
    left -= count;
  }
  return budget;
}
