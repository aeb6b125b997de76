import type { ReviewProblem } from '../review/review-problem';

/** What can be wrong with digests and with what they list, with the words that come first in the message. */
export const DIGEST_PROBLEMS = {
  PCI_DIGEST_MALFORMED: 'The digest proves nothing:',
  PCI_DIGEST_MISPLACED: 'The digest proves nothing, for it belongs elsewhere:',
  PCI_DIGEST_KEY_MISSING: 'The digest proves nothing, for its public key is not known:',
  PCI_DIGEST_KEY_UNUSABLE: 'The digest proves nothing, for its public key cannot be used:',
  PCI_DIGEST_KEYS_UNAVAILABLE: 'No digest can be checked:',
  PCI_DIGEST_SIGNATURE_MISSING: 'The digest proves nothing, for its signature is not there:',
  PCI_DIGEST_SIGNATURE_WRONG: 'The digest proves nothing, for its signature is not of its bytes:',
  PCI_DIGEST_LINK_BROKEN: 'The chain of digests is broken:',
  PCI_DIGEST_MISSING: 'A digest is missing:',
  PCI_DIGEST_CHAIN_RESTARTED: 'A new chain of digests begins:',
  PCI_DIGEST_UNKNOWN_FILE: 'A file lies among the digests that is none:',
  PCI_LOG_MISSING: 'A log file is missing:',
  PCI_LOG_ALTERED: 'The log file is not what CloudTrail delivered:',
} as const;

export type DigestProblemCode = keyof typeof DIGEST_PROBLEMS;

/** Those that leave every proof as it is. */
const HARMLESS: ReadonlySet<DigestProblemCode> = new Set([
  'PCI_DIGEST_CHAIN_RESTARTED',
  'PCI_DIGEST_UNKNOWN_FILE',
]);

/** A problem of a digest, or of a log file that one lists. `what` ends the sentence and says what to do. */
export function digestProblem(code: DigestProblemCode, what: string, file?: string): ReviewProblem {
  return {
    code,
    ...(file === undefined ? {} : { file }),
    message: `${DIGEST_PROBLEMS[code]} ${what}`,
    losesEvents: !HARMLESS.has(code),
  };
}
