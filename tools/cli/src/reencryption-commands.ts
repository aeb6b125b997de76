import { Option, type Command } from 'commander';
import type { ReencryptionPlanOptions } from './commands/reencryption-plan';
import type { ExitCode } from './exit-code';
import type { Streams } from './terminal';

/** Adds `lakeward reencryption ...`; `ended` is told how the command ended. */
export function addReencryptionCommands(
  program: Command,
  {
    streams,
    environment,
    ended,
  }: {
    readonly streams: Streams;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly ended: (exitCode: ExitCode) => void;
  },
): void {
  const reencryption = program
    .command('reencryption')
    .description('Re-encryption of objects that are in S3 already, without moving them where that can be.');

  reencryption
    .command('plan')
    .description(
      'Say what each object of an S3 inventory needs, what that costs, and write the manifests for it.',
    )
    .requiredOption(
      '--manifest <path>',
      "manifest.json of one delivery of an inventory: a path, or s3://bucket/key of the lake's",
    )
    .addOption(
      new Option('--target <encryption>', 'what objects shall be encrypted with')
        .choices(['sse-kms', 'sse-s3'])
        .makeOptionMandatory(),
    )
    .option('--key <arn>', 'full ARN of the KMS key')
    .option(
      '--metadata-table <table>',
      'live inventory of S3 Metadata, which names keys: database.table, or a path of Parquet files',
    )
    .option('--copy-noncurrent', 'copy old versions too where a copy is needed')
    .option('--no-bucket-keys', 'do without S3 Bucket Keys')
    .option('--region <region>', 'Region of the bucket, for prices and to check the key')
    .option('--account <id>', 'account of the bucket, to check the key')
    .option('--lake <dir>', 'directory of the lake: manifests, plans and run records go there', './.lakeward')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ lakeward reencryption plan --manifest ./inventory/manifest.json --target sse-kms --key arn:aws:kms:...',
    )
    .action(async (options: ReencryptionPlanOptions) => {
      const { reencryptionPlan } = await import('./commands/reencryption-plan');
      ended(await reencryptionPlan(options, streams, environment));
    });
}
