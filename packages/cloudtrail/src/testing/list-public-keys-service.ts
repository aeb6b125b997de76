import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TrailKey } from '../trail-keys';

/** CloudTrail's `ListPublicKeys` on the loopback interface, over its own wire protocol (AWS JSON 1.1). */
export interface ListPublicKeysService {
  /** URL for the endpoint of a client. */
  readonly endpoint: string;
  /** Answers the next requests so instead; then goes on as before. */
  failNext(...answers: { readonly status: number; readonly type: string }[]): void;
  /** Requests answered, refused ones too. */
  requests(): number;
  stop(): Promise<void>;
}

/** Starts it with the keys of each Region, one on a page. */
export async function startListPublicKeysService(
  keys: Readonly<Record<string, readonly TrailKey[]>>,
): Promise<ListPublicKeysService> {
  const failures: { status: number; type: string }[] = [];
  let count = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      count += 1;
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      const failure = failures.shift();
      if (failure !== undefined) {
        response
          .writeHead(failure.status)
          .end(JSON.stringify({ __type: failure.type, message: 'said CloudTrail' }));
        return;
      }
      const target = String(request.headers['x-amz-target']);
      if (!target.endsWith('CloudTrail_20131101.ListPublicKeys')) {
        response
          .writeHead(400)
          .end(JSON.stringify({ __type: 'UnsupportedOperationException', message: target }));
        return;
      }
      const region =
        /Credential=[^/]+\/\d{8}\/([a-z0-9-]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const input = JSON.parse(Buffer.concat(chunks).toString('utf8')) as ListPublicKeysInput;
      response.end(JSON.stringify(answer(keys[region] ?? [], input)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failNext: (...answers) => failures.push(...answers),
    requests: () => count,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Times are seconds since 1970 on this wire. */
interface ListPublicKeysInput {
  readonly StartTime: number;
  readonly EndTime: number;
  readonly NextToken?: string;
}

function answer(
  keys: readonly TrailKey[],
  { StartTime, EndTime, NextToken = '0' }: ListPublicKeysInput,
): unknown {
  const valid = keys.filter(
    ({ validFrom, validUntil }) =>
      validFrom.getTime() / 1_000 <= EndTime && validUntil.getTime() / 1_000 >= StartTime,
  );
  const page = Number(NextToken);
  return {
    PublicKeyList: valid.slice(page, page + 1).map(({ fingerprint, der, validFrom, validUntil }) => ({
      Fingerprint: fingerprint,
      Value: Buffer.from(der).toString('base64'),
      ValidityStartTime: validFrom.getTime() / 1_000,
      ValidityEndTime: validUntil.getTime() / 1_000,
    })),
    ...(page + 1 < valid.length ? { NextToken: String(page + 1) } : {}),
  };
}
