import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectStore } from '@lakeward/s3';
import {
  formatReportManifest,
  reportLine,
  reportLocation,
  type Job,
  type ReportResult,
  type TaskResult,
} from '@lakeward/s3-batch';
import type { Checkpoint } from './job-state';

type Status = TaskResult['status'];

/** Reports are SSE-S3, whatever the bucket's default. Source: "Examples: S3 Batch Operations completion reports". */
const reportEncryption = { encryption: { algorithm: 'AES256' } } as const;

/** The results of one job while it runs: a file for each outcome, which grows at its end only. */
export class ResultFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Adds results behind those of the checkpoint; what a run that broke off left behind it goes. Gives the sizes of the files, which
   * are on disk.
   */
  async append(
    { succeededBytes, failedBytes }: Checkpoint,
    results: readonly TaskResult[],
    scope: 'AllTasks' | 'FailedTasksOnly',
  ): Promise<{ succeededBytes: number; failedBytes: number }> {
    const lines = (status: Status) =>
      results
        .filter((result) => result.status === status)
        .map(reportLine)
        .join('');
    return {
      succeededBytes:
        scope === 'AllTasks' ? await this.#append('succeeded', succeededBytes, lines('succeeded')) : 0,
      failedBytes: await this.#append('failed', failedBytes, lines('failed')),
    };
  }

  /** Puts the completion report where the job says, its manifest last. Repeated, it puts the same objects again. */
  async publish(store: ObjectStore, job: Job, createdAt: Date): Promise<void> {
    const { report, id } = job;
    if (report === undefined) return;
    const location = reportLocation(report, id);
    const results: ReportResult[] = [];
    for (const status of ['succeeded', 'failed'] as const) {
      if (!(await this.#hasAny(status))) continue;
      const file = this.#file(status);
      const target = location.result(createHash('sha1').update(`${id}/${status}`).digest('hex'));
      await store.put(target, createReadStream(file), reportEncryption);
      results.push({ status, location: target, md5: await md5Of(file) });
    }
    const { text, md5 } = formatReportManifest({ createdAt, results });
    await store.put(location.manifest, text, reportEncryption);
    await store.put(location.checksum, md5, reportEncryption);
  }

  async #append(status: Status, offset: number, text: string): Promise<number> {
    await mkdir(this.#folder, { recursive: true });
    const handle = await open(this.#file(status), 'a+');
    try {
      await handle.truncate(offset);
      if (text === '') return offset;
      await handle.writeFile(text);
      await handle.datasync();
      return offset + Buffer.byteLength(text);
    } finally {
      await handle.close();
    }
  }

  async #hasAny(status: Status): Promise<boolean> {
    return stat(this.#file(status)).then(
      ({ size }) => size > 0,
      () => false,
    );
  }

  #file(status: Status): string {
    return path.join(this.#folder, `${status}.csv`);
  }
}

async function md5Of(file: string): Promise<string> {
  const md5 = createHash('md5');
  for await (const chunk of createReadStream(file)) md5.update(chunk as Buffer);
  return md5.digest('hex');
}
