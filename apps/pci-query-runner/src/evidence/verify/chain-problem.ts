/** What can be wrong with evidence, and what to do about it. */
export const CHAIN_PROBLEMS = {
  PCI_LINK_MISSING: {
    message:
      'A link of the chain is missing: it was removed, or a review ended before it published its bundle.',
    remedy:
      'Restore the link from its earlier version in the bucket. If there never was one, invoke again with the event of that review.',
  },
  PCI_LINK_ALTERED: {
    message: 'A link of the chain is not the one that was written.',
    remedy: 'Restore the link from its earlier version in the bucket, and find out who could write there.',
  },
  PCI_DOCUMENT_MISSING: {
    message: 'The chain names a manifest or sign-off that is not there.',
    remedy: 'Restore it from its earlier version in the bucket, or copy the whole bundle again.',
  },
  PCI_DOCUMENT_ALTERED: {
    message: 'A manifest or sign-off is not the one that was signed.',
    remedy: 'Restore it from its earlier version in the bucket, and find out who could write there.',
  },
  PCI_DOCUMENT_MISPLACED: {
    message: 'A manifest or sign-off stands at another place than it was signed for.',
    remedy: 'Restore the bundle and the link from their earlier versions in the bucket.',
  },
  PCI_UNSIGNED: {
    message: 'A manifest or sign-off is not signed, so whoever may write to the bucket may have made it.',
    remedy: 'Configure a signing key, and review the day again for evidence that can be proven.',
  },
  PCI_SIGNATURE_MISSING: {
    message: 'The signature of a manifest or sign-off is missing.',
    remedy: 'Restore it from its earlier version in the bucket, or copy the whole bundle again.',
  },
  PCI_SIGNATURE_ALTERED: {
    message: 'A signature file is not the one that was written.',
    remedy: 'Restore it from its earlier version in the bucket, or copy the whole bundle again.',
  },
  PCI_KEY_UNKNOWN: {
    message: 'A manifest or sign-off is signed by a key that is not among those to trust.',
    remedy:
      'Check that the public key is of the lake that made the evidence, and give every key it ever signed with. If it is, the evidence is forged.',
  },
  PCI_FILE_MISSING: {
    message: 'An evidence file that the manifest vouches for is missing.',
    remedy: 'Restore it from its earlier version in the bucket, or copy the whole bundle again.',
  },
  PCI_FILE_ALTERED: {
    message: 'An evidence file is not the one that the manifest vouches for.',
    remedy: 'Restore it from its earlier version in the bucket, or copy the whole bundle again.',
  },
  PCI_FILE_UNLISTED: {
    message: 'There is a file that nothing vouches for.',
    remedy: 'Find out where it comes from and move it elsewhere; evidence lies there alone.',
  },
  PCI_SIGN_OFF_UNFOUNDED: {
    message: 'A sign-off is for a manifest that does not come before it in the chain.',
    remedy: 'Have the version that is there signed off.',
  },
  PCI_HEAD_NOT_FOUND: {
    message:
      'The link that was noted earlier is not in the chain: its end was cut off, or the chain is another one.',
    remedy: 'Restore the removed links and bundles from the bucket, or check what was noted.',
  },
  PCI_DAY_NOT_IN_CHAIN: {
    message: 'The chain has no review of that day.',
    remedy: 'Check the date and the pack; review the day if its logs are still there.',
  },
} as const satisfies Readonly<Record<string, { message: string; remedy: string }>>;

export type ChainProblemCode = keyof typeof CHAIN_PROBLEMS;

/** Something that is not as it was signed. */
export interface ChainProblem {
  readonly code: ChainProblemCode;
  /** Place in the chain, where it has one. */
  readonly sequence?: number;
  /** Name below the verified folder. */
  readonly file: string;
  readonly expected: string;
  readonly found: string;
  readonly message: string;
  readonly remedy: string;
}

/** A problem with its words. */
export function chainProblem(
  code: ChainProblemCode,
  where: Pick<ChainProblem, 'file' | 'expected' | 'found' | 'sequence'>,
): ChainProblem {
  return { code, ...where, ...CHAIN_PROBLEMS[code] };
}
