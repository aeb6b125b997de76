import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { BucketAdministration } from '../bucket-administration';
import type { InventoryConfiguration } from '../inventory-configuration';
import { all, errorCode } from '../testing/contract/contract-subject';
import { createS3BucketAdministration } from './s3-bucket-administration';
import { createS3EncryptionUpdate } from './s3-encryption-update';
import type { ObjectEncryptionUpdate } from '../object-encryption-update';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/abc';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

interface Answer {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the emulator cannot show: the adapters with a real client, and a server that answers as S3's reference says. */
describe('on the wire', () => {
  let server: Server;
  let seen: { method: string; url: string; body: string; headers: NodeJS.Dict<string | string[]> }[];
  let answers: Answer[];
  let admin: BucketAdministration;
  let update: ObjectEncryptionUpdate;

  beforeEach(async () => {
    seen = [];
    answers = [];
    server = createServer((request, response) => {
      void buffer(request).then((body) => {
        const { method = '', url = '', headers } = request;
        seen.push({ method, url, headers, body: body.toString() });
        const { status = 200, body: answer = '', headers: more = {} } = answers.shift() ?? {};
        response.writeHead(status, { 'content-type': 'application/xml', ...more }).end(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    admin = createS3BucketAdministration({ region: 'eu-west-1', endpoint, credentials, pageSize: 2 });
    update = createS3EncryptionUpdate({ region: 'eu-west-1', endpoint, credentials });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const error = (status: number, code: string, message = 'so it is'): Answer => ({
    status,
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  });

  test('buckets are listed page by page', async () => {
    const page = (names: string[], token = '') =>
      `<ListAllMyBucketsResult><Buckets>${names
        .map(
          (name) =>
            `<Bucket><Name>${name}</Name><BucketRegion>eu-west-1</BucketRegion><CreationDate>2026-01-02T03:04:05.000Z</CreationDate></Bucket>`,
        )
        .join(
          '',
        )}</Buckets>${token === '' ? '' : `<ContinuationToken>${token}</ContinuationToken>`}</ListAllMyBucketsResult>`;
    answers = [{ body: page(['a', 'b'], 'next+1') }, { body: page(['c']) }];
    const createdAt = new Date('2026-01-02T03:04:05.000Z');
    expect(await all(admin.listBuckets('eu-west-1'))).toEqual(
      ['a', 'b', 'c'].map((name) => ({ name, region: 'eu-west-1', createdAt })),
    );
    expect(seen.map(({ url }) => url.replace(/&?x-id=ListBuckets/, ''))).toEqual([
      '/?bucket-region=eu-west-1&max-buckets=2',
      '/?bucket-region=eu-west-1&continuation-token=next%2B1&max-buckets=2',
    ]);
  });

  const full: InventoryConfiguration = {
    id: 'daily',
    enabled: true,
    includedVersions: 'All',
    keyPrefix: 'logs',
    frequency: 'Weekly',
    fields: ['Size', 'EncryptionStatus'],
    destination: {
      bucket: 'inventories',
      accountId: '111122223333',
      format: 'Parquet',
      prefix: 'central',
      encryption: { type: 'SSE-KMS', keyArn },
    },
  };
  const wire =
    '<InventoryConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Destination><S3BucketDestination>' +
    '<AccountId>111122223333</AccountId><Bucket>arn:aws:s3:::inventories</Bucket><Format>Parquet</Format>' +
    `<Prefix>central</Prefix><Encryption><SSE-KMS><KeyId>${keyArn}</KeyId></SSE-KMS></Encryption>` +
    '</S3BucketDestination></Destination><IsEnabled>true</IsEnabled><Filter><Prefix>logs</Prefix></Filter>' +
    '<Id>daily</Id><IncludedObjectVersions>All</IncludedObjectVersions><OptionalFields><Field>Size</Field>' +
    '<Field>EncryptionStatus</Field></OptionalFields><Schedule><Frequency>Weekly</Frequency></Schedule>' +
    '</InventoryConfiguration>';

  test('an inventory is written and read whole', async () => {
    await admin.putInventory('lake', full);
    expect(seen[0]).toMatchObject({ method: 'PUT', url: '/lake/?id=daily&inventory=' });
    const normal = (xml: string) =>
      xml
        .replace(/^<\?xml[^>]*\?>/, '')
        .split(/(?=<)/)
        .sort();
    expect(normal(seen[0]!.body)).toEqual(normal(wire));
    answers = [{ body: wire.replace('<Field>Size', '<Field>ObjectLockEventHoldStatus</Field><Field>Size') }];
    expect(await admin.inventory('lake', 'daily')).toEqual(full);
    answers = [{ body: wire.replace(`<SSE-KMS><KeyId>${keyArn}</KeyId></SSE-KMS>`, '<SSE-S3></SSE-S3>') }];
    expect((await admin.inventory('lake', 'daily'))!.destination.encryption).toEqual({ type: 'SSE-S3' });
  });

  test('inventories are listed page by page, in order of their ids', async () => {
    const list = (ids: string[], token = '') =>
      `<ListInventoryConfigurationsResult><IsTruncated>${token !== ''}</IsTruncated>` +
      ids.map((id) => wire.replace('<Id>daily', `<Id>${id}`)).join('') +
      `${token === '' ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`}</ListInventoryConfigurationsResult>`;
    answers = [{ body: list(['c', 'a'], 't') }, { body: list(['b']) }];
    const found = await all(admin.inventories('lake'));
    expect(found).toEqual(['a', 'b', 'c'].map((id) => ({ ...full, id })));
    expect(seen[1]!.url).toContain('continuation-token=t');
  });

  test('ownership is told, and its absence', async () => {
    answers = [
      {
        body: '<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>',
      },
      error(404, 'OwnershipControlsNotFoundError'),
    ];
    expect(await admin.objectOwnership('lake')).toBe('BucketOwnerEnforced');
    expect(await admin.objectOwnership('lake')).toBe('ObjectWriter');
  });

  const location = (name: string): Answer => ({
    body: `<?xml version="1.0"?><LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${name}</LocationConstraint>`,
  });

  test.each([
    ['eu-central-1', 'eu-central-1'],
    ['', 'us-east-1'],
    ['EU', 'eu-west-1'],
  ])('the location %j is the Region %s', async (name, region) => {
    answers = [location(name)];
    expect(await admin.bucketRegion('lake')).toBe(region);
    expect(seen).toMatchObject([{ method: 'GET', url: '/lake/?location=' }]);
  });

  test('a bucket of another Region is asked for there', async () => {
    answers = [{ status: 301, headers: { 'x-amz-bucket-region': 'us-east-2' } }, location('us-east-2')];
    expect(await admin.bucketRegion('lake')).toBe('us-east-2');
    expect(seen[1]!.headers['authorization']).toContain('/us-east-2/s3/');
  });

  test.each([
    [error(403, 'AccessDenied'), 'S3_ACCESS_DENIED'],
    [error(404, 'NoSuchBucket'), 'S3_BUCKET_NOT_FOUND'],
  ])('a Region that is not told: %j is %s', async (answer, code) => {
    answers = [answer];
    expect(await errorCode(admin.bucketRegion('lake'))).toBe(code);
  });

  test.each([
    [error(403, 'AccessDenied'), 'S3_ACCESS_DENIED'],
    [error(404, 'NoSuchBucket'), 'S3_BUCKET_NOT_FOUND'],
    [error(400, 'MalformedPolicy'), 'S3_INVALID_REQUEST'],
  ])('%j is %s', async (answer, code) => {
    answers = [answer];
    expect(await errorCode(admin.putPolicy('lake', '{"Statement":[]}'))).toBe(code);
  });

  describe('encryption in place', () => {
    const ref = { bucket: 'lake', key: 'a b' };

    test('is asked for in the words of S3', async () => {
      await update.updateEncryption(ref, { keyArn, bucketKey: true, versionId: 'v1' });
      expect(seen[0]).toMatchObject({ method: 'PUT', url: '/lake/a%20b?encryption=&versionId=v1' });
      expect(seen[0]!.body.replace(/^<\?xml[^>]*\?>/, '')).toBe(
        '<ObjectEncryption xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><SSE-KMS>' +
          `<KMSKeyArn>${keyArn}</KMSKeyArn><BucketKeyEnabled>true</BucketKeyEnabled></SSE-KMS></ObjectEncryption>`,
      );
      expect(seen[0]!.headers['x-amz-checksum-crc32']).toMatch(/^[\w+/]{6}==$/);
    });

    test.each([
      [error(400, 'InvalidRequest', 'The object is not encrypted'), 'S3_INVALID_REQUEST'],
      [error(404, 'NoSuchKey'), 'S3_OBJECT_NOT_FOUND'],
      [error(403, 'AccessDenied', 'Access Denied'), 'S3_ACCESS_DENIED'],
      [
        error(403, 'AccessDenied', 'Access Denied because object protected by object lock.'),
        'S3_OBJECT_LOCKED',
      ],
    ])('%j is %s', async (answer, code) => {
      answers = [answer];
      expect(await errorCode(update.updateEncryption(ref, { keyArn }))).toBe(code);
    });

    test.each(['alias/x', 'abc', 'arn:aws:kms:eu-west-1:111122223333:alias/x'])(
      'key %s is refused unsent',
      async (key) => {
        expect(await errorCode(update.updateEncryption(ref, { keyArn: key }))).toBe('S3_INVALID_REQUEST');
        expect(seen).toEqual([]);
      },
    );
  });
});
