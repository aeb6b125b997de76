import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../object-store';
import { readText } from '../read-object';
import { all, errorCode } from '../testing/contract/contract-subject';
import { createS3ObjectStore } from './s3-object-store';

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

/** What only shows on a connection: the adapter with a real client, and a server that answers as it is told. */
describe('S3 adapter on the wire', () => {
  const ref = { bucket: 'lake', key: 'k' };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  let server: Server;
  let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
  let answers: Answer[];
  let endpoint: string;
  let store: ObjectStore;

  beforeEach(async () => {
    seen = [];
    answers = [];
    server = createServer((request, response) => {
      void buffer(request).then((body) => {
        const { method = '', url = '', headers } = request;
        seen.push({ method, url, headers, body: body.toString() });
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        answer?.(request, response, body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    store = createS3ObjectStore({ region: 'eu-west-1', endpoint, credentials });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const error =
    (status: number, code: string): Answer =>
    (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(
        `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>so it is</Message></Error>`,
      );
    };
  const ok =
    (body: string, headers: Record<string, string> = {}): Answer =>
    (_request, response) => {
      response.writeHead(200, { etag: '"e"', 'x-amz-server-side-encryption': 'AES256', ...headers });
      response.end(body);
    };

  test.each(['a/../b', './a', 'a//b/', '/a', "q?x=1&y#'z'", 'line\nbreak', 'ü+%2F 😀'])(
    'the key %j is in the path as it is',
    async (key) => {
      answers = [ok('x')];
      await readText(store, { bucket: 'lake', key });
      expect(decodeURIComponent(seen[0]!.url.replace(/\?x-id=GetObject$/, ''))).toBe(`/lake/${key}`);
    },
  );

  test('a write carries its checksum', async () => {
    answers = [ok('')];
    await store.put(ref, '123456789', { condition: { ifNoneMatch: '*' } });
    expect(seen).toMatchObject([
      {
        method: 'PUT',
        body: '123456789',
        // The check value of CRC-32, cbf43926, in base64.
        headers: { 'x-amz-checksum-crc32': 'y/Q5Jg==', 'if-none-match': '*' },
      },
    ]);
  });

  test('throttling is ridden out', async () => {
    answers = [error(503, 'SlowDown'), error(503, 'SlowDown'), ok('', { etag: '"done"' })];
    expect(await store.put(ref, 'x')).toEqual({ etag: 'done' });
    expect(seen.map(({ body }) => body)).toEqual(['x', 'x', 'x']);
  }, 20_000);

  test('throttling that lasts is told, after five tries', async () => {
    answers = [error(503, 'SlowDown')];
    await expect(store.put(ref, 'x')).rejects.toMatchObject({ code: 'S3_THROTTLED', retryable: true });
    expect(seen).toHaveLength(5);
  }, 60_000);

  test('a copy that fails although it began with 200 is tried again, and told if it lasts', async () => {
    const failed: Answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(
        '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>so it is</Message></Error>',
      );
    };
    answers = [failed, ok('<CopyObjectResult><ETag>"copied"</ETag></CopyObjectResult>')];
    expect(await store.copy(ref, { bucket: 'lake', key: 'to' })).toEqual({ etag: 'copied' });
    answers = [failed];
    expect(await errorCode(store.copy(ref, { bucket: 'lake', key: 'to' }))).toBe('S3_UNAVAILABLE');
  }, 60_000);

  test('a HEAD tells by its status alone', async () => {
    const status =
      (code: number): Answer =>
      (_request, response) => {
        response.writeHead(code).end();
      };
    answers = [status(404)];
    expect(await store.head(ref)).toBeUndefined();
    answers = [status(403)];
    expect(await errorCode(store.head(ref))).toBe('S3_ACCESS_DENIED');
    answers = [status(400)];
    expect(await errorCode(store.head(ref))).toBe('S3_INVALID_REQUEST');
  });

  test('bytes that are damaged on the way are noticed', async () => {
    answers = [ok('12345678!', { 'x-amz-checksum-crc32': 'y/Q5Jg==' })];
    await expect(readText(store, ref)).rejects.toMatchObject({
      code: 'S3_UNAVAILABLE',
      retryable: true,
      message: expect.stringContaining('s3://lake/k'),
    });
    answers = [ok('123456789', { 'x-amz-checksum-crc32': 'y/Q5Jg==' })];
    expect(await readText(store, ref)).toBe('123456789');
  });

  test('a connection that breaks while an object is read is no end of it', async () => {
    answers = [
      (_request, response) => {
        response.writeHead(200, {
          'content-length': '100',
          etag: '"e"',
          'x-amz-server-side-encryption': 'AES256',
        });
        response.write('only this');
        setTimeout(() => response.destroy(), 20);
      },
    ];
    const { body } = await store.get(ref);
    await expect(all(body)).rejects.toMatchObject({ code: 'S3_UNAVAILABLE', retryable: true });
  });

  test('a body that nobody reads gives its connection back', async () => {
    answers = [ok('x'.repeat(10_000_000))];
    const { body } = await store.get(ref);
    const closed = new Promise((resolve) =>
      server.once('connection', (socket) => socket.once('close', resolve)),
    );
    body.destroy();
    answers = [ok('y')];
    expect(await readText(store, ref)).toBe('y');
    server.closeAllConnections();
    await closed;
  });

  test('an answer that is no S3 is told as such', async () => {
    answers = [
      (_request, response) => {
        response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>');
      },
    ];
    const impatient = new S3Client({ region: 'eu-west-1', endpoint, credentials, maxAttempts: 1 });
    expect(await errorCode(createS3ObjectStore({ client: impatient }).get(ref))).toBe('S3_UNAVAILABLE');
  });
});
