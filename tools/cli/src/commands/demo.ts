import { mkdir, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { writeCloudTrailDay } from '@lakeward/sample-data';
import type { ExitCode } from '../exit-code';
import { grouped, type Streams } from '../terminal';
import { pciReview } from './pci-review';

const DATE = '2026-03-09';
const EVENTS = 120_000;

/** Makes a day of logs, with one damaged file among them, and reviews it: what a new user sees first. */
export async function demo(
  lake: string,
  streams: Streams,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ExitCode> {
  const logs = path.join(lake, 'sample-logs');
  await rm(logs, { recursive: true, force: true });
  await mkdir(logs, { recursive: true });
  streams.err.write(`Making ${grouped(EVENTS)} CloudTrail events of ${DATE} in ${logs}\n`);
  const files = await writeCloudTrailDay({
    directory: logs,
    date: DATE,
    accounts: ['444455556666', '777788889999'],
    regions: ['eu-west-1', 'us-east-1'],
    events: EVENTS,
    eventsPerFile: 2_000,
    gzip: true,
  });
  // A file cut short in transfer: the review must name it and call the day incomplete.
  const damaged = files[7];
  if (damaged !== undefined) await truncate(damaged, 10_000);

  streams.out.write('PCI DSS review of one day\n\n');
  const options = { logs, date: DATE, pack: 'pci-dss-3.2.1', lake, guard: ['audit-logs'], cap: 1_000 };
  const exitCode = await pciReview(options, streams, environment);
  streams.out.write(
    `\nOne file was cut short on purpose: that is why the day is incomplete.\n` +
      `Your own logs: lakeward pci review --logs <folder> --date <YYYY-MM-DD>\n`,
  );
  return exitCode;
}
