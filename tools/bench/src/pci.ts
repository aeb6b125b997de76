import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { scanPrice } from '@lakeward/athena';
import { DEFAULT_PACK, packOf } from '@lakeward/pci-query-runner';
import { writeCloudTrailDay } from '@lakeward/sample-data';
import { measureInChild, median, type Measurement } from './child';
import { printColdStart } from './cold-start';
import { sampleOf, scaledUp } from './sample-of';

const DATE = '2026-03-09';

/** Above this many events each way is measured once, not three times. */
const MANY_EVENTS = 2_000_000;
/** One statement per rule may take this long; of a longer run a sample of the rules is measured. */
const LONGEST_MS = 600_000;

/** What is measured. */
export interface PciBench {
  readonly events: number;
  /** Rule pack by id. */
  readonly pack: string;
}

/**
 * Benchmark of the PCI review: the pack's one scan against one statement per rule and against plain DuckDB SQL, all over the
 * same generated files in the same run; memory at a tenth and at the full number of events; cold start of the handler. The
 * files lie below `dist/bench` meanwhile, and are gone afterwards.
 */
export async function benchPci({ events, pack }: PciBench): Promise<void> {
  const times = events > MANY_EVENTS ? 1 : 3;
  const rules = packOf(pack).rules.length;
  const small = await sample(Math.trunc(events / 10));
  const large = await sample(events);
  try {
    const measure = (task: string, { directory }: Sample, some: object = {}): Measurement =>
      median(
        Array.from({ length: times }, () => measureInChild(task, { directory, date: DATE, pack, ...some })),
      );
    const oneScan = measure('one-scan', large);
    const asked = sampleOf(rules, Math.trunc(LONGEST_MS / oneScan.milliseconds / times));
    const measured = measure('per-rule', large, { rules: asked });
    const perRule = scaledUp(measured, asked.length, rules);
    // Only the default pack's rules are written by hand in DuckDB's SQL.
    const plain = pack === DEFAULT_PACK ? measure('plain-duckdb', large) : undefined;
    const oneScanSmall = measure('one-scan', small);
    for (const other of [measured, ...(plain === undefined ? [] : [plain])]) mustAgree(oneScan, other);

    const part = asked.length < rules ? ` (measured: ${asked.length} of ${rules} rules, scaled up)` : '';
    print([
      `pci: ${events.toLocaleString('en-US')} events, ${rules} rules of ${pack}, ${times === 1 ? 'one run' : `median of ${times} runs`}, each in a process of its own`,
      `  log files: ${gigabytes([large.bytes])} on disk, gzipped`,
      `  one scan for the pack     ${seconds(oneScan)}   ${gigabytes(oneScan.bytesScanned)} scanned, ${dollars(oneScan)} as Athena bills`,
      `  one statement per rule    ${seconds(perRule)}   ${gigabytes(perRule.bytesScanned)} scanned, ${dollars(perRule)}${part}`,
      ...(plain === undefined ? [] : [`  plain DuckDB SQL, counts  ${seconds(plain)}`]),
      `  per rule / one scan: ${ratio(perRule, oneScan)} in time, ${(scanPrice(perRule.bytesScanned) / scanPrice(oneScan.bytesScanned)).toFixed(2)} in price`,
      ...(plain === undefined ? [] : [`  one scan / plain DuckDB: ${ratio(oneScan, plain)} in time`]),
      `  peak memory: ${oneScanSmall.peakMegabytes.toFixed(0)} MB at a tenth of the events, ${oneScan.peakMegabytes.toFixed(0)} MB at all ` +
        `(ratio ${(oneScan.peakMegabytes / oneScanSmall.peakMegabytes).toFixed(2)})`,
    ]);
  } finally {
    for (const { directory } of [small, large]) rmSync(directory, { recursive: true, force: true });
  }
  printColdStart('pci-query-runner', 'review-day');
}

/** The ways must count the same, as far as both have counted. */
function mustAgree(one: Measurement, other: Measurement): void {
  const counts = one.answer as Readonly<Record<string, number>>;
  for (const [rule, count] of Object.entries(other.answer as Readonly<Record<string, number>>)) {
    if (counts[rule] !== count) {
      throw new Error(`the ways disagree on ${rule}: ${String(counts[rule])} and ${count}`);
    }
  }
}

function seconds({ milliseconds }: Measurement): string {
  return `${(milliseconds / 1_000).toFixed(2)} s`;
}

function gigabytes(bytes: readonly number[]): string {
  return `${(bytes.reduce((sum, one) => sum + one, 0) / 1e9).toFixed(3)} GB`;
}

function dollars({ bytesScanned }: Measurement): string {
  return `$${scanPrice(bytesScanned).toFixed(5)}`;
}

function ratio(slow: Measurement, fast: Measurement): string {
  return (slow.milliseconds / fast.milliseconds).toFixed(2);
}

/** A generated day. */
interface Sample {
  readonly directory: string;
  readonly bytes: number;
}

/** Writes a day of log files, one in memory at a time. */
async function sample(events: number): Promise<Sample> {
  const directory = path.resolve('dist/bench', `cloudtrail-${events}`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const files = await writeCloudTrailDay({
    directory,
    date: DATE,
    accounts: ['444455556666', '777788889999'],
    regions: ['eu-west-1', 'us-east-1'],
    events,
    eventsPerFile: 5_000,
    gzip: true,
  });
  return { directory, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0) };
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
