import { rmSync } from 'node:fs';
import { measureInChild, type Measurement } from './child';
import { writeInventorySample } from './reencryption-sample';

/**
 * Benchmark of the re-encryption plan: from an inventory to classified manifests, against DuckDB's own COPY of the same query and
 * against the published way in Python, over the same generated files in the same run. The files lie below `dist/bench` meanwhile.
 */
export async function benchReencryption({ rows }: { readonly rows: number }): Promise<void> {
  for (const format of ['Parquet', 'CSV'] as const) {
    const sample = await writeInventorySample(rows, format);
    try {
      const plan = measureInChild('plan', sample);
      const plain = measureInChild('plain-copy', sample);
      const article = format === 'CSV' ? measureInChild('article', sample) : undefined;
      mustAgree(plan, plain);
      print([
        `reencryption: ${rows.toLocaleString('en-US')} rows of ${format}, ${(sample.bytes / 1e6).toFixed(0)} MB, each way in a process of its own`,
        `  verified, classified, manifests written   ${figures(plan, rows)}`,
        `  DuckDB's COPY of the manifests alone      ${figures(plain, rows)}`,
        ...(article === undefined
          ? []
          : [`  every row a task, by Python's csv         ${seconds(article, rows)}`]),
        `  COPY / plan: ${(plain.milliseconds / plan.milliseconds).toFixed(2)} of its speed`,
        `  ${costs(plan)}`,
      ]);
    } finally {
      rmSync(sample.directory, { recursive: true, force: true });
    }
  }
}

interface PlanAnswer {
  readonly lines: number;
  readonly bytesMoved: number;
  readonly requests: number;
  readonly cost: number;
  readonly copyEverything: { readonly bytesMoved: number; readonly objects: number; readonly cost: number };
}

function costs({ answer }: Measurement): string {
  const { bytesMoved, requests, cost, copyEverything: all } = answer as PlanAnswer;
  return (
    `planned: ${gigabytes(bytesMoved)} moved, ${requests.toLocaleString('en-US')} requests, at most $${cost.toFixed(2)}; ` +
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
