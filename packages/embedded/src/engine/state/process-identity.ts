import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isErrno } from '../../files/whole-file';

/** A process, told from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When it began, in the kernel's own count; absent where the system does not tell (only Linux does). */
  readonly started?: string;
}

/** The process this runs in. */
export async function thisProcess(): Promise<ProcessIdentity> {
  return identityOf(process.pid);
}

/** True when the process is certainly gone. Of a process on another host nothing can be said: false. */
export async function isGone({ host, pid, started }: ProcessIdentity): Promise<boolean> {
  if (host !== hostname()) return false;
  if (!isAlive(pid)) return true;
  const now = await identityOf(pid);
  return started !== undefined && now.started !== undefined && now.started !== started;
}

async function identityOf(pid: number): Promise<ProcessIdentity> {
  const started = await startOf(pid);
  return { host: hostname(), pid, ...(started === undefined ? {} : { started }) };
}

/** Field 22 of /proc/<pid>/stat, proc(5): clock ticks between the machine's start and the process's. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name in parentheses and may hold anything.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as another user.
    return isErrno(error, 'EPERM');
  }
}
