import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CatalogPartition, CatalogTable } from '@lakeward/glue';
import { catalogContract } from '@lakeward/glue/testing';
import { FileCatalog } from './file-catalog';

let lake: string;
beforeEach(async () => {
  lake = await mkdtemp(path.join(tmpdir(), 'lakeward-catalog-'));
});
afterEach(() => rm(lake, { recursive: true, force: true }));

catalogContract('files', { makeCatalog: () => Promise.resolve({ catalog: new FileCatalog({ lake }) }) });

const table: CatalogTable = {
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
};
const partition = (hour: number | string): CatalogPartition => ({
  values: [String(hour)],
  location: `s3://logs/hour=${hour}/`,
  parameters: { hash: 'a'.repeat(64) },
});
const all = async <T>(items: AsyncIterable<T>) => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};
const directory = () => path.join(lake, '.lakeward', 'catalog', 'logs');
const journal = async () => {
  const name = (await readdir(directory())).find((each) => each.endsWith('.jsonl'));
  return path.join(directory(), name!);
};

describe('FileCatalog', () => {
  let catalog: FileCatalog;
  beforeEach(async () => {
    catalog = new FileCatalog({ lake });
    await catalog.ensureDatabase('logs');
    await catalog.createTable(table);
  });

  test('shows another process what it wrote, and sees what that one writes', async () => {
    const other = new FileCatalog({ lake });
    await catalog.createPartitions('logs', 'events', [partition(1)]);
    expect(await other.partition('logs', 'events', ['1'])).toEqual(partition(1));
    await other.createPartitions('logs', 'events', [partition(2)]);
    await other.updatePartition('logs', 'events', { values: ['1'], location: 's3://moved/' });
    expect(await all(catalog.partitions('logs', 'events'))).toEqual([
      { values: ['1'], location: 's3://moved/' },
      partition(2),
    ]);
    await catalog.deletePartitions('logs', 'events', [['1']]);
    expect(await all(other.partitions('logs', 'events'))).toEqual([partition(2)]);
  });

  test('of two that create the same table, one does', async () => {
    const other = new FileCatalog({ lake });
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        (n % 2 === 0 ? catalog : other).createTable({ ...table, name: 'race', comment: String(n) }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    expect((await catalog.table('logs', 'race'))?.comment).toBe(String(winner));
    // The losers leave nothing: one definition and one journal for each of the two tables.
    expect(await readdir(directory())).toHaveLength(4);
  });

  test('writes nothing for partitions that are there already or not there to delete', async () => {
    await catalog.createPartitions('logs', 'events', [partition(1)]);
    const { size } = await stat(await journal());
    expect(await catalog.createPartitions('logs', 'events', [partition(1)])).toHaveLength(1);
    await catalog.deletePartitions('logs', 'events', [['7']]);
    expect((await stat(await journal())).size).toBe(size);
  });

  test('counts a partition that one call gives twice as existing the second time', async () => {
    const twice = [partition(1), { ...partition(1), location: 's3://other/' }];
    expect(await catalog.createPartitions('logs', 'events', twice)).toMatchObject([
      { values: ['1'], code: 'AlreadyExistsException' },
    ]);
    expect(await catalog.partition('logs', 'events', ['1'])).toEqual(partition(1));
  });

  test('loses nothing to a writer that was killed in the middle of a line', async () => {
    await catalog.createPartitions('logs', 'events', [partition(1)]);
    await appendFile(await journal(), '\n{"create":{"values":["2"],"locat');
    const next = new FileCatalog({ lake });
    expect(await all(next.partitions('logs', 'events'))).toEqual([partition(1)]);
    expect(await next.createPartitions('logs', 'events', [partition(2)])).toEqual([]);
    for (const each of [catalog, next, new FileCatalog({ lake })]) {
      expect(await all(each.partitions('logs', 'events'))).toEqual([partition(1), partition(2)]);
    }
  });

  test('ignores what killed processes left beside the tables', async () => {
    await writeFile(path.join(directory(), 'events.json.1234.tmp'), '{"incarn');
    await writeFile(path.join(directory(), 'gone.0000.jsonl'), '');
    expect((await all(catalog.tables('logs'))).map(({ name }) => name)).toEqual(['events']);
  });

  test('a table made anew never sees partitions of its forerunner, even one that was deleted half', async () => {
    await catalog.createPartitions('logs', 'events', [partition(1)]);
    await rm(path.join(directory(), 'events.json'));
    await catalog.createTable(table);
    expect(await all(catalog.partitions('logs', 'events'))).toEqual([]);
  });

  test('tells a writer whose table was deleted meanwhile', async () => {
    const other = new FileCatalog({ lake });
    await catalog.createPartitions('logs', 'events', [partition(1)]);
    await rm(await journal());
    await expect(other.createPartitions('logs', 'events', [partition(2)])).rejects.toMatchObject({
      code: 'GLUE_NOT_FOUND',
    });
  });

  test('keeps odd names inside its directory', async () => {
    for (const name of ['..', '.', '../../x', 'a.json', 'größe %2e/☃']) {
      await catalog.ensureDatabase(name);
      await catalog.createTable({ ...table, database: name, name });
      expect(await catalog.table(name, name)).toMatchObject({ database: name, name });
    }
    expect(await all(catalog.databases())).toEqual(
      ['..', '.', '../../x', 'a.json', 'größe %2e/☃', 'logs'].sort(),
    );
    expect(await readdir(lake)).toEqual(['.lakeward']);
    await expect(catalog.ensureDatabase('☃'.repeat(100))).rejects.toMatchObject({
      code: 'GLUE_INVALID_REQUEST',
    });
  });

  test('stays quick with 50,000 partitions', async () => {
    const many = Array.from({ length: 50_000 }, (_, n) => partition(n));
    const start = performance.now();
    expect(await catalog.createPartitions('logs', 'events', many)).toEqual([]);
    const fresh = new FileCatalog({ lake });
    expect(await all(fresh.partitions('logs', 'events'))).toHaveLength(50_000);
    for (let n = 0; n < 100; n += 1) {
      await fresh.updatePartition('logs', 'events', { ...partition(n * 500), location: 's3://moved/' });
    }
    expect(await catalog.partition('logs', 'events', ['49500'])).toMatchObject({ location: 's3://moved/' });
    // Generous for a busy machine: it takes about a second, and minutes if any of it were quadratic.
    expect(performance.now() - start).toBeLessThan(20_000);
  }, 60_000);
});
