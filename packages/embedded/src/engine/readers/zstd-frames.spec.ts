import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hasWholeFrames } from './zstd-frames';

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** A block header: whether it is the last, its type, its size. */
const block = (last: boolean, type: number, size: number): number[] => {
  const header = (size << 3) | (type << 1) | (last ? 1 : 0);
  return [header & 255, (header >> 8) & 255, header >> 16];
};
/** One segment of five raw bytes. */
const SINGLE = [...MAGIC, 0b0010_0000, 5, ...block(true, 0, 5), 1, 2, 3, 4, 5];
/** A window, a dictionary, a content size, two blocks (one of them a repeated byte) and a checksum. */
const LONG = [
  ...MAGIC,
  0b0100_0101,
  0x58,
  7,
  0,
  1,
  ...block(false, 0, 2),
  1,
  2,
  ...block(true, 1, 300),
  9,
  1,
  2,
  3,
  4,
];
const SKIPPED = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];

describe('hasWholeFrames', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'lakeward-zstd-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const isWhole = async (bytes: readonly number[]): Promise<boolean> => {
    const file = path.join(directory, 'x');
    await writeFile(file, Buffer.from(bytes));
    const handle = await open(file);
    try {
      return await hasWholeFrames(handle, bytes.length);
    } finally {
      await handle.close();
    }
  };

  test.each([
    ['one segment', SINGLE],
    ['blocks with a checksum', LONG],
    ['several frames', [...SINGLE, ...SKIPPED, ...LONG]],
  ])('%s: whole, and cut anywhere it is not', async (_, bytes) => {
    expect(await isWhole(bytes)).toBe(true);
    const frames = [SINGLE.length, SINGLE.length + SKIPPED.length];
    for (let length = 1; length < bytes.length; length += 1) {
      // Between two frames a file may end.
      expect(await isWhole(bytes.slice(0, length))).toBe(
        bytes.length > LONG.length && frames.includes(length),
      );
    }
  });

  test('what follows a frame must be one', async () => {
    expect(await isWhole([...SINGLE, 1, 2, 3])).toBe(false);
    expect(await isWhole([...MAGIC, 0b0010_0000, 5, ...block(true, 3, 5), 1, 2, 3, 4, 5])).toBe(false);
  });
});
