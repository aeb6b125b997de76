import { rmSync } from 'node:fs';
import { measureInChild, type Measurement } from './child';
import { growthTable, type PlanFigures } from './growth';
import { writeInventorySample } from './reencryption-sample';

/**
 * Benchmark of the re-encryption plan: from an inventory to classified manifests, against DuckDB's own COPY of the same judgement and
 * against the published way in Python, over the same generated files in the same run; memory at a tenth and at the full number of
 * rows; and what plans cost as the estate grows. The files lie below `dist/bench` meanwhile.
 */
export async function benchReencryption({ rows }: { readonly rows: number }): Promise<void> {
  for (const format of ['Parquet', 'CSV'] as const) {
    const small = await writeInventorySample(Math.trunc(rows / 10), format);
    const sample = await writeInventorySample(rows, format);
    try {
      const plan = measureInChild('plan', sample);
      const plain = measureInChild('plain-copy', sample);
      const article = format === 'CSV' ? measureInChild('article', sample) : undefined;
      const planOfTenth = measureInChild('plan', small);
      mustAgree(plan, plain);
      print([
        `reencryption: ${rows.toLocaleString('en-US')} rows of ${format}, ${(sample.bytes / 1e6).toFixed(0)} MB in ${sample.files.length} files, each way in a process of its own`,
        `  verified, classified, manifests written   ${figures(plan, rows)}`,
        `  DuckDB's COPY of the manifests alone      ${figures(plain, rows)}`,
        ...(article === undefined
          ? []
          : [`  every row a task, by Python's csv         ${seconds(article, rows)}`]),
        `  plan / COPY: ${ratio(plain, plan)} of its speed${article === undefined ? '' : `; plan / Python: ${ratio(article, plan)}`}`,
        `  peak memory: ${planOfTenth.peakMegabytes.toFixed(0)} MB at a tenth of the rows, ${plan.peakMegabytes.toFixed(0)} MB at all`,
        `  ${costs(plan)}`,
        '',
        ...growthTable(planFigures(planOfTenth, Math.trunc(rows / 10)), planFigures(plan, rows)),
        '',
      ]);
    } finally {
      rmSync(small.directory, { recursive: true, force: true });
      rmSync(sample.directory, { recursive: true, force: true });
    }
  }
}

function planFigures({ answer, bytesScanned }: Measurement, rows: number): PlanFigures {
  return { rows, bytesScanned, ...(answer as PlanAnswer) };
}

/** How many times as fast the second was. */
const ratio = (one: Measurement, other: Measurement): string =>
  (one.milliseconds / other.milliseconds).toFixed(2);

interface PlanAnswer {
  readonly lines: number;
  readonly bytesMoved: number;
  readonly requests: number;
  readonly cost: PlanFigures['cost'];
  readonly copyEverything: { readonly bytesMoved: number; readonly objects: number; readonly cost: number };
}

function costs({ answer }: Measurement): string {
  const { bytesMoved, requests, cost, copyEverything: all } = answer as PlanAnswer;
  return (
    `planned: ${gigabytes(bytesMoved)} moved, ${requests.toLocaleString('en-US')} requests, $${cost.low.toFixed(2)} to $${cost.high.toFixed(2)}; ` +
    `copying everything: ${gigabytes(all.bytesMoved)}, ${all.objects.toLocaleString('en-US')} requests, $${all.cost.toFixed(2)}`
  );
}

/** The ways must write the same number of lines. */
function mustAgree(one: Measurement, other: Measurement): void {
  const [mine, theirs] = [one.answer as PlanAnswer, other.answer as PlanAnswer];
  if (mine.lines !== theirs.lines)
    throw new Error(`the ways disagree: ${mine.lines} and ${theirs.lines} lines`);
}

function figures(measurement: Measurement, rows: number): string {
  return `${seconds(measurement, rows)}, peak memory ${measurement.peakMegabytes.toFixed(0)} MB`;
}

function seconds({ milliseconds }: Measurement, rows: number): string {
  const speed = Math.round(rows / milliseconds) * 1_000;
  return `${(milliseconds / 1_000).toFixed(1)} s, ${speed.toLocaleString('en-US')} rows/s`;
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
