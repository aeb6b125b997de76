import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { formatCount } from '@lakeward/report';
import { writeCloudTrailDay, writeCloudTrailDigests } from '@lakeward/sample-data';
import { EXIT, type ExitCode } from '../exit-code';
import type { Streams } from '../terminal';
import { demoReencryption } from './demo-reencryption';
import { pciReview } from './pci-review';

const DATE = '2026-03-09';
const EVENTS = 120_000;
const TRAIL = { date: DATE, accounts: ['444455556666', '777788889999'], regions: ['eu-west-1', 'us-east-1'] };

/** What a new user sees first: the main job of every app, on samples made here. */
export async function demo(
  lake: string,
  streams: Streams,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ExitCode> {
  const reviewed = await demoReview(lake, streams, environment);
  return reviewed === EXIT.done ? demoReencryption(lake, streams, environment) : reviewed;
}

/** Makes a day of logs with the digests that prove it whole, and reviews it. */
async function demoReview(
  lake: string,
  streams: Streams,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ExitCode> {
  const logs = path.join(lake, 'sample-logs');
  const digestKeys = path.join(lake, 'sample-keys');
  for (const folder of [logs, digestKeys]) await rm(folder, { recursive: true, force: true });
  await mkdir(logs, { recursive: true });
  streams.err.write(`Making ${formatCount(EVENTS)} CloudTrail events of ${DATE} in ${logs}\n`);
  await writeCloudTrailDay({ ...TRAIL, directory: logs, events: EVENTS, eventsPerFile: 2_000, gzip: true });
  await writeCloudTrailDigests({ ...TRAIL, directory: logs, keys: digestKeys, bucket: 'audit-logs' });

  streams.out.write('PCI DSS review of one day\n\n');
  const settings = { date: DATE, pack: 'pci-dss-3.2.1', guard: ['audit-logs'], cap: 1_000 };
  const exitCode = await pciReview({ ...settings, logs, digestKeys, lake }, streams, environment);
  streams.out.write(
    `\nChange, add or delete any file in ${logs} and review again: the day is incomplete, and the file is named.\n` +
      `  lakeward pci review --logs ${logs} --digest-keys ${digestKeys} --date ${DATE} --lake ${lake}\n` +
      `Your own logs: lakeward pci review --logs <folder> --date <YYYY-MM-DD>\n`,
  );
  return exitCode;
}
