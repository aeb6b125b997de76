import { systemClock, UtcDay } from '@lakeward/core';
import { embeddedEvidence, signOff } from '@lakeward/pci-query-runner';
import { EXIT, type ExitCode } from '../exit-code';
import type { Streams } from '../terminal';

/** Options of `lakeward pci sign-off`, as commander gives them. */
export interface PciSignOffOptions {
  readonly date: string;
  readonly reviewer: string;
  readonly statement: string;
  readonly findingNotes: readonly { readonly rule: string; readonly note: string }[];
  readonly versionName?: string;
  readonly pack: string;
  readonly lake: string;
  readonly json?: boolean;
}

/** Signs a reviewed day off, in a lake on this machine. */
export async function pciSignOff(options: PciSignOffOptions, streams: Streams): Promise<ExitCode> {
  const dependencies = embeddedEvidence({ lake: options.lake, clock: systemClock });
  const { reviewer, statement, findingNotes, versionName } = options;
  const input = {
    day: UtcDay.parse(options.date),
    pack: options.pack,
    reviewer,
    statement,
    findingNotes,
    signedAt: systemClock.now(),
    ...(versionName === undefined ? {} : { version: versionName }),
  };
  const { signOff: record, signOffUri, sequence } = await signOff(input, dependencies);
  const file = await dependencies.localPath(signOffUri);
  const result = {
    date: record.date,
    pack: record.pack.id,
    manifest: record.manifest,
    sequence,
    signOff: file,
  };
  streams.out.write(
    options.json === true
      ? `${JSON.stringify(result, undefined, 2)}\n`
      : `${record.date}  ${record.pack.id}  signed off by ${reviewer}, place ${sequence} of the chain\n` +
          `Manifest: ${record.manifest.uri}\n  SHA-256 ${record.manifest.sha256}\nSign-off: ${file}\n`,
  );
  return EXIT.done;
}
