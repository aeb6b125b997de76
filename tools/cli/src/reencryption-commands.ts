import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ReencryptionGuardOptions } from './commands/reencryption-guard';
import type { ReencryptionPlanOptions } from './commands/reencryption-plan';
import type { ReencryptionDecideOptions, ReencryptionOptions } from './commands/reencryption-run';
import type { ExitCode } from './exit-code';
import type { Streams } from './terminal';

/** Where a command writes, what it may read, and whom it tells how it ended. */
export interface CommandFrame {
  readonly streams: Streams;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ended: (exitCode: ExitCode) => void;
}

const LAKE = 'directory of the lake: manifests, plans, jobs and run records are there';
const GUARDS = ['deny-reads', 'deny-version-reads', 'deny-uploads'];
const REMEDIES = ['update', 'copy', 'multipart-copy', 'restore-first'];

/** Adds `lakeward reencryption ...`. */
export function addReencryptionCommands(program: Command, frame: CommandFrame): void {
  const reencryption = program
    .command('reencryption')
    .description('Re-encryption of objects that are in S3 already, without moving them where that can be.');
  addPlan(reencryption, frame);
  addDecisions(reencryption, frame);
  addQuestions(reencryption, frame);
  addGuard(reencryption, frame);
}

function addPlan(reencryption: Command, { streams, environment, ended }: CommandFrame): void {
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
    .option('--lake <dir>', LAKE, './.lakeward')
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

function addDecisions(reencryption: Command, { streams, environment, ended }: CommandFrame): void {
  const decision = (name: string, description: string): Command =>
    reencryption
      .command(name)
      .description(description)
      .requiredOption('--bucket <name>', 'bucket whose newest plan it is about')
      .option('--snapshot <time>', 'only if the newest plan is of this snapshot, as 2026-11-06T01-00Z')
      .addOption(new Option('--remedy <remedies...>', 'these remedies only').choices(REMEDIES))
      .option('--reason <text>', 'who decided, and why', 'By hand.')
      .option('--copy-tag <key=value>', 'tag that copies get beside those they have')
      .addOption(
        new Option(
          '--confirm-above <objects>',
          'leave jobs with more objects waiting for a confirmation',
        ).argParser(objects),
      )
      .option('--lake <dir>', LAKE, './.lakeward')
      .option('--json', 'print the status as JSON');

  decision('approve', 'Make the jobs of the newest plan of a bucket, and run them on this machine.')
    .option('--reject', 'decide against the plan: its jobs are cancelled, none are made')
    .action(async (options: ReencryptionDecideOptions) => {
      const { reencryptionDecide } = await import('./commands/reencryption-run');
      const made = options.reject === true ? 'reject' : 'approve';
      ended(await reencryptionDecide(made, options, streams, environment));
    });
  decision('redrive', 'Try again what failed and may succeed now.').action(
    async (options: ReencryptionDecideOptions) => {
      const { reencryptionDecide } = await import('./commands/reencryption-run');
      ended(await reencryptionDecide('redrive', options, streams, environment));
    },
  );
}

function addQuestions(reencryption: Command, { streams, ended }: CommandFrame): void {
  const question = (name: string, description: string): Command =>
    reencryption
      .command(name)
      .description(description)
      .requiredOption('--bucket <name>', 'bucket it is about')
      .option('--lake <dir>', LAKE, './.lakeward')
      .option('--json', 'print the result as JSON');

  question('status', 'Say how a bucket stands: plan, decision, jobs, proof.').action(
    async (options: ReencryptionOptions) => {
      const { reencryptionStatus } = await import('./commands/reencryption-run');
      ended(await reencryptionStatus(options, streams));
    },
  );
  question('report', "Write the report of a bucket's run: a page for people, and the same as data.").action(
    async (options: ReencryptionOptions) => {
      const { reencryptionReport } = await import('./commands/reencryption-run');
      ended(await reencryptionReport(options, streams));
    },
  );
  question('prove', 'Hold the newest planned inventory of a bucket against its last run.').action(
    async (options: ReencryptionOptions) => {
      const { reencryptionProve } = await import('./commands/reencryption-run');
      ended(await reencryptionProve(options, streams));
    },
  );
}

function addGuard(reencryption: Command, { streams, ended }: CommandFrame): void {
  reencryption
    .command('guard')
    .description(
      "Show what guards would change in a bucket's policy; with --apply, make exactly that change.",
    )
    .requiredOption('--bucket <name>', 'bucket of the lake')
    .addOption(
      new Option('--guard <guards...>', 'all guards that shall stand; none takes away those that do')
        .choices(GUARDS)
        .default([]),
    )
    .addOption(
      new Option('--target <encryption>', 'what uploads shall be encrypted with')
        .choices(['sse-kms', 'sse-s3'])
        .default('sse-kms'),
    )
    .option('--key <arn>', 'full ARN of the KMS key')
    .option('--copy-tag <key=value>', 'tag that readable versions have', '__ObjectEncrypted=true')
    .option('--apply <revision>', 'make the change that was shown for this revision')
    .option('--lake <dir>', LAKE, './.lakeward')
    .option('--json', 'print the result as JSON')
    .action(async (options: ReencryptionGuardOptions) => {
      const { reencryptionGuard } = await import('./commands/reencryption-guard');
      ended(await reencryptionGuard(options, streams));
    });
}

function objects(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}
