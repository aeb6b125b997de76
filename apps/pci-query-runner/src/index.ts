export { checkDay, daysOf } from './review/days';
export { embeddedDependencies, type EmbeddedReview } from './embedded-dependencies';
export { EVIDENCE_KEY, embeddedEvidence, type EmbeddedEvidence } from './evidence/embedded-evidence';
export type { ChainProblem } from './evidence/verify/chain-problem';
export {
  evidenceNotFound,
  folderSource,
  storeSource,
  type EvidenceSource,
} from './evidence/verify/evidence-source';
export { givenKeys, publicKeyPem, ringKeys, type FindKey } from './evidence/verify/public-keys';
export { verifyBundle } from './evidence/verify/verify-bundle';
export {
  verifyChain,
  type Verdict,
  type VerifiedReview,
  type VerifyOptions,
} from './evidence/verify/verify-chain';
export { readLogFolder, type LogFolder } from './logs/log-folder';
export type { Completeness, CompletenessCell } from './review/completeness';
export type { Manifest, RuleResult } from './evidence/manifest';
export type { ReviewProblem, ReviewStatus } from './review/review-problem';
export { readPackFile } from './packs/pack-file';
export { DEFAULT_PACK, packOf, PACKS } from './packs/packs';
export { reviewDayStatement, reviewRuleStatement, type ReviewScope } from './query/review-sql';
export { reviewDay } from './review/review-day';
export type { ReviewDependencies, ReviewedDay, ReviewStep } from './review/review';
export { signOff, type SignedOff, type SignOffInput } from './evidence/sign-off';
