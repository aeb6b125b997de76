import { startAwsEmulator, type AwsEmulator } from '@lakeward/aws-emulator';

/** An emulated AWS account as the deployment check uses it: Terraform deploys into it, the check prepares and looks into it. */
export class EmulatedAccount {
  readonly #emulator: AwsEmulator;

  private constructor(emulator: AwsEmulator) {
    this.#emulator = emulator;
  }

  static async start({
    account,
    region,
  }: {
    readonly account: string;
    readonly region: string;
  }): Promise<EmulatedAccount> {
    const started = await startAwsEmulator({ accountId: account, region });
    if ('unavailable' in started) throw new Error(started.unavailable);
    return new EmulatedAccount(started);
  }

  stop(): Promise<void> {
    return this.#emulator.stop();
  }

  /** What the account holds, one `service name` each; empty for an account as AWS hands it out. */
  contents(): Promise<string[]> {
    return this.#emulator.contents();
  }

  /** Variables that point AWS's own clients, Terraform's among them, here instead of to AWS. */
  variables(): Readonly<Record<string, string | undefined>> {
    const { endpoint, credentials } = this.#emulator;
    return {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
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
    const { accountId: account_id, region } = this.#emulator;
    await this.#send(
      'POST',
      'athena',
      '/moto-api/static/athena/query-results',
      JSON.stringify({ account_id, region, results }),
    );
  }

  async createBucket(name: string): Promise<void> {
    const place = `<CreateBucketConfiguration><LocationConstraint>${this.#emulator.region}</LocationConstraint></CreateBucketConfiguration>`;
    await this.#send('PUT', 's3', `/${name}`, place);
  }

  async putObject(bucket: string, key: string, body: string | Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#send('PUT', 's3', `/${bucket}/${key}`, body);
  }

  async tagBucket(bucket: string, tags: Readonly<Record<string, string>>): Promise<void> {
    const set = Object.entries(tags).map(
      ([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`,
    );
    const body = `<Tagging><TagSet>${set.join('')}</TagSet></Tagging>`;
    await this.#send('PUT', 's3', `/${bucket}?tagging`, body);
  }

  /** How a bucket is set up: what S3 answers for `policy`, `inventory&id=...` and the like. */
  async subresource(bucket: string, query: string): Promise<string> {
    return (await this.#send('GET', 's3', `/${bucket}?${query}`)).text();
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
    const { endpoint, region } = this.#emulator;
    const scope = `test/20260101/${region}/${service}/aws4_request`;
    const answer = await fetch(endpoint + path, {
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
