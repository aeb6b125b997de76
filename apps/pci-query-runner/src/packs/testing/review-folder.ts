import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Deadline, ManualClock, UtcDay } from '@lakeward/core';
import { CapturedLog } from '@lakeward/observability';
import { embeddedDependencies } from '../../embedded-dependencies';
import { readLogFolder } from '../../logs/log-folder';
import type { Manifest } from '../../evidence/manifest';
import { reviewDay } from '../../review/review-day';
import { readCsv } from '../../testing/read-csv';

/** What a review of a folder found. */
export interface ReviewedFolder {
  readonly manifest: Manifest;
  readonly findings: readonly { readonly rule: string; readonly eventId: string }[];
}

/** Reviews a day of a folder of log files by a pack, on the embedded engine, in a lake that is gone afterwards. */
export async function reviewFolder(
  folder: string,
  { date, pack, guardedBuckets }: { date: string; pack: string; guardedBuckets: readonly string[] },
): Promise<ReviewedFolder> {
  const lake = await mkdtemp(path.join(tmpdir(), 'lakeward-pack-'));
  const day = UtcDay.parse(date);
  const clock = new ManualClock(day.plus(1).start().toISOString());
  const dependencies = await embeddedDependencies({
    lake,
    logs: await readLogFolder(folder, day),
    guardedBuckets,
    listingCap: 1_000,
    clock: { now: () => clock.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    log: new CapturedLog(),
  });
  try {
    const input = { day, pack, requestedAt: clock.now() };
    const { manifest, manifestUri } = await reviewDay(input, dependencies, {
      deadline: Deadline.none(clock),
    });
    const file = path.join(path.dirname(await dependencies.localPath(manifestUri)), 'findings.csv');
    const findings = readCsv(await readFile(file, 'utf8')).map((row) => ({
      rule: row['rule'] ?? '',
      eventId: row['event_id'] ?? '',
    }));
    return { manifest, findings };
  } finally {
    await dependencies.close();
    await rm(lake, { recursive: true });
  }
}
