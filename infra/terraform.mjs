/**
 * Plain Terraform over the synthesized stacks of one environment, in their order:
 *
 *   node infra/terraform.mjs plan|deploy|destroy --env NAME [--stack NAME] [--yes] [--bundles DIR | --synthesized DIR]
 *   node infra/terraform.mjs bootstrap --env NAME
 *
 * `plan` only looks; `deploy` asks before each stack unless `--yes`; `destroy` goes the other way round. Each synthesizes first, from
 * the built apps in `dist/apps` or `--bundles`; `--synthesized` takes what an earlier synthesis wrote to a folder, as it is: what was
 * planned is then what is deployed. `bootstrap` makes the bucket for Terraform's state, with the AWS CLI, since state cannot hold the
 * bucket it lies in.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    env: { type: 'string' },
    stack: { type: 'string' },
    yes: { type: 'boolean', default: false },
    bundles: { type: 'string' },
    synthesized: { type: 'string' },
  },
});
/** Where the synthesized stacks lie: as named, in the folder of cdktf's own variable, or in `infra/cdktf.out`. */
const out = resolve(values.synthesized ?? process.env.CDKTF_OUTDIR ?? `${here}cdktf.out`);
const [verb] = positionals;

/** A plan only reads, so that a role that may not write the state's lock can make one. */
const COMMANDS = { plan: ['plan', '-lock=false'], deploy: ['apply'], destroy: ['destroy'] };
const VERBS = { plan: deployStacks, deploy: deployStacks, destroy: deployStacks, bootstrap };
if (!(verb in VERBS) || values.env === undefined) {
  fail(
    'usage: node infra/terraform.mjs plan|deploy|destroy|bootstrap --env NAME [--stack NAME] [--yes] [--bundles DIR | --synthesized DIR]',
    2,
  );
}
VERBS[verb]();

function deployStacks() {
  for (const stack of chosenStacks()) {
    const folder = `${out}/stacks/${stack}`;
    process.stderr.write(`\n${stack}\n`);
    // A folder that is taken as it is keeps its backend, too.
    if (values.synthesized === undefined || !existsSync(`${folder}/.terraform/terraform.tfstate`)) {
      run('terraform', [`-chdir=${folder}`, 'init', '-input=false', '-upgrade=false', '-reconfigure']);
    }
    run('terraform', [
      `-chdir=${folder}`,
      ...COMMANDS[verb],
      ...(verb !== 'plan' && values.yes ? ['-auto-approve'] : []),
    ]);
  }
}

/** The stacks of the environment in the order of deployment, or one of them. */
function chosenStacks() {
  const all = values.synthesized === undefined ? synthesize() : stacksIn(out);
  if (verb === 'destroy') all.reverse();
  if (values.stack === undefined) return all;
  const chosen = all.filter((name) => name === `${values.env}-${values.stack}`);
  if (chosen.length === 0) fail(`${values.env} has no stack ${values.stack}; it has ${all.join(', ')}.`, 2);
  return chosen;
}

/** Synthesizes; answers the stacks as synthesis names them, in order. */
function synthesize() {
  const args = ['--env', values.env, '--out', out];
  if (values.bundles !== undefined) args.push('--bundles', resolve(values.bundles));
  const { status, stdout } = spawnSync(process.execPath, [`${here}run.mjs`, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout.trim().split('\n');
}

/** The stacks that an earlier synthesis left, each after those it depends on. */
function stacksIn(folder) {
  const file = `${folder}/manifest.json`;
  if (!existsSync(file)) fail(`${file} is not there: synthesize with --out ${folder} first.`);
  const { stacks } = JSON.parse(readFileSync(file, 'utf8'));
  const own = Object.keys(stacks).filter((name) => name.startsWith(`${values.env}-`));
  if (own.length === 0) fail(`${folder} holds no stack of ${values.env}.`);
  const ordered = [];
  const take = (name) => {
    if (ordered.includes(name)) return;
    stacks[name].dependencies.forEach(take);
    ordered.push(name);
  };
  own.forEach(take);
  return ordered;
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
