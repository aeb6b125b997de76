import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isUnderWay, type Executions } from './executions';
import { isGone, type ProcessIdentity } from './process-identity';

/**
 * Directories below the engine's state directory:
 *
 *   queries/<id>.json           executions
 *   work/<id>/                  files that a statement is writing
 *   spill/<host>~<pid>~<start>~<random>/ what one engine's DuckDB puts aside
 */
export class WorkDirectories {
  readonly #state: string;

  constructor(stateDirectory: string) {
    this.#state = stateDirectory;
  }

  get queries(): string {
    return path.join(this.#state, 'queries');
  }

  /** Where the statement of an execution writes: made when needed, removed at its end. */
  work(id: string): string {
    return path.join(this.#state, 'work', id);
  }

  /** Makes a directory for what does not fit in memory. */
  async makeSpill({ host, pid, started = '' }: ProcessIdentity): Promise<string> {
    const parent = path.join(this.#state, 'spill');
    await mkdir(parent, { recursive: true });
    return mkdtemp(path.join(parent, `${encodeURIComponent(host)}~${pid}~${started}~`));
  }

  /** Removes what processes left behind that are gone. */
  async sweep(executions: Executions): Promise<void> {
    for (const id of await namesIn(path.join(this.#state, 'work'))) {
      const execution = await executions.read(id);
      const inUse = execution !== undefined && isUnderWay(execution) && !(await isGone(execution.owner));
      if (!inUse) await rm(this.work(id), { recursive: true, force: true });
    }
    for (const name of await namesIn(path.join(this.#state, 'spill'))) {
      const [host = '', pid, started] = name.split('~');
      const owner = {
        host: decodeURIComponent(host),
        pid: Number(pid),
        ...(started === '' || started === undefined ? {} : { started }),
      };
      if (await isGone(owner))
        await rm(path.join(this.#state, 'spill', name), { recursive: true, force: true });
    }
  }
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}
