import type { FileHandle } from 'node:fs/promises';

const FRAME_MAGIC = 0xfd2fb528;
/** Frames of any content that readers step over: 16 magic numbers. */
const SKIPPABLE_MAGIC = 0x184d2a50;

/** Types of blocks: one byte repeated, and one that must not occur. */
const RLE = 1;
const RESERVED = 3;

/**
 * True when the file is made of whole Zstandard frames: every block that is announced is there, and the last one is marked as such.
 * The blocks are stepped over, not unpacked. Format: RFC 8878.
 */
export async function hasWholeFrames(file: FileHandle, size: number): Promise<boolean> {
  let at = 0;
  while (at < size) {
    const end = await frameEnd(file, at);
    if (end === undefined || end > size) return false;
    at = end;
  }
  return true;
}

/** Where the frame at the position ends; undefined where it is none, or is cut before that can be told. */
async function frameEnd(file: FileHandle, start: number): Promise<number | undefined> {
  const head = await bytesAt(file, start, 8);
  if (head === undefined) return undefined;
  const magic = head.readUInt32LE(0);
  if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) return start + 8 + head.readUInt32LE(4);
  if (magic !== FRAME_MAGIC) return undefined;
  const descriptor = head.readUInt8(4);
  const isSingleSegment = (descriptor & 0b0010_0000) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 0b11] ?? 0;
  const contentSizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  let at = start + 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes + contentSizeBytes;
  for (;;) {
    const block = await bytesAt(file, at, 3);
    if (block === undefined) return undefined;
    const header = block.readUIntLE(0, 3);
    const type = (header >> 1) & 0b11;
    if (type === RESERVED) return undefined;
    at += 3 + (type === RLE ? 1 : header >> 3);
    if ((header & 1) === 1) return at + ((descriptor & 0b100) === 0 ? 0 : 4);
  }
}

async function bytesAt(file: FileHandle, position: number, count: number): Promise<Buffer | undefined> {
  const buffer = Buffer.alloc(count);
  const { bytesRead } = await file.read(buffer, 0, count, position);
  return bytesRead === count ? buffer : undefined;
}
