import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { scanPrice } from '@lakeward/athena';
import { DEFAULT_PACK, packOf } from '@lakeward/pci-query-runner';
import { writeCloudTrailDay } from '@lakeward/sample-data';
import { measureInChild, median, type Measurement } from './child';
import { printColdStart } from './cold-start';

const RUNS = 3;
const DATE = '2026-03-09';

/**
 * Benchmark of the PCI review: the pack's one scan against one statement per rule and against plain DuckDB SQL, all over the
 * same generated files in the same run; memory at a tenth and at the full number of events; cold start of the handler.
 */
export async function benchPci(events: number): Promise<void> {
  const rules = packOf(DEFAULT_PACK).rules.length;
  const small = await sample(Math.trunc(events / 10));
  const large = await sample(events);

  const oneScan = runs('one-scan', large);
  const perRule = runs('per-rule', large);
  const plain = runs('plain-duckdb', large);
  const oneScanSmall = runs('one-scan', small);
  for (const other of [perRule, plain]) {
    if (JSON.stringify(other.answer) !== JSON.stringify(oneScan.answer)) {
      throw new Error(`the ways disagree: ${JSON.stringify([oneScan.answer, other.answer])}`);
    }
  }

  const seconds = ({ milliseconds }: Measurement): string => `${(milliseconds / 1_000).toFixed(2)} s`;
  const gigabytes = ({ bytesScanned }: Measurement): string =>
    `${(bytesScanned.reduce((sum, bytes) => sum + bytes, 0) / 1e9).toFixed(3)} GB`;
  const dollars = ({ bytesScanned }: Measurement): string => `$${scanPrice(bytesScanned).toFixed(5)}`;
  print([
    `pci: ${events.toLocaleString('en-US')} events, ${rules} rules, median of ${RUNS} runs, each in a process of its own`,
    `  one scan for the pack     ${seconds(oneScan)}   ${gigabytes(oneScan)} scanned, ${dollars(oneScan)} as Athena bills`,
    `  one statement per rule    ${seconds(perRule)}   ${gigabytes(perRule)} scanned, ${dollars(perRule)}`,
    `  plain DuckDB SQL, counts  ${seconds(plain)}`,
    `  per rule / one scan: ${ratio(perRule, oneScan)} in time, ${(scanPrice(perRule.bytesScanned) / scanPrice(oneScan.bytesScanned)).toFixed(2)} in price`,
    `  one scan / plain DuckDB: ${ratio(oneScan, plain)} in time`,
    `  peak memory: ${oneScanSmall.peakMegabytes.toFixed(0)} MB at a tenth of the events, ${oneScan.peakMegabytes.toFixed(0)} MB at all ` +
      `(ratio ${(oneScan.peakMegabytes / oneScanSmall.peakMegabytes).toFixed(2)})`,
  ]);
  printColdStart('pci-query-runner', 'review-day');
}

function runs(task: string, directory: string): Measurement {
  return median(Array.from({ length: RUNS }, () => measureInChild(task, { directory, date: DATE })));
}

function ratio(slow: Measurement, fast: Measurement): string {
  return (slow.milliseconds / fast.milliseconds).toFixed(2);
}

async function sample(events: number): Promise<string> {
  const directory = path.resolve('dist/bench', `cloudtrail-${events}`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  await writeCloudTrailDay({
    directory,
    date: DATE,
    accounts: ['444455556666', '777788889999'],
    regions: ['eu-west-1', 'us-east-1'],
    events,
    eventsPerFile: 5_000,
    gzip: true,
  });
  return directory;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
