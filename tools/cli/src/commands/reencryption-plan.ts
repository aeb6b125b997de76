import { Deadline, systemClock } from '@lakeward/core';
import {
  embeddedPlanning,
  notePlan,
  planSnapshot,
  type Goal,
  type Plan,
  type PlanStep,
} from '@lakeward/reencryption';
import { formatBytes, formatCount } from '@lakeward/report';
import { EXIT, type ExitCode } from '../exit-code';
import { silentLog } from '../silent-log';
import { Progress, table, type Streams } from '../terminal';

/** Options of `lakeward reencryption plan`, as commander gives them. */
export interface ReencryptionPlanOptions {
  readonly manifest: string;
  readonly target: Goal['target'];
  readonly key?: string;
  readonly metadataTable?: string;
  readonly copyNoncurrent?: boolean;
  readonly bucketKeys: boolean;
  readonly region?: string;
  readonly account?: string;
  readonly lake: string;
  readonly json?: boolean;
}

/** Result of a plan as `--json` prints it. */
export type ReencryptionPlanResult = Omit<Plan, 'manifests'> & {
  readonly manifests: readonly {
    readonly remedy: string;
    /** `s3://` URI in the lake. */
    readonly uri: string;
    readonly objects: number;
    /** Path of the file. */
    readonly path: string;
  }[];
  /** Path of the plan document. */
  readonly evidence: string;
};

/** Plans the re-encryption of one inventory's objects, on the embedded runtime. */
export async function reencryptionPlan(
  options: ReencryptionPlanOptions,
  streams: Streams,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ExitCode> {
  const progress = new Progress(streams.err, environment);
  const result = await plan(options, ({ step }) => progress.update(STEPS[step], '')).finally(() =>
    progress.end(),
  );
  streams.out.write(options.json === true ? `${JSON.stringify(result, undefined, 2)}\n` : summary(result));
  return EXIT.done;
}

async function plan(
  options: ReencryptionPlanOptions,
  progress: (step: PlanStep) => void,
): Promise<ReencryptionPlanResult> {
  const { lake, manifest, metadataTable, region, account } = options;
  const planning = await embeddedPlanning({
    lake,
    manifest,
    ...(metadataTable === undefined ? {} : { metadataTable }),
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { account }),
    clock: systemClock,
    log: silentLog,
    progress,
  });
  try {
    const goal: Goal = {
      target: options.target,
      ...(options.key === undefined ? {} : { keyArn: options.key }),
      bucketKeys: options.target === 'sse-kms' && options.bucketKeys,
      copiesNoncurrent: options.copyNoncurrent === true,
    };
    const planned = await planSnapshot({ ...planning.input, goal }, planning, {
      deadline: Deadline.none(systemClock),
    });
    await notePlan(planned.plan, planned.planUri, planning);
    return {
      ...planned.plan,
      manifests: await Promise.all(
        planned.plan.manifests.map(async ({ remedy, uri, objects }) => ({
          remedy,
          uri,
          objects,
          path: await planning.localPath(uri),
        })),
      ),
      evidence: await planning.localPath(planned.planUri),
    };
  } finally {
    await planning.close();
  }
}

const STEPS: Readonly<Record<PlanStep['step'], string>> = {
  verifying: 'Verifying the inventory',
  ingesting: 'Making it queryable',
  classifying: 'Giving each version its remedy',
  'writing-manifests': 'Writing manifests',
};

function summary(result: ReencryptionPlanResult): string {
  const { bucket, snapshot, goal, objects, bytes, remedies, forecast, notes, manifests, evidence } = result;
  const { cost, wallClockHours: hours, prices } = forecast;
  const lines = [
    `${bucket}  ${snapshot}  ${goal.target}  ${formatCount(forecast.objects)} of ${formatCount(objects)} versions to re-encrypt`,
    `${formatBytes(bytes)} listed, ${formatBytes(forecast.bytesMoved)} to be moved`,
    '',
    table([
      ['objects', 'bytes', 'remedy', 'why'],
      ...Object.entries(remedies).map(([remedy, { objects: count, bytes: size, reasons }]) => [
        count,
        formatBytes(size),
        remedy,
        Object.entries(reasons)
          .map(([reason, { objects: each }]) => `${reason} ${formatCount(each)}`)
          .join(', '),
      ]),
    ]),
    '',
    `Forecast: ${forecast.jobs} jobs, ${formatCount(forecast.requests)} requests, ${dollars(cost.total.low)} to ${dollars(cost.total.high)}, ` +
      `${hours.low} to ${hours.high} hours (list prices of ${prices.region}, ${prices.asOf})`,
    `Copying everything instead: ${dollars(forecast.copyEverything.cost)}, ${formatBytes(forecast.copyEverything.bytesMoved)} moved`,
    ...notes.map(({ code, message }) => `\n${code}\n  ${message}`),
    '',
    ...manifests.map(
      ({ remedy, objects: count, path }) => `${remedy}: ${formatCount(count)} objects in ${path}`,
    ),
    `Plan: ${evidence}`,
  ];
  return `${lines.join('\n')}\n`;
}

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
