import { systemClock } from '@lakeward/core';
import { EVIDENCE_KEY, embeddedEvidence, publicKeyPem } from '@lakeward/pci-query-runner';
import { EXIT, type ExitCode } from '../exit-code';
import type { Streams } from '../terminal';

/** Prints the public key of a lake's evidence, for those who verify it elsewhere. */
export async function pciPublicKey(lake: string, streams: Streams): Promise<ExitCode> {
  const { keyRing } = embeddedEvidence({ lake, clock: systemClock });
  streams.out.write(await publicKeyPem(EVIDENCE_KEY, keyRing));
  return EXIT.done;
}
