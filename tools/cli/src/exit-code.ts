import { isAppError } from '@lakeward/core';

/** How the command ends, for scripts. Documented in the README. */
export const EXIT = {
  /** Done. */
  done: 0,
  /** The work failed; the message says why and what to do. */
  failed: 1,
  /** The command line was wrong. */
  usage: 2,
  /** Done, and there are findings, and `--fail-on-findings` was given. */
  findings: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Codes of errors that a different command line would not have had. */
const USAGE_CODES = [
  'INVALID_DATE',
  'PCI_UNKNOWN_PACK',
  'PCI_PACK_NOT_FOUND',
  'PCI_PACK_INVALID',
  'PCI_RULE_INVALID',
  'PCI_LOG_FOLDER_NOT_FOUND',
  'PCI_DAY_NOT_OVER',
  'PCI_DAY_OUTSIDE_RETENTION',
  'PCI_INVALID_RANGE',
  'PCI_EXCEPTIONS_INVALID',
  'PCI_EXCEPTIONS_NOT_FOUND',
  'PCI_EVIDENCE_NOT_FOUND',
  'PCI_PUBLIC_KEY_INVALID',
  'PCI_NOTHING_TO_SIGN_OFF',
  'PCI_SIGN_OFF_INVALID',
  'USAGE',
];

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): ExitCode {
  return isAppError(error, ...USAGE_CODES) ? EXIT.usage : EXIT.failed;
}
