import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { inspectLogFile } from './inspect-log-file';

const record = {
  eventVersion: '1.11',
  eventTime: '2026-03-09T10:00:00Z',
  eventName: 'GetObject',
  eventID: 'e',
};
const log = Buffer.from(JSON.stringify({ Records: [record, record, record] }));
const inspect = (...chunks: Buffer[]) => inspectLogFile(Readable.from(chunks));
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('inspectLogFile', () => {
  test('counts the records and hashes the uncompressed bytes, plain or gzipped', async () => {
    const expected = { sha256: sha256(log), events: 3 };
    expect(await inspect(log)).toEqual(expected);
    expect(await inspect(gzipSync(log))).toEqual(expected);
  });

  test('reads what comes in pieces, even between the bytes of the magic number', async () => {
    const packed = gzipSync(log);
    expect(await inspect(packed.subarray(0, 1), packed.subarray(1, 40), packed.subarray(40))).toMatchObject({
      events: 3,
    });
  });

  test('a log without records is whole', async () => {
    expect(await inspect(Buffer.from('{"Records":[]}'))).toMatchObject({ events: 0 });
  });

  test.each<[string, Buffer, string]>([
    ['no bytes', Buffer.alloc(0), 'PCI_LOG_EMPTY'],
    ['gzip of no bytes', gzipSync(Buffer.alloc(0)), 'PCI_LOG_EMPTY'],
    ['text cut short', log.subarray(0, -20), 'PCI_LOG_TRUNCATED'],
    ['gzip cut short', gzipSync(log).subarray(0, -9), 'PCI_LOG_TRUNCATED'],
    ['gzip cut in its header', gzipSync(log).subarray(0, 5), 'PCI_LOG_TRUNCATED'],
    ['gzip with a flipped byte', flipped(gzipSync(log), 30), 'PCI_LOG_MALFORMED'],
    ['text that is not JSON', Buffer.from('{"Records":[{]}'), 'PCI_LOG_MALFORMED'],
    ['another document', Buffer.from('{"name":"lake","version":"1"}'), 'PCI_LOG_NOT_CLOUDTRAIL'],
    ['a list', Buffer.from('[1,2]'), 'PCI_LOG_NOT_CLOUDTRAIL'],
    ['records that are none', Buffer.from('{"Records":[{"a":1}]}'), 'PCI_LOG_NOT_CLOUDTRAIL'],
    ['null', Buffer.from('null'), 'PCI_LOG_NOT_CLOUDTRAIL'],
  ])('%s', async (_, bytes, problem) => {
    expect(await inspect(bytes)).toMatchObject({ events: 0, problem });
  });

  test.each([
    { userIdentity: 'root' },
    { userIdentity: { sessionContext: { sessionIssuer: 'Role' } } },
    { tlsDetails: 1 },
    { resources: { arn: 'x' } },
    { resources: ['arn'] },
  ])('a record whose structure is none sets its file aside: %j', async (odd) => {
    const bytes = Buffer.from(JSON.stringify({ Records: [record, { ...record, ...odd }] }));
    expect(await inspect(bytes)).toMatchObject({ events: 0, problem: 'PCI_LOG_NOT_CLOUDTRAIL' });
  });

  test('structures may be null, empty or missing, texts may be anything', async () => {
    const bytes = Buffer.from(
      JSON.stringify({
        Records: [
          { ...record, userIdentity: null, resources: null, tlsDetails: null, requestParameters: 'plain' },
          { ...record, userIdentity: { sessionContext: {} }, resources: [], readOnly: true, errorCode: 7 },
        ],
      }),
    );
    expect(await inspect(bytes)).toMatchObject({ events: 2 });
  });

  test('a file that unpacks to more than any log file is not unpacked to its end', async () => {
    const bomb = gzipSync(Buffer.alloc(140 * 1024 * 1024));
    expect(await inspect(bomb)).toEqual({ sha256: sha256(bomb), events: 0, problem: 'PCI_LOG_TOO_LARGE' });
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}
