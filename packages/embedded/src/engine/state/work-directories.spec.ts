import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { Executions } from './executions';
import { isGone, thisProcess, type ProcessIdentity } from './process-identity';
import { WorkDirectories } from './work-directories';

/** No process has this number: Linux ends at 2^22. */
const NOBODY = 2 ** 22 + 1;

describe('what is left of processes', () => {
  let state: string;
  beforeEach(async () => {
    state = await mkdtemp(path.join(tmpdir(), 'lakeward-state-'));
  });
  afterEach(() => rm(state, { recursive: true, force: true }));

  test('a process is gone when its number is nobody, or somebody who began at another time', async () => {
    const self = await thisProcess();
    expect(self).toMatchObject({ host: hostname(), pid: process.pid });
    expect(await isGone(self)).toBe(false);
    expect(await isGone({ ...self, pid: NOBODY })).toBe(true);
    expect(await isGone({ host: 'elsewhere', pid: NOBODY })).toBe(false);
    if (self.started !== undefined) expect(await isGone({ ...self, started: '7' })).toBe(true);
  });

  test('is swept, and what somebody works with is not', async () => {
    const directories = new WorkDirectories(state);
    const executions = new Executions(directories.queries);
    const submitted = new Date('2026-03-09T00:00:00Z');
    const self = await thisProcess();
    const dead: ProcessIdentity = { host: hostname(), pid: NOBODY };
    const claim = async (token: string, owner: ProcessIdentity): Promise<string> => {
      const { execution } = await executions.claim({ sql: 'SELECT 1', token }, { owner, submitted });
      await mkdir(directories.work(execution.id), { recursive: true });
      return execution.id;
    };
    const alive = await claim('alive', self);
    await claim('dead', dead);
    const ended = await claim('ended', self);
    const { execution } = await executions.claim(
      { sql: 'SELECT 1', token: 'ended' },
      { owner: self, submitted },
    );
    await executions.write({ ...execution, id: ended, status: { state: 'CANCELLED', reason: '' } });
    await mkdir(directories.work('of-nobody'), { recursive: true });
    const spills = [await directories.makeSpill(self), await directories.makeSpill(dead)];
    await directories.sweep(executions);
    expect(await readdir(path.join(state, 'work'))).toEqual([alive]);
    expect(await readdir(path.join(state, 'spill'))).toEqual([path.basename(spills[0] ?? '')]);
  });
});
