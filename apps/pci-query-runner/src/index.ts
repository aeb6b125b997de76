export { embeddedDependencies, type EmbeddedReview } from './embedded-dependencies';
export { readLogFolder, type LogFolder } from './log-folder';
export type { Completeness, CompletenessCell } from './completeness';
export type { Manifest, ReviewProblem, ReviewStatus, RuleResult } from './manifest';
export { DEFAULT_PACK, packOf, PACKS } from './packs/packs';
export { reviewDayStatement, reviewRuleStatement, type ReviewScope } from './review-sql';
export { reviewDay, type ReviewDependencies, type ReviewedDay, type ReviewStep } from './review-day';
