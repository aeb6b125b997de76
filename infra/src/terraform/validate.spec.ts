import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App } from 'cdktf';
import { compose } from '../compose';
import { QueueFunction } from '../constructs/lambda/queue-function';
import { dev } from '../environments/dev';
import { ENVIRONMENTS } from '../environments/environments';
import { sampleFunction } from '../testing/sample-function';
import { SampleStack } from '../testing/sample-stack';
import { sampleBundles } from '../testing/synthesized-stack';
import { findTerraform, type Terraform } from './find-terraform';

interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly snippet?: { readonly context?: string };
}

/** `terraform validate` on one configuration: real Terraform, the real provider's schema. */
async function validate({ environment, initialized }: Terraform, folder: string): Promise<Diagnostic[]> {
  // One `terraform init` serves every stack: they all want the same provider and nothing else.
  copyFileSync(join(initialized, '.terraform.lock.hcl'), join(folder, '.terraform.lock.hcl'));
  const { stdout } = await promisify(execFile)('terraform', ['validate', '-json'], {
    cwd: folder,
    env: { ...environment, TF_DATA_DIR: join(initialized, '.terraform') },
  }).catch((error: unknown) => error as { stdout: string });
  return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
}

/** A stack with what no app of ours has yet: a function fed by a queue. */
function queueStack(app: App): SampleStack {
  const stack = new SampleStack(dev, app);
  new QueueFunction(stack, 'work', {
    ...sampleFunction,
    batchSize: 10,
    senders: [
      { service: 'events.amazonaws.com', sourceArns: ['arn:aws:events:eu-west-1:111122223333:rule/r'] },
    ],
  });
  return stack;
}

const search = findTerraform();
const suite = 'missing' in search ? describe.skip : describe;
const reason = 'missing' in search ? `: skipped, ${search.missing}` : '';

suite(`terraform validate${reason}`, () => {
  const { terraform } = search as { terraform: Terraform };
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'lakeward-validate-')) });
  const names = [
    ...Object.values(ENVIRONMENTS).flatMap((environment) => compose(app, environment, sampleBundles())),
    queueStack(app),
  ].map((stack) => stack.node.id);

  beforeAll(() => {
    app.synth();
  });

  test.concurrent.each(names)(
    '%s',
    async (name) => {
      expect(await validate(terraform, join(app.outdir, 'stacks', name))).toEqual([]);
    },
    180_000,
  );

  test.concurrent(
    'finds what no type does: a runtime that the provider does not know',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'lakeward-invalid-'));
      const wrong = {
        function_name: 'f',
        role: 'arn:aws:iam::111122223333:role/r',
        runtime: 'nodejs99.x',
        handler: 'a.b',
        filename: 'a.zip',
      };
      writeFileSync(
        join(folder, 'cdk.tf.json'),
        JSON.stringify({ resource: { aws_lambda_function: { wrong } } }),
      );
      const summaries = (await validate(terraform, folder)).map(({ summary }) => summary);
      expect(summaries).toContainEqual(expect.stringContaining('nodejs99.x'));
    },
    180_000,
  );
});
