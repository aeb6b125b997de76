import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { awsFailure } from './aws-failure';
import { clientSettings } from './client-settings';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const patience = { connectMs: 500, answerMs: 300, attempts: 1 };

/** What a real SDK client throws when the service answers so; 'silence' means never. */
async function thrownFor(answer: { status: number; body: string } | 'silence'): Promise<unknown> {
  const server = createServer((request, response) => {
    request.resume();
    if (answer === 'silence') return;
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new KMSClient(clientSettings({ region: 'eu-west-1', endpoint, credentials }, patience));
  try {
    return await client.send(new DescribeKeyCommand({ KeyId: 'alias/x' }));
  } catch (error) {
    return error;
  } finally {
    client.destroy();
    server.closeAllConnections();
    server.close();
  }
}

const json = (status: number, type: string) => ({
  status,
  body: JSON.stringify({ __type: type, message: 'said the service' }),
});

describe('awsFailure, of what the SDK throws', () => {
  test.each([
    ['throttled', json(400, 'com.amazonaws.kms#ThrottlingException')],
    ['throttled', json(400, 'TooManyRequestsException')],
    ['throttled', json(429, 'Anything')],
    ['denied', json(400, 'AccessDeniedException')],
    ['denied', json(400, 'UnrecognizedClientException')],
    ['denied', json(400, 'ExpiredTokenException')],
    ['refused', json(400, 'NotFoundException')],
    ['unavailable', json(500, 'KMSInternalException')],
    ['unavailable', { status: 503, body: '{}' }],
    ['unavailable', { status: 502, body: '<html>Bad gateway</html>' }],
    ['unavailable', { status: 200, body: '<html>Please log in</html>' }],
    ['denied', { status: 403, body: '<html>Blocked</html>' }],
    ['unavailable', 'silence'],
  ] as const)('%s: %j', async (kind, answer) => {
    expect(awsFailure(await thrownFor(answer))).toMatchObject({ kind });
  });

  test('keeps the name and the words of the service', async () => {
    expect(awsFailure(await thrownFor(json(400, 'com.amazonaws.kms#NotFoundException')))).toEqual({
      kind: 'refused',
      name: 'NotFoundException',
      message: 'said the service',
    });
  });

  // Under jest the SDK wraps errors of node:net (another realm's Error), so this one is built as it looks outside.
  test('an unreachable service is unavailable', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
      code: 'ECONNREFUSED',
      $metadata: { attempts: 3, totalRetryDelay: 90 },
    });
    expect(awsFailure(error)).toEqual({
      kind: 'unavailable',
      name: 'Error',
      message: 'connect ECONNREFUSED 127.0.0.1:1',
    });
  });

  test('a missing region is refused, with the words that say so', async () => {
    const region = () => Promise.reject<string>(new Error('Region is missing'));
    const client = new KMSClient({ region, credentials });
    const error: unknown = await client
      .send(new DescribeKeyCommand({ KeyId: 'x' }))
      .catch((thrown: unknown) => thrown);
    expect(awsFailure(error)).toMatchObject({ kind: 'refused', message: 'Region is missing' });
  });

  test.each([new TypeError('x is not a function'), new Error('boom'), 'text', undefined])(
    'knows nothing about %p',
    (error) => {
      expect(awsFailure(error)).toBeUndefined();
    },
  );
});

describe('clientSettings', () => {
  test('leaves absent options to the SDK', () => {
    expect(clientSettings({}, { connectMs: 1, answerMs: 2, attempts: 3 })).toEqual({
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1, requestTimeout: 2, throwOnRequestTimeout: true },
    });
  });
});
