import fs from 'node:fs/promises';
import { ManualClock } from '@lakeward/core';
import { DirectoryObjectStore } from '../directory-object-store';
import { perform, type LakeStep } from './lake-step';

/** What the process is told on its command line, as JSON. */
export interface DieAtStepTask {
  readonly lake: string;
  readonly bucket: string;
  readonly step: LakeStep;
  /** Which change to the file system, counted from 1, it does not live to make. */
  readonly dieAt: number;
  readonly time: string;
}

/**
 * A process of its own that does one step to a lake and kills itself, as the kernel would, right before the given change to the
 * file system; a write gets half-way. It ends well when there are fewer changes than that.
 */
async function main({ lake, bucket, step, dieAt, time }: DieAtStepTask): Promise<void> {
  let changes = 0;
  const isTheEnd = (): boolean => {
    changes += 1;
    return changes === dieAt;
  };
  const die = (): never => {
    process.kill(process.pid, 'SIGKILL');
    for (;;);
  };
  const mutable = fs as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  // Not counted: what makes or clears away empty folders, temporary files and claims to locks, since no reader looks at them.
  for (const name of ['link', 'rename', 'unlink', 'rmdir', 'utimes']) {
    const original = mutable[name]!;
    mutable[name] = (...args) => (isTheEnd() ? die() : original(...args));
  }
  const probe = await fs.open(process.execPath, 'r');
  const handles = Object.getPrototypeOf(probe) as {
    writeFile: (this: fs.FileHandle, data: string | Buffer) => Promise<void>;
  };
  await probe.close();
  const write = handles.writeFile;
  handles.writeFile = async function (data) {
    if (!isTheEnd()) return write.call(this, data);
    await write.call(this, data.slice(0, data.length / 2));
    return die();
  };

  let ids = 0;
  const newVersionId = () => `child-${(ids += 1)}`;
  const store = new DirectoryObjectStore(lake, { clock: new ManualClock(time), newVersionId });
  await perform(store, bucket, step);
}

void main(JSON.parse(process.argv[2]!) as DieAtStepTask);
