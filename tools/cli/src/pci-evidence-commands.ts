import { InvalidArgumentError, type Command } from 'commander';
import type { PciSignOffOptions } from './commands/pci-sign-off';
import type { PciVerifyOptions } from './commands/pci-verify';
import type { ExitCode } from './exit-code';
import type { Streams } from './terminal';

/** Adds what is done with evidence after a review: `lakeward pci verify`, `public-key` and `sign-off`. */
export function addPciEvidenceCommands(
  pci: Command,
  { streams, ended }: { readonly streams: Streams; readonly ended: (exitCode: ExitCode) => void },
): void {
  pci
    .command('verify')
    .description(
      'Verify the chain of evidence, or one bundle, offline: names the first thing that was changed.',
    )
    .option('--lake <dir>', 'directory of the lake (default: ./.lakeward)')
    .option('--pack <id>', 'rule pack', 'pci-dss-3.2.1')
    .option('--date <YYYY-MM-DD>', 'check the files of this day alone; links and manifests are checked all')
    .option(
      '--bundle <place>',
      'what to verify instead of the lake: a folder, or an s3:// URI (in --lake where given, else in AWS), of a pack or of one bundle',
    )
    .option(
      '--public-key <file...>',
      'public keys to trust, in PEM or DER; the keys of the lake (or of KMS) where none is given',
    )
    .option(
      '--expect-head <sha256>',
      'hash of a link that was noted earlier: it must still be in the chain',
      sha256,
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lakeward pci verify\n  $ lakeward pci verify --bundle ./copy/pci-dss-4.0.1 --public-key evidence.pem' +
        '\n\nExit codes: 0 valid, 1 broken, 2 wrong usage',
    )
    .action(async (options: PciVerifyOptions) => {
      const { pciVerify } = await import('./commands/pci-verify');
      ended(await pciVerify(options, streams));
    });

  pci
    .command('public-key')
    .description('Print the public key that the evidence of a lake is signed with, as PEM.')
    .option('--lake <dir>', 'directory of the lake', './.lakeward')
    .addHelpText('after', '\nExample:\n  $ lakeward pci public-key > evidence.pem')
    .action(async ({ lake }: { lake: string }) => {
      const { pciPublicKey } = await import('./commands/pci-public-key');
      ended(await pciPublicKey(lake, streams));
    });

  pci
    .command('sign-off')
    .description("Write a reviewer's signed statement beside the evidence of a day.")
    .requiredOption('--date <YYYY-MM-DD>', 'reviewed day')
    .requiredOption('--reviewer <name>', 'who takes responsibility')
    .requiredOption('--statement <text>', 'what they state')
    .option('--finding-notes <rule=text...>', 'what they say about the findings of a rule', note, [])
    .option(
      '--version-name <name>',
      'version of the evidence, as its folder is called; the newest where absent',
    )
    .option('--pack <id>', 'rule pack', 'pci-dss-3.2.1')
    .option('--lake <dir>', 'directory of the lake', './.lakeward')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ lakeward pci sign-off --date 2026-03-09 --reviewer "Mira Okafor" --statement "All findings were followed up."',
    )
    .action(async (options: PciSignOffOptions) => {
      const { pciSignOff } = await import('./commands/pci-sign-off');
      ended(await pciSignOff(options, streams));
    });
}

function sha256(text: string): string {
  if (!/^[0-9a-fA-F]{64}$/.test(text)) throw new InvalidArgumentError('Give the 64 hex digits of a SHA-256.');
  return text.toLowerCase();
}

function note(
  text: string,
  notes: readonly { rule: string; note: string }[],
): { rule: string; note: string }[] {
  const [, rule, said] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (rule === undefined || said === undefined)
    throw new InvalidArgumentError('Give a rule, "=", and the text.');
  return [...notes, { rule, note: said }];
}
