import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { readContent } from './read-content';

const content = Buffer.from('{"Records":[]}');
const packed = gzipSync(content);
const read = (...chunks: Buffer[]) => readContent(Readable.from(chunks), 1_000);

describe('readContent', () => {
  test('unpacks gzip, also of several members and in pieces, and leaves other bytes as they are', async () => {
    expect(await read(content)).toEqual({ bytes: content });
    expect(await read(packed.subarray(0, 1), packed.subarray(1))).toEqual({ bytes: content });
    expect(await read(packed, packed)).toEqual({ bytes: Buffer.concat([content, content]) });
    expect(await read()).toEqual({ bytes: Buffer.alloc(0) });
  });

  test.each([
    ['a stream cut short', packed.subarray(0, -3), 'truncated'],
    ['a stream with another sum', Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)]), 'malformed'],
    ['a zero after the end', Buffer.concat([packed, Buffer.alloc(1)]), 'malformed'],
    [
      'the begin of another stream after the end',
      Buffer.concat([packed, packed.subarray(0, 9)]),
      'truncated',
    ],
    ['more than the limit when unpacked', gzipSync(Buffer.alloc(1_001)), 'too-large'],
  ])('%s is %s', async (_, stored, problem) => {
    expect(await read(stored)).toEqual({ problem, stored });
  });

  test('more than the limit as stored is not held', async () => {
    expect(await read(Buffer.alloc(600), Buffer.alloc(600))).toEqual({ problem: 'too-large' });
  });
});
