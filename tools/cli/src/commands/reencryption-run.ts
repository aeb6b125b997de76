import { Deadline, systemClock } from '@lakeward/core';
import {
  bucketStatus,
  decide,
  embeddedProving,
  embeddedRunning,
  needsPersonOfBucket,
  proveRun,
  runToTheEnd,
  writeRunReport,
  type Action,
  type BucketState,
  type BucketStatus,
  type Decision,
  type EmbeddedRun,
  type EmbeddedRunning,
  type NeedsPerson,
  type Proof,
  type Proven,
  type RunReport,
} from '@lakeward/reencryption';
import { formatBytes, formatCount } from '@lakeward/report';
import { EXIT, type ExitCode } from '../exit-code';
import { silentLog } from '../silent-log';
import { Progress, table, type Streams } from '../terminal';

/** Options that all commands after planning have, as commander gives them. */
export interface ReencryptionOptions {
  readonly bucket: string;
  readonly lake: string;
  readonly json?: boolean;
}

/** Options of `approve` and `redrive`. */
export interface ReencryptionDecideOptions extends ReencryptionOptions {
  readonly snapshot?: string;
  readonly remedy?: readonly Action[];
  readonly reason: string;
  readonly reject?: boolean;
  readonly confirmAbove?: number;
  readonly copyTag?: string;
}

/** Decides about the newest plan of a bucket, and lets its jobs run to their end on this machine. */
export async function reencryptionDecide(
  decision: Decision['decision'],
  options: ReencryptionDecideOptions,
  streams: Streams,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ExitCode> {
  const { bucket, snapshot, remedy, reason, confirmAbove } = options;
  const progress = new Progress(streams.err, environment);
  return withLake(options, async (running) => {
    progress.update('Making jobs', '');
    const request: Decision = {
      bucket,
      decision,
      reason,
      // Whoever asks for no threshold has decided about all of it.
      confirm: confirmAbove === undefined,
      ...(snapshot === undefined ? {} : { snapshot }),
      ...(remedy === undefined ? {} : { remedies: remedy }),
    };
    try {
      await decide(request, running);
      progress.update('Running jobs', '');
      await runToTheEnd(running);
    } finally {
      progress.end();
    }
    return printStatus(running, options, streams);
  });
}

/** Says how a bucket stands, and what comes next. */
export function reencryptionStatus(options: ReencryptionOptions, streams: Streams): Promise<ExitCode> {
  return withLake(options, (running) => printStatus(running, options, streams));
}

/** Holds the newest snapshot of a bucket against the last run. */
export function reencryptionProve(options: ReencryptionOptions, streams: Streams): Promise<ExitCode> {
  const opened = (run: EmbeddedRun): Promise<EmbeddedRunning> => embeddedProving(options.bucket, run);
  return withLake(
    options,
    async (running) => {
      const proven = await proveRun(options.bucket, running, { deadline: Deadline.none(systemClock) });
      streams.out.write(
        options.json === true
          ? `${JSON.stringify(proven, undefined, 2)}\n`
          : `${proofLines(proven).join('\n')}\n`,
      );
      return EXIT.done;
    },
    opened,
  );
}

/** Writes the report of a bucket's run: a page for people, and the same as data. */
export function reencryptionReport(options: ReencryptionOptions, streams: Streams): Promise<ExitCode> {
  return withLake(options, async (running) => {
    const { page, data, json } = await writeRunReport(options.bucket, running);
    const { verdict } = JSON.parse(json) as RunReport;
    const written = {
      verdict,
      page: await running.localPath(page),
      data: await running.localPath(data),
    };
    streams.out.write(
      options.json === true
        ? `${JSON.stringify(written, undefined, 2)}\n`
        : `${verdict.word}: ${verdict.sentence}\n\nReport: ${written.page}\nData:   ${written.data}\n`,
    );
    return EXIT.done;
  });
}

async function withLake(
  options: ReencryptionOptions & Pick<ReencryptionDecideOptions, 'confirmAbove' | 'copyTag'>,
  work: (running: EmbeddedRunning) => Promise<ExitCode>,
  opened: (run: EmbeddedRun) => Promise<EmbeddedRunning> = embeddedRunning,
): Promise<ExitCode> {
  const running = await opened({
    lake: options.lake,
    clock: systemClock,
    log: silentLog,
    confirmAboveObjects: options.confirmAbove ?? Number.MAX_SAFE_INTEGER,
    copyTag: options.copyTag ?? '',
  });
  try {
    return await work(running);
  } finally {
    await running.close();
  }
}

async function printStatus(
  running: EmbeddedRunning,
  { bucket, json }: ReencryptionOptions,
  { out }: Streams,
): Promise<ExitCode> {
  const status = await bucketStatus(bucket, running);
  const needsPerson = await needsPersonOfBucket(bucket, running);
  out.write(
    json === true
      ? `${JSON.stringify({ ...status, needsPerson }, undefined, 2)}\n`
      : `${summary(status)}${needsPerson.map(nextStep).join('')}`,
  );
  return EXIT.done;
}

function nextStep({ title, figure, text, command }: NeedsPerson): string {
  return `- ${title} (${figure})\n  ${text}\n${command === null ? '' : `  $ ${command}\n`}`;
}

const SENTENCES: Readonly<Record<BucketState, string>> = {
  compliant: 'nothing needs a job',
  planned: 'the plan waits for a decision',
  rejected: 'the plan was rejected',
  'awaiting-confirmation': 'jobs wait to be confirmed',
  running: 'jobs are not over',
  'awaiting-proof': 'jobs are over; the next inventory has to show what they did',
  'needs-attention': 'jobs are over, and somebody has to look at them',
  proven: 'the next inventory shows it done',
  'partly-proven': 'the next inventory shows that something is left',
};

function summary({ bucket, state, plan, remedies, proof }: BucketStatus): string {
  const jobs = remedies.flatMap(({ remedy, jobs: each }) => each.map((job) => ({ remedy, ...job })));
  const lines = [
    `${bucket}  ${plan.snapshot}  ${state}: ${SENTENCES[state]}`,
    '',
    ...(jobs.length === 0
      ? []
      : [
          table([
            ['objects', 'done', 'failed', 'status', 'job'],
            ...jobs.map(({ name, round, objects, succeeded, failed, status = 'not made' }) => [
              objects,
              succeeded,
              failed,
              status,
              round === 1 ? name : `${name} (try ${round})`,
            ]),
          ]),
          ...jobs.flatMap(({ name, failure, report }) => [
            ...(failure === undefined ? [] : [`${name}: ${failure}`]),
            ...Object.entries(report?.failures ?? {}).map(
              ([code, count]) => `${name}: ${code} ${formatCount(count)}`,
            ),
          ]),
          '',
        ]),
    ...(proof === undefined ? [] : proofText(proof)),
  ];
  return `${lines.join('\n')}\n`;
}

function proofLines(proven: Proven): string[] {
  switch (proven.outcome) {
    case 'nothing-to-prove':
      return ['No run has come to its end: there is nothing to prove.'];
    case 'awaiting-proof':
      return [`The run ended at ${proven.endedAt}: plan an inventory that began later.`];
    case 'proven':
      return proofText(proven.proof);
  }
}

function proofText(proof: Proof): string[] {
  const { state, snapshot, keysKnown } = proof;
  return [
    `Inventory of ${snapshot}: ${state}`,
    table([
      ['objects', 'bytes', 'state'],
      ...(['fixed', 'open', 'regressed', 'new', 'gone'] as const).map((name) => [
        proof[name].objects,
        formatBytes(proof[name].bytes),
        name,
      ]),
    ]),
    ...(keysKnown ? [] : ['Some objects are under KMS by a key that the inventory does not name.']),
  ];
}
