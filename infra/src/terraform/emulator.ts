import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

const SCRIPTS = join(__dirname, '../../emulator');
/** moto imports all of its services before it listens. */
const START_SECONDS = 60;

/** Why no emulator can be started here, or undefined. */
export function missingEmulator(): string | undefined {
  const probe = spawnSync('python3', ['-c', 'import moto.server, boto3, flask'], { encoding: 'utf8' });
  if (probe.error !== undefined) return 'python3 is not on PATH';
  return probe.status === 0 ? undefined : 'moto is not installed (pip install "moto[server]==5.2.1")';
}

/** An AWS account on the loopback interface, patched where moto differs too much (infra/emulator/patches.py). */
export class Emulator {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly #process: ChildProcess;

  private constructor(port: number, account: string, region: string, process: ChildProcess) {
    this.endpoint = `http://127.0.0.1:${port}`;
    this.account = account;
    this.region = region;
    this.#process = process;
  }

  static async start({ account, region }: { account: string; region: string }): Promise<Emulator> {
    const port = await freePort();
    const child = spawn('python3', [join(SCRIPTS, 'launch.py'), String(port)], {
      env: { ...process.env, MOTO_ACCOUNT_ID: account, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: 'ignore',
    });
    const emulator = new Emulator(port, account, region, child);
    for (let second = 0; second < START_SECONDS; second += 0.5) {
      if (child.exitCode !== null) throw new Error(`The emulator ended with ${child.exitCode}.`);
      const answer = await fetch(`${emulator.endpoint}/moto-api/`).catch(() => undefined);
      if (answer?.ok === true) return emulator;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await emulator.stop();
    throw new Error(`The emulator does not answer after ${START_SECONDS} s.`);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await ended;
  }

  /** What the account holds, one `service name` each; empty for an account as AWS hands it out. */
  inventory(): string[] {
    const { status, stdout, stderr } = spawnSync(
      'python3',
      [join(SCRIPTS, 'inventory.py'), this.endpoint, this.region],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** Variables that point AWS's own clients, Terraform's among them, here instead of to AWS. */
  variables(): Readonly<Record<string, string | undefined>> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_SESSION_TOKEN: undefined,
      AWS_PROFILE: undefined,
      AWS_CA_BUNDLE: undefined,
      AWS_EC2_METADATA_DISABLED: 'true',
      // Terraform would try a failing call 25 times; loopback is not flaky.
      AWS_MAX_ATTEMPTS: '2',
    };
  }

  /** What `GetQueryResults` of the next query answers: moto runs no SQL. */
  async answerNextQuery(
    columns: readonly string[],
    rows: readonly (readonly (string | null)[])[],
  ): Promise<void> {
    const table = [columns, ...rows].map((row) => ({
      Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
    }));
    const column_info = columns.map((name) => ({ Name: name, Label: name, Type: 'varchar' }));
    const results = [{ rows: table, column_info }];
    const { account: account_id, region } = this;
    await this.#send(
      'POST',
      'athena',
      '/moto-api/static/athena/query-results',
      JSON.stringify({ account_id, region, results }),
    );
  }

  async createBucket(name: string): Promise<void> {
    const place = `<CreateBucketConfiguration><LocationConstraint>${this.region}</LocationConstraint></CreateBucketConfiguration>`;
    await this.#send('PUT', 's3', `/${name}`, place);
  }

  async putObject(bucket: string, key: string, body: string | Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#send('PUT', 's3', `/${bucket}/${key}`, body);
  }

  /** The object's text and the headers that came with it. */
  async getObject(bucket: string, key: string): Promise<{ text: string; headers: Headers }> {
    const answer = await this.#send('GET', 's3', `/${bucket}/${key}`);
    return { text: await answer.text(), headers: answer.headers };
  }

  /** Deletes the bucket with every version of its objects. */
  async deleteBucket(bucket: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#send('DELETE', 's3', `/${bucket}/${key}`);
    await this.#send('DELETE', 's3', `/${bucket}`);
  }

  /** Invokes a deployed function and waits for its answer. */
  async invoke(functionName: string, event: unknown): Promise<unknown> {
    const path = `/2015-03-31/functions/${functionName}/invocations`;
    return (await this.#send('POST', 'lambda', path, JSON.stringify(event))).json();
  }

  async #send(
    method: string,
    service: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    // moto takes service and Region from the scope of the signature and does not check the signature itself.
    const scope = `test/20260101/${this.region}/${service}/aws4_request`;
    const answer = await fetch(this.endpoint + path, {
      method,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
        'content-type': 'application/octet-stream',
      },
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
