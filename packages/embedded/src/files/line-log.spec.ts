import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { appendLines, readLines } from './line-log';

/** Linux has a device that is always full; elsewhere the test is counted as skipped. */
const SKIP = 'skip';
const onFullDisk = existsSync('/dev/full') ? test : test[SKIP];

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lakeward-lines-'));
  file = path.join(directory, 'log.jsonl');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('appendLines', () => {
  test('makes a file only where it may', async () => {
    await expect(appendLines(file, ['a'], { create: false, gap: 'always' })).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await appendLines(file, ['a', 'b'], { create: true, gap: 'when-needed' });
    expect(await readFile(file, 'utf8')).toBe('a\nb\n');
  });

  test('leaves a gap always, or only after a line without its end', async () => {
    await writeFile(file, 'half');
    await appendLines(file, ['a'], { create: false, gap: 'when-needed' });
    await appendLines(file, ['b'], { create: false, gap: 'when-needed' });
    await appendLines(file, ['c'], { create: false, gap: 'always' });
    expect(await readFile(file, 'utf8')).toBe('half\na\nb\n\nc\n');
  });

  onFullDisk('a full disk is an error', async () => {
    await symlink('/dev/full', file);
    await expect(appendLines(file, ['a'], { create: false, gap: 'always' })).rejects.toMatchObject({
      code: 'ENOSPC',
    });
  });
});

describe('readLines', () => {
  test('goes on where it stopped, and leaves a line that is still being written', async () => {
    await writeFile(file, '\nä\n\nb\nhal');
    const first = await readLines(file, 0);
    expect(first).toEqual({ lines: ['ä', 'b'], offset: Buffer.byteLength('\nä\n\nb\n') });
    await appendFile(file, 'f\nc\n');
    const second = await readLines(file, first.offset);
    expect(second.lines).toEqual(['half', 'c']);
    expect(await readLines(file, second.offset)).toEqual({ lines: [], offset: second.offset });
  });

  test('reads characters that lie across two reads', async () => {
    const line = `x${'€'.repeat(700_000)}`;
    await writeFile(file, `${line}\n`);
    const { lines, offset } = await readLines(file, 0);
    expect(lines).toHaveLength(1);
    expect(lines[0] === line).toBe(true);
    expect(offset).toBe(2_100_002);
  });
});
