import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { stampOf } from './files';
import { distinguish, sweepAbandoned, writeBody } from './written-file';

describe('written files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lakeward-written-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('have the bytes, the size and the MD5 of their body', async () => {
    const written = await writeBody(path.join(folder, 'new'), Readable.from(['a,b\n', '1,2\n']));
    expect(await readFile(written.file, 'utf8')).toBe('a,b\n1,2\n');
    expect(written).toMatchObject({ md5: 'e5ebd4c02cefbe7955977c67ada242b7', stamp: { size: 8 } });
    expect(written.stamp).toEqual(await stampOf(written.file));
  });

  test('leave nothing when the body breaks', async () => {
    function* breaking() {
      yield 'some bytes';
      throw new Error('the source broke');
    }
    await expect(writeBody(folder, Readable.from(breaking()))).rejects.toMatchObject({
      cause: new Error('the source broke'),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('can be told from others of the same size and time', async () => {
    const written = await writeBody(folder, 'same');
    const next = { size: 4, mtimeNs: `${BigInt(written.stamp.mtimeNs) / 1_000_000n + 1n}000000` };
    const { stamp } = await distinguish(written, [written.stamp, undefined, next]);
    expect([written.stamp.mtimeNs, next.mtimeNs]).not.toContain(stamp.mtimeNs);
    expect(stamp.size).toBe(4);
    expect(await stampOf(written.file)).toEqual(stamp);
    expect(
      (await stat(written.file)).mtimeMs - Number(BigInt(written.stamp.mtimeNs) / 1_000_000n),
    ).toBeLessThan(4);

    const another = await writeBody(folder, 'other');
    expect((await distinguish(another, [written.stamp])).stamp).toEqual(another.stamp);
  });

  test('that were abandoned a day ago are removed, younger ones are not', async () => {
    for (const [name, hours] of [
      ['old', 25],
      ['young', 23],
    ] as const) {
      await writeFile(path.join(folder, name), 'x');
      const then = Date.now() / 1_000 - hours * 3_600;
      await utimes(path.join(folder, name), then, then);
    }
    const written = await writeBody(folder, 'new');
    await sweepAbandoned(folder, written);
    expect((await readdir(folder)).sort()).toEqual([path.basename(written.file), 'young'].sort());
  });
});
