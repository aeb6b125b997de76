import { toAppError } from '@lakeward/core';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { PciReviewOptions } from './commands/review-folder-day';
import { EXIT, exitCodeOf, type ExitCode } from './exit-code';
import { addPciEvidenceCommands } from './pci-evidence-commands';
import { addReencryptionCommands } from './reencryption-commands';
import type { Streams } from './terminal';

/** Runs one command line and answers how it ended. Commands are loaded when they are called, so help is quick. */
export async function run(
  args: readonly string[],
  streams: Streams,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const json = args.includes('--json');
  const program = new Command('lakeward')
    .description(
      'Keeps an S3 data lake in order. Everything here runs on this machine, on the embedded runtime.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void streams.out.write(text),
      writeErr: (text) => void streams.err.write(text),
    })
    .addHelpText('after', EXIT_CODES);

  const pci = program
    .command('pci')
    .description('Daily review of CloudTrail logs against PCI DSS requirement 10.');
  addPciEvidenceCommands(pci, { streams, ended: (code) => (exitCode = code) });
  pci
    .command('review')
    .description('Review a UTC day, or a range of days, of CloudTrail log files in a folder.')
    .requiredOption(
      '--logs <dir>',
      "folder of log files (.json, .json.gz): CloudTrail's own layout, or lying flat",
    )
    .option('--date <YYYY-MM-DD>', 'UTC day of delivery, as file names and folders tell it')
    .option('--from <YYYY-MM-DD>', 'first day of a range, in place of --date')
    .option('--to <YYYY-MM-DD>', 'last day of the range')
    .option('--exceptions <file>', 'findings that people accepted: JSON, see the README of the review')
    .option('--pack <id>', 'rule pack', 'pci-dss-3.2.1')
    .option(
      '--pack-file <file>',
      'a rule pack of your own, in place of --pack: JSON, see the README of the review',
    )
    .option('--lake <dir>', 'directory of the lake: evidence and run records go there', './.lakeward')
    .option('--guard <bucket...>', 'buckets with audit logs or cardholder data, whose reads are findings', [])
    .addOption(
      new Option('--cap <count>', 'findings listed for each rule; counts stay exact')
        .default(1_000)
        .argParser(count),
    )
    .option(
      '--digest-keys <path>',
      'public keys of the digests in the folder: a file that "aws cloudtrail list-public-keys" printed, or a folder with <region>.json each',
    )
    .option('--json', 'print the result as JSON')
    .option('--fail-on-findings', 'end with 3 when a rule has findings')
    .addHelpText(
      'after',
      `\nExamples:\n  $ lakeward pci review --logs ./logs --date 2026-03-09\n  $ lakeward pci review --logs ./logs --from 2026-03-01 --to 2026-03-09\n${EXIT_CODES}`,
    )
    .action(async (options: PciReviewOptions) => {
      const { pciReview } = await import('./commands/pci-review');
      exitCode = await pciReview(options, streams, environment);
    });

  addReencryptionCommands(program, { streams, environment, ended: (code) => (exitCode = code) });

  program
    .command('demo')
    .description(
      'Make sample data, do the main job of every app on it, and say where to look. Takes about a minute.',
    )
    .option('--lake <dir>', 'directory of the lake', './.lakeward/demo')
    .action(async ({ lake }: { lake: string }) => {
      const { demo } = await import('./commands/demo');
      exitCode = await demo(lake, streams, environment);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const { code, message, remedy } = toAppError(error);
    streams.err.write(
      json ? `${JSON.stringify({ error: { code, message, remedy } })}\n` : `${code}: ${message}\n${remedy}\n`,
    );
    return exitCodeOf(error);
  }
}

const EXIT_CODES = '\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 findings with --fail-on-findings';

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 1 to 999999.');
  return Number(text);
}
