import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { UtcDay } from '@lakeward/core';
import { cloudTrailEvent } from './cloudtrail-events';
import { randomNumbers } from './random';

/** A made-up day of a trail. */
export interface CloudTrailDayOptions {
  /** Folder that gets `AWSLogs/`. */
  readonly directory: string;
  readonly date: string;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly events: number;
  readonly eventsPerFile: number;
  readonly gzip: boolean;
  readonly seed?: number;
}

/**
 * Writes a day of log files in CloudTrail's own layout, events spread evenly over accounts, Regions and hours. The same
 * options write the same bytes. Answers the paths of the files.
 */
export async function writeCloudTrailDay(options: CloudTrailDayOptions): Promise<string[]> {
  const { directory, date, accounts, regions, events, eventsPerFile, gzip, seed = 1 } = options;
  const random = randomNumbers(seed);
  const day = UtcDay.parse(date);
  const files = Math.ceil(events / eventsPerFile);
  const paths: string[] = [];
  for (let file = 0; file < files; file += 1) {
    const account = accounts.at(file % accounts.length) ?? '';
    const region = regions.at(Math.trunc(file / accounts.length) % regions.length) ?? '';
    const first = day.start().getTime() + Math.trunc((file / files) * 86_000_000);
    const count = Math.min(eventsPerFile, events - file * eventsPerFile);
    const records = Array.from({ length: count }, (_, index) =>
      cloudTrailEvent({ account, region, random, time: new Date(first + index * 10) }),
    );
    const folder = path.join(
      directory,
      'AWSLogs',
      account,
      'CloudTrail',
      region,
      day.year,
      day.month,
      day.day,
    );
    await mkdir(folder, { recursive: true });
    const stamp = new Date(first + 300_000).toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
    const unique = `Sample${String(file).padStart(10, '0')}`;
    const target = path.join(
      folder,
      `${account}_CloudTrail_${region}_${stamp}Z_${unique}.json${gzip ? '.gz' : ''}`,
    );
    const body = Buffer.from(JSON.stringify({ Records: records }));
    await writeFile(target, gzip ? gzipSync(body, { level: 6 }) : body);
    paths.push(target);
  }
  return paths;
}
