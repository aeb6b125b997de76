import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { buildSync } from 'esbuild';
import { FileCatalog } from './file-catalog';

/**
 * Creates partitions 0 to 399 in batches of seven, beginning at a place of its own; says which it created itself. An endless one then
 * goes on writing until it is killed.
 */
const WRITER = `
  const { FileCatalog } = require('./file-catalog.cjs');
  const [lake, first, endless] = process.argv.slice(2);
  const catalog = new FileCatalog({ lake });
  const partition = (n) => ({ values: [String(n)], location: 's3://logs/by=' + process.pid + '/' });
  (async () => {
    const created = [];
    for (let from = 0; from < 400; from += 7) {
      const batch = [];
      for (let n = from; n < Math.min(400, from + 7); n += 1) batch.push(partition((n + Number(first)) % 400));
      const errors = await catalog.createPartitions('logs', 'events', batch);
      const taken = new Set(errors.map(({ values }) => values[0]));
      created.push(...batch.map(({ values }) => values[0]).filter((value) => !taken.has(value)));
      if (from === 0) process.stdout.write('\\n');
    }
    while (endless) await catalog.updatePartition('logs', 'events', partition(created[0]));
    process.stdout.write(JSON.stringify({ pid: process.pid, created }));
  })();
`;

describe('FileCatalog in several processes', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'lakeward-processes-'));
    buildSync({
      entryPoints: [path.join(__dirname, 'file-catalog.ts')],
      outfile: path.join(directory, 'file-catalog.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
    });
    await writeFile(path.join(directory, 'writer.cjs'), WRITER);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const start = (lake: string, first: number, ...more: string[]): ChildProcess =>
    spawn(process.execPath, [path.join(directory, 'writer.cjs'), lake, String(first), ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const locations = async (catalog: FileCatalog) => {
    const found = new Map<string, string>();
    for await (const { values, location } of catalog.partitions('logs', 'events'))
      found.set(values[0]!, location);
    return found;
  };
  const newLake = async (name: string) => {
    const lake = path.join(directory, name);
    const catalog = new FileCatalog({ lake });
    await catalog.ensureDatabase('logs');
    await catalog.createTable({
      database: 'logs',
      name: 'events',
      type: 'EXTERNAL_TABLE',
      columns: [{ name: 'id', type: 'string' }],
      partitionKeys: [{ name: 'hour', type: 'string' }],
      storage: {
        location: 's3://logs/',
        inputFormat: 'I',
        outputFormat: 'O',
        serde: 'S',
        serdeParameters: {},
      },
      parameters: {},
    });
    return { lake, catalog };
  };

  test('every partition is created once, and everyone knows by whom', async () => {
    const { lake, catalog } = await newLake('race');
    const writers = [0, 3, 200, 203].map((first) => start(lake, first));
    const reports = await Promise.all(
      writers.map(
        async ({ stdout }) => JSON.parse(await text(stdout!)) as { pid: number; created: string[] },
      ),
    );
    const creators = new Map(
      reports.flatMap(({ pid, created }) => created.map((value) => [value, `s3://logs/by=${pid}/`] as const)),
    );
    expect(reports.reduce((sum, { created }) => sum + created.length, 0)).toBe(400);
    expect(await locations(catalog)).toEqual(creators);
  }, 60_000);

  test('a writer that is killed spoils nothing for the others', async () => {
    const { lake, catalog } = await newLake('killed');
    const victim = start(lake, 0, 'endless');
    const ended = new Promise((resolve) => victim.once('exit', (_, signal) => resolve(signal)));
    // The first output of a writer says that it has written its first batch and is in the middle of its work.
    await new Promise((resolve) => victim.stdout!.once('data', resolve));
    const survivor = start(lake, 200);
    let output = '';
    survivor.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      victim.kill('SIGKILL');
    });
    await new Promise((resolve) => survivor.once('close', resolve));
    const report = JSON.parse(output) as { created: string[] };
    expect(await ended).toBe('SIGKILL');
    const found = await locations(catalog);
    expect(found.size).toBe(400);
    const byVictim = [...found.values()].filter((location) => location === `s3://logs/by=${victim.pid!}/`);
    expect(report.created.length + byVictim.length).toBe(400);
    expect(byVictim.length).toBeGreaterThanOrEqual(7);
  }, 60_000);
});
