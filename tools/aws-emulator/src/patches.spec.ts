import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAwsEmulator, whyNoAwsEmulator, type AwsEmulator } from './aws-emulator';
import { findPython } from './python';

const unavailable = whyNoAwsEmulator();
/** Counted as skipped, with the reason in the name, where there is no emulator. */
const SKIP = 'skip';
const suite = unavailable === undefined ? describe : describe[SKIP];

/** What a function is called with and does, to try out how functions are run. */
const functionCode = `
exports.echo = async (event, context) => {
  console.log('seen by ' + context.functionName);
  return { event, stage: process.env.STAGE, left: context.getRemainingTimeInMillis() > 0, home: process.env.SECRET_OF_PARENT };
};
exports.fail = async () => { throw new TypeError('as asked'); };
exports.hang = () => new Promise(() => setInterval(() => {}, 1000));
exports.die = () => process.kill(process.pid, 'SIGKILL');
exports.record = async (event) => {
  const url = process.env.AWS_ENDPOINT_URL + '/records/' + event.id;
  await fetch(url, { method: 'PUT', body: JSON.stringify(event) });
};
`;

suite(`patches of the AWS emulator${unavailable === undefined ? '' : ` (${unavailable})`}`, () => {
  let emulator: AwsEmulator;
  let folder: string;
  let code: string;
  const role = 'arn:aws:iam::123456789012:role/any';

  beforeAll(async () => {
    const started = await startAwsEmulator({ env: { ...process.env, SECRET_OF_PARENT: 'x' } });
    if ('unavailable' in started) throw new Error(started.unavailable);
    emulator = started;
    folder = await mkdtemp(path.join(tmpdir(), 'lakeward-function-'));
    code = await zipped(folder, functionCode);
  }, 90_000);
  afterAll(async () => {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await emulator.reset();
    const trust = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    await form('iam', {
      Action: 'CreateRole',
      RoleName: 'any',
      AssumeRolePolicyDocument: trust,
      Version: '2010-05-08',
    });
  });

  async function send(service: string, where: string, init: RequestInit): Promise<Response> {
    const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;
    const headers = { ...(init.headers as Record<string, string>), authorization };
    return fetch(emulator.endpoint + where, { ...init, headers });
  }

  async function createBucket(name: string, headers: Record<string, string> = {}): Promise<void> {
    const body = `<CreateBucketConfiguration><LocationConstraint>${emulator.region}</LocationConstraint></CreateBucketConfiguration>`;
    expect((await send('s3', `/${name}`, { method: 'PUT', headers, body })).status).toBe(200);
  }

  async function form(service: string, fields: Record<string, string>): Promise<string> {
    const answer = await send(service, '/', { method: 'POST', body: new URLSearchParams(fields) });
    const body = await answer.text();
    expect({ status: answer.status, body }).toEqual({ status: 200, body });
    return body;
  }

  async function json(service: string, target: string, input: unknown): Promise<Record<string, never>> {
    const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' };
    const answer = await send(service, '/', { method: 'POST', headers, body: JSON.stringify(input) });
    const body = await answer.text();
    expect({ status: answer.status, body }).toEqual({ status: 200, body });
    return (body === '' ? {} : JSON.parse(body)) as Record<string, never>;
  }

  async function createFunction(
    name: string,
    more: Record<string, unknown> = {},
  ): Promise<Record<string, unknown>> {
    const input = {
      FunctionName: name,
      Handler: `code/app.${name}`,
      Runtime: 'nodejs22.x',
      Role: role,
      Code: { ZipFile: code },
      Timeout: 10,
      ...more,
    };
    const answer = await send('lambda', '/2015-03-31/functions', {
      method: 'POST',
      body: JSON.stringify(input),
    });
    expect(answer.status).toBe(201);
    return (await answer.json()) as Record<string, unknown>;
  }

  async function invoke(
    name: string,
    event: unknown,
  ): Promise<{ failed: boolean; answer: unknown; log: string }> {
    const answer = await send('lambda', `/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      headers: { 'x-amz-log-type': 'Tail' },
      body: JSON.stringify(event),
    });
    return {
      failed: answer.headers.has('x-amz-function-error'),
      answer: await answer.json(),
      log: Buffer.from(answer.headers.get('x-amz-log-result') ?? '', 'base64').toString(),
    };
  }

  describe('functions', () => {
    test('run their code, with their own environment', async () => {
      await createFunction('echo', { Environment: { Variables: { STAGE: 'test' } } });
      expect(await invoke('echo', { say: 'Grüße 😀' })).toEqual({
        failed: false,
        answer: { event: { say: 'Grüße 😀' }, stage: 'test', left: true },
        log: 'seen by echo\n',
      });
    });

    test('fail, hang and die as functions do', async () => {
      for (const name of ['fail', 'hang', 'die']) await createFunction(name, { Timeout: 1 });
      expect(await invoke('fail', {})).toMatchObject({
        failed: true,
        answer: { errorType: 'TypeError', errorMessage: 'as asked' },
      });
      expect(await invoke('hang', {})).toMatchObject({
        failed: true,
        answer: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 1.00 seconds' },
      });
      expect(await invoke('die', {})).toMatchObject({
        failed: true,
        answer: { errorType: 'Runtime.ExitError' },
      });
    });

    test('keep their dead-letter queue, key and logging, as given and as changed', async () => {
      const settings = {
        DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead' },
        KMSKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/a',
        LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/echo' },
      };
      expect(await createFunction('echo', settings)).toMatchObject(settings);
      const where = '/2015-03-31/functions/echo/configuration';
      expect(await (await send('lambda', where, { method: 'GET' })).json()).toMatchObject(settings);

      const body = JSON.stringify({ KMSKeyArn: '', LoggingConfig: { LogFormat: 'JSON' } });
      expect((await send('lambda', where, { method: 'PUT', body })).status).toBe(200);
      const changed = (await (await send('lambda', where, { method: 'GET' })).json()) as object;
      expect(changed).toMatchObject({
        DeadLetterConfig: settings.DeadLetterConfig,
        LoggingConfig: { LogFormat: 'JSON' },
      });
      expect(changed).not.toHaveProperty('KMSKeyArn');
    });
  });

  test('rules send events to functions, and only those they are for', async () => {
    await createBucket('records');
    const { FunctionArn: arn } = await createFunction('record');
    const rules = {
      scheduled: { ScheduleExpression: 'rate(1 hour)' },
      matching: { EventPattern: JSON.stringify({ source: ['test'], detail: { n: [1] } }) },
      disabled: { EventPattern: JSON.stringify({ source: ['test'] }), State: 'DISABLED' },
    };
    for (const [name, rule] of Object.entries(rules)) {
      await json('events', 'AWSEvents.PutRule', { Name: name, ...rule });
      const input = name === 'matching' ? {} : { Input: JSON.stringify({ id: name }) };
      await json('events', 'AWSEvents.PutTargets', {
        Rule: name,
        Targets: [{ Id: 't', Arn: arn, ...input }],
      });
    }
    const entry = (n: number) => ({ Source: 'test', DetailType: 'Tried', Detail: JSON.stringify({ n }) });
    await json('events', 'AWSEvents.PutEvents', { Entries: [entry(1), entry(2)] });

    const listing = await (await send('s3', '/records?list-type=2', { method: 'GET' })).text();
    const keys = [...listing.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key);
    expect(keys).toHaveLength(1);
    const event: unknown = await (await send('s3', `/records/${keys[0]!}`, { method: 'GET' })).json();
    expect(event).toMatchObject({
      source: 'test',
      'detail-type': 'Tried',
      account: '123456789012',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      detail: { n: 1 },
    });
  });

  test('an inventory configuration is kept as given, and its deletion leaves the bucket', async () => {
    await createBucket('stocked');
    const where = '/stocked?inventory&id=daily';
    const body = `<InventoryConfiguration><Id>daily</Id><IsEnabled>true</IsEnabled>
      <IncludedObjectVersions>Current</IncludedObjectVersions><Schedule><Frequency>Daily</Frequency></Schedule>
      <Destination><S3BucketDestination><Bucket>arn:aws:s3:::reports</Bucket><Format>Parquet</Format></S3BucketDestination>
      </Destination></InventoryConfiguration>`;
    await send('s3', where, { method: 'PUT', body });
    expect(await (await send('s3', where, { method: 'GET' })).text()).toContain(
      '<IncludedObjectVersions>Current</IncludedObjectVersions>',
    );
    await send('s3', where, { method: 'DELETE' });
    expect(await (await send('s3', where, { method: 'GET' })).text()).toContain(
      '<Code>NoSuchConfiguration</Code>',
    );
    expect((await send('s3', '/stocked', { method: 'HEAD' })).status).toBe(200);
  });

  test('a bucket that tells EventBridge of its objects says so, and one that does not, not', async () => {
    await createBucket('telling');
    const ask = async () => (await send('s3', '/telling?notification', { method: 'GET' })).text();
    expect(await ask()).not.toContain('EventBridgeConfiguration');
    const body = '<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>';
    expect((await send('s3', '/telling?notification', { method: 'PUT', body })).status).toBe(200);
    expect(await ask()).toMatch(
      /<NotificationConfiguration[^>]*>.*<EventBridgeConfiguration\/><\/NotificationConfiguration>$/s,
    );
  });

  test('a bucket policy that denies under a condition does not deny everything', async () => {
    await createBucket('guarded');
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::guarded/*' };
    const policy = (Statement: unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });
    const insecure = { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    const put = async () => (await send('s3', '/guarded/x', { method: 'PUT', body: 'x' })).status;
    await send('s3', '/guarded?policy', { method: 'PUT', body: policy([insecure]) });
    expect(await put()).toBe(200);
    await send('s3', '/guarded?policy', { method: 'PUT', body: policy([deny]) });
    expect(await put()).toBe(403);
  });

  test("a role's policy may name jobs of S3 Batch Operations, and no other resource of S3 by Region", async () => {
    const put = (resource: string) => {
      const fields = {
        Action: 'PutRolePolicy',
        RoleName: 'any',
        PolicyName: 'jobs',
        Version: '2010-05-08',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['s3:DescribeJob'], Resource: [resource] }],
        }),
      };
      return send('iam', '/', { method: 'POST', body: new URLSearchParams(fields) });
    };
    expect((await put('arn:aws:s3:eu-west-1:123456789012:job/*')).status).toBe(200);
    expect((await put('arn:aws:s3:eu-west-1:123456789012:stocked/*')).status).toBe(400);
  });

  test('access logs may be delivered where the policy grants it, whatever else it says', async () => {
    await createBucket('logged');
    await createBucket('logs');
    const logs = 'arn:aws:s3:::logs';
    const insecure = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [logs, `${logs}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    const delivery = {
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: ['s3:PutObject'],
      Resource: [`${logs}/*`],
    };
    const policy = (...Statement: unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });
    const turnOn = async () => {
      const body =
        '<BucketLoggingStatus><LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix>a/</TargetPrefix></LoggingEnabled></BucketLoggingStatus>';
      return (await send('s3', '/logged?logging', { method: 'PUT', body })).status;
    };
    await send('s3', '/logs?policy', { method: 'PUT', body: policy(insecure) });
    expect(await turnOn()).toBe(400);
    const elsewhere = { ...delivery, Resource: 'arn:aws:s3:::others/*' };
    await send('s3', '/logs?policy', { method: 'PUT', body: policy(insecure, elsewhere) });
    expect(await turnOn()).toBe(400);
    await send('s3', '/logs?policy', { method: 'PUT', body: policy(insecure, delivery) });
    expect(await turnOn()).toBe(200);
  });

  test('the default retention of a bucket with objects can be changed and taken away', async () => {
    await createBucket('locked', { 'x-amz-bucket-object-lock-enabled': 'true' });
    const lock = async (rule: string) => {
      const body = `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>${rule}</ObjectLockConfiguration>`;
      const { status } = await send('s3', '/locked?object-lock', { method: 'PUT', body });
      return {
        status,
        kept: await (await send('s3', '/locked?object-lock', { method: 'GET' })).text(),
      };
    };
    await send('s3', '/locked/x', { method: 'PUT', body: 'x' });
    const rule = '<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>2</Days></DefaultRetention></Rule>';
    expect(await lock(rule)).toEqual({ status: 200, kept: expect.stringContaining('<Days>2</Days>') });
    expect(await lock('')).toEqual({ status: 200, kept: expect.not.stringContaining('<Rule>') });

    await createBucket('unversioned');
    const body =
      '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>';
    const refused = await send('s3', '/unversioned?object-lock', { method: 'PUT', body });
    expect(await refused.text()).toContain('<Code>InvalidBucketState</Code>');
  });

  test('a key may have line breaks', async () => {
    await createBucket('broken');
    const put = await send('s3', '/broken/line%0Abreak/%0A', { method: 'PUT', body: 'x' });
    expect(put.status).toBe(200);
    const listing = await send('s3', '/broken?list-type=2&encoding-type=url', { method: 'GET' });
    expect(await listing.text()).toContain('<Key>line%0Abreak/%0A</Key>');
  });

  test('a redrive policy comes back as it was given', async () => {
    await json('sqs', 'AmazonSQS.CreateQueue', { QueueName: 'dead' });
    const given = '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:dead","maxReceiveCount":3}';
    const { QueueUrl } = await json('sqs', 'AmazonSQS.CreateQueue', {
      QueueName: 'work',
      Attributes: { RedrivePolicy: given },
    });
    const { Attributes } = await json('sqs', 'AmazonSQS.GetQueueAttributes', {
      QueueUrl,
      AttributeNames: ['RedrivePolicy'],
    });
    expect(Attributes).toEqual({ RedrivePolicy: given });
  });

  test('a trail may be named by its ARN', async () => {
    await createBucket('trails');
    const call = (operation: string, input: unknown) =>
      json('cloudtrail', `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.${operation}`, input);
    const { TrailARN } = await call('CreateTrail', { Name: 'audit', S3BucketName: 'trails' });
    await call('StartLogging', { Name: TrailARN });
    expect(await call('GetTrailStatus', { Name: 'audit' })).toMatchObject({ IsLogging: true });
    await call('StopLogging', { Name: TrailARN });
    await call('DeleteTrail', { Name: TrailARN });
    expect(await call('DescribeTrails', {})).toMatchObject({ trailList: [] });
  });

  test('a saved query can be deleted', async () => {
    const { NamedQueryId } = await json('athena', 'AmazonAthena.CreateNamedQuery', {
      Name: 'q',
      Database: 'd',
      QueryString: 'SELECT 1',
    });
    await json('athena', 'AmazonAthena.DeleteNamedQuery', { NamedQueryId });
    expect(await json('athena', 'AmazonAthena.ListNamedQueries', {})).toMatchObject({ NamedQueryIds: [] });
  });

  test('results lie where the workgroup says, or where the query says if it may', async () => {
    const place = (prefix: string) => ({ OutputLocation: `s3://results/${prefix}/` });
    for (const [Name, EnforceWorkGroupConfiguration] of [
      ['binding', true],
      ['free', false],
    ] as const)
      await json('athena', 'AmazonAthena.CreateWorkGroup', {
        Name,
        Configuration: { EnforceWorkGroupConfiguration, ResultConfiguration: place(Name) },
      });
    const folder = async (asked: Record<string, unknown>) => {
      const { QueryExecutionId } = await json('athena', 'AmazonAthena.StartQueryExecution', {
        QueryString: 'SELECT 1',
        ...asked,
      });
      const { QueryExecution } = await json('athena', 'AmazonAthena.GetQueryExecution', { QueryExecutionId });
      const { ResultConfiguration } = QueryExecution as unknown as {
        ResultConfiguration?: { OutputLocation?: string };
      };
      return ResultConfiguration?.OutputLocation?.split('/').at(-2);
    };
    const ResultConfiguration = place('asked');
    expect(await folder({ WorkGroup: 'binding' })).toBe('binding');
    expect(await folder({ WorkGroup: 'binding', ResultConfiguration })).toBe('binding');
    expect(await folder({ WorkGroup: 'free' })).toBe('free');
    expect(await folder({ WorkGroup: 'free', ResultConfiguration })).toBe('asked');
    expect(await folder({ ResultConfiguration })).toBe('asked');
  });
});

/** The code as `code/app.js` in a zip, in base64. */
async function zipped(folder: string, source: string): Promise<string> {
  const found = findPython(process.env);
  if ('unavailable' in found) throw new Error(found.unavailable);
  await writeFile(path.join(folder, 'app.js'), source);
  const script = 'import sys, zipfile; zipfile.ZipFile("code.zip", "w").write("app.js", "code/app.js")';
  execFileSync(found.python, ['-c', script], { cwd: folder });
  return (await readFile(path.join(folder, 'code.zip'))).toString('base64');
}
