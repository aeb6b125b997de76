/**
 * Plain Terraform over the synthesized stacks of one environment, in their order:
 *
 *   node infra/terraform.mjs plan|deploy|destroy --env NAME [--stack NAME] [--yes]
 *   node infra/terraform.mjs bootstrap --env NAME
 *
 * `plan` only looks; `deploy` asks before each stack unless `--yes`; `destroy` goes the other way round. `bootstrap` makes the
 * bucket for Terraform's state, with the AWS CLI, since state cannot hold the bucket it lies in.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Where synthesis writes: cdktf's own variable, or `infra/cdktf.out`. */
const out = process.env.CDKTF_OUTDIR ?? `${here}cdktf.out`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { env: { type: 'string' }, stack: { type: 'string' }, yes: { type: 'boolean', default: false } },
});
const [verb] = positionals;

/** A plan only reads, so that a role that may not write the state's lock can make one. */
const COMMANDS = { plan: ['plan', '-lock=false'], deploy: ['apply'], destroy: ['destroy'] };
const VERBS = { plan: deployStacks, deploy: deployStacks, destroy: deployStacks, bootstrap };
if (!(verb in VERBS) || values.env === undefined) {
  fail('usage: node infra/terraform.mjs plan|deploy|destroy|bootstrap --env NAME [--stack NAME] [--yes]', 2);
}
VERBS[verb]();

function deployStacks() {
  for (const stack of chosenStacks()) {
    const folder = `${out}/stacks/${stack}`;
    process.stderr.write(`\n${stack}\n`);
    run('terraform', [`-chdir=${folder}`, 'init', '-input=false', '-upgrade=false', '-reconfigure']);
    run('terraform', [
      `-chdir=${folder}`,
      ...COMMANDS[verb],
      ...(verb !== 'plan' && values.yes ? ['-auto-approve'] : []),
    ]);
  }
}

/** Synthesizes, and takes the stacks in the order that synthesis names them. */
function chosenStacks() {
  const { status, stdout } = spawnSync(process.execPath, [`${here}run.mjs`, '--env', values.env], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  const all = stdout.trim().split('\n');
  if (verb === 'destroy') all.reverse();
  if (values.stack === undefined) return all;
  const chosen = all.filter((name) => name === `${values.env}-${values.stack}`);
  if (chosen.length === 0) fail(`${values.env} has no stack ${values.stack}; it has ${all.join(', ')}.`, 2);
  return chosen;
}

function bootstrap() {
  const [stack] = chosenStacks();
  const { terraform } = JSON.parse(readFileSync(`${out}/stacks/${stack}/cdk.tf.json`, 'utf8'));
  const { bucket, region, allowed_account_ids: accounts } = terraform.backend.s3;
  const [account] = accounts;
  const caller = read('aws', [
    'sts',
    'get-caller-identity',
    '--region',
    region,
    '--query',
    'Account',
    '--output',
    'text',
  ]);
  if (caller !== account) {
    fail(
      `The credentials are of account ${caller}; infra/src/environments/${values.env}.ts says ${account}. Use those of ${account}.`,
    );
  }
  const s3 = (action, ...rest) =>
    run('aws', ['s3api', action, '--bucket', bucket, '--region', region, ...rest]);
  const place =
    region === 'us-east-1' ? [] : ['--create-bucket-configuration', `LocationConstraint=${region}`];
  s3('create-bucket', ...place);
  s3('put-bucket-versioning', '--versioning-configuration', 'Status=Enabled');
  s3(
    'put-public-access-block',
    '--public-access-block-configuration',
    'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true',
  );
  s3(
    'put-bucket-encryption',
    '--server-side-encryption-configuration',
    JSON.stringify({
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true }],
    }),
  );
  s3(
    'put-bucket-policy',
    '--policy',
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'DenyPlainHttp',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    }),
  );
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error !== undefined) fail(`${command} is not on PATH.`);
  if (status !== 0) process.exit(status ?? 1);
}

function read(command, args) {
  const { status, error, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error !== undefined) fail(`${command} is not on PATH.`);
  if (status !== 0) process.exit(status ?? 1);
  return stdout.trim();
}

function fail(message, code = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
