/**
 * How far the day's review can be relied on. `complete`: every expected account and Region is covered for the whole UTC day
 * of delivery by a verified digest chain, and every file that it lists is there, read, and not damaged. `incomplete`: events
 * may be missing, the problems say why. `unverified`: all that was delivered was read, but no digests prove that nothing was
 * left out.
 */
export type ReviewStatus = 'complete' | 'incomplete' | 'unverified';

/** Something about the day's logs that a person must know. */
export interface ReviewProblem {
  readonly code: string;
  /** `s3://` URI, where one file is meant. */
  readonly file?: string;
  readonly message: string;
  /** True where events may be missing because of it. */
  readonly losesEvents: boolean;
}
