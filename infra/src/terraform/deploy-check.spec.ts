import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { whyNoAwsEmulator } from '@lakeward/aws-emulator';
import { isAppError } from '@lakeward/core';
import { App } from 'cdktf';
import { bundlesBelow } from '../bundles';
import { compose } from '../compose';
import { dev } from '../environments/dev';
import { staging } from '../environments/staging';
import { EmulatedAccount } from './emulated-account';
import { findTerraform, type Terraform } from './find-terraform';

const INFRA = join(__dirname, '../..');

const bundles = mkdtempSync(join(tmpdir(), 'lakeward-bundles-'));

/**
 * Copies the bundles of every function of dev aside, so that a build that runs beside the check does not change what it
 * deploys; answers why it cannot, or undefined.
 */
function missingBundle(): string | undefined {
  const built = bundlesBelow(join(INFRA, '../dist/apps'));
  try {
    compose(new App({ outdir: mkdtempSync(join(tmpdir(), 'lakeward-stage-')) }), dev, (app, functionName) => {
      const staged = join(bundles, app, functionName);
      cpSync(built(app, functionName), staged, { recursive: true });
      return staged;
    });
    return undefined;
  } catch (error) {
    if (isAppError(error, 'INFRA_MISSING_BUNDLE')) return error.remedy;
    throw error;
  }
}

const search = findTerraform();
const missing = 'missing' in search ? search.missing : (whyNoAwsEmulator() ?? missingBundle());
const suite = missing === undefined ? describe : describe.skip;
const because = (reason: string | undefined) => (reason === undefined ? '' : `: skipped, ${reason}`);

const missingCommandLine = spawnSync('aws', ['--version']).status === 0 ? undefined : 'aws is not on PATH';
const bootstrapTest = missingCommandLine === undefined ? test : test.skip;

/** The lines of a plan that name a resource or an attribute to change. */
const changesIn = (plan: string) => plan.split('\n').filter((line) => /^\s+[#~+-]/.test(line));

/** What Terraform says went wrong: each error with the lines that explain it. */
const errorsIn = (said: string) =>
  said
    .split(/\n(?=.{0,4}Error: )/)
    .slice(1)
    .map((part) => part.slice(0, 600));

/** Limits are for a machine that does much else; alone, the check takes a third of them. */
const MINUTES = 60_000;
const FUNCTION = 'lakeward-dev-pci-query-runner-review-day';
const EVIDENCE = 'lakeward-dev-evidence-111122223333-eu-west-1';
const INVENTORY = 'lakeward-dev-inventory-111122223333-eu-west-1';
/** One of the estate: its name is of `reencryption.buckets`. */
const TAGGED_BUCKET = 'example-dev-orders';
const LOG_BUCKET = dev.pciQueryRunner.logBucket;
const logKey = (region: string) =>
  `AWSLogs/111122223333/CloudTrail/${region}/2026/03/09/111122223333_CloudTrail_${region}_20260309T0005Z_aBcDeFgHiJkLmNoP.json.gz`;
const record = (eventID: string) => ({
  eventVersion: '1.11',
  eventTime: '2026-03-09T00:01:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'ListBuckets',
  eventID,
});

/**
 * The whole of dev, deployed as people deploy it: by infra/terraform.mjs, with state and lock in S3. Only variables tell the
 * clients where AWS is. Agreement with an emulator is not agreement with AWS.
 */
suite(`deployment to an emulated account${because(missing)}`, () => {
  const { terraform } = search as { terraform: Terraform };
  const outdir = mkdtempSync(join(tmpdir(), 'lakeward-deploy-'));
  let account: EmulatedAccount;

  beforeAll(async () => {
    account = await EmulatedAccount.start(dev);
  }, 2 * MINUTES);

  afterAll(() => account.stop());

  /** `node infra/terraform.mjs <verb> --env <name> ...`: its exit code, and what it and Terraform said. */
  async function script(verb: string, options: readonly string[] = [], name: string = dev.name) {
    const { environment, initialized } = terraform;
    const env = {
      ...environment,
      ...account.variables(),
      CDKTF_OUTDIR: outdir,
      TF_CLI_ARGS: '-no-color',
      TF_CLI_ARGS_init: `-plugin-dir=${join(initialized, '.terraform/providers')}`,
      // Most of the time goes into waiters, which wait side by side.
      TF_CLI_ARGS_apply: '-parallelism=50',
      TF_CLI_ARGS_destroy: '-parallelism=50',
      // Exit code 2 where something would change.
      TF_CLI_ARGS_plan: '-detailed-exitcode',
    };
    const args = [join(INFRA, 'terraform.mjs'), verb, '--env', name, ...options];
    return promisify(execFile)(process.execPath, args, { env, maxBuffer: 2 ** 26 }).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      (error: unknown) => {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, said: stdout + stderr };
      },
    );
  }

  bootstrapTest(
    `bootstrap makes the bucket for state${because(missingCommandLine)}`,
    async () => {
      expect(await script('bootstrap', ['--bundles', bundles])).toMatchObject({ code: 0 });
      expect(await account.contents()).toEqual([`s3 ${dev.stateBucket}`]);
      await account.deleteBucket(dev.stateBucket, []);
    },
    3 * MINUTES,
  );

  test(
    'credentials of another account are refused before anything is made',
    async () => {
      const { code, said } = await script('plan', ['--bundles', bundles], staging.name);
      expect(code).toBe(1);
      expect(said).toContain(`AWS account ID not allowed: ${dev.account}`);
      expect(await account.contents()).toEqual([]);
    },
    3 * MINUTES,
  );

  test(
    'deploy applies every stack, in order',
    async () => {
      await account.createBucket(dev.stateBucket);
      const { code, said } = await script('deploy', ['--yes', '--bundles', bundles]);
      expect({ code, errors: errorsIn(said) }).toEqual({ code: 0, errors: [] });
      expect(said.match(/Apply complete!/g)).toHaveLength(3);
      expect(await account.contents()).toEqual(
        expect.arrayContaining([`s3 ${EVIDENCE}`, `lambda ${FUNCTION}`, `scheduler ${FUNCTION}`]),
      );
      const state = await account.getObject(dev.stateBucket, 'lakeward/dev/pci-query-runner.tfstate');
      expect(state.text).toContain(`"function_name": "${FUNCTION}"`);
    },
    12 * MINUTES,
  );

  test(
    'the deployed reconciliation gives a tagged bucket its inventory, and lets it alone deliver',
    async () => {
      const { key, value } = dev.reencryption.tag;
      await account.createBucket(TAGGED_BUCKET);
      await account.tagBucket(TAGGED_BUCKET, { [key]: value });

      const answer = await account.invoke('lakeward-dev-reencryption-reconcile', {
        time: '2026-03-10T03:00:00Z',
      });
      expect(answer).toMatchObject({ targeted: 1, set: [TAGGED_BUCKET], policyChanged: true, failures: [] });
      const policy = await account.subresource(INVENTORY, 'policy');
      expect(policy).toContain(`"arn:aws:s3:::${TAGGED_BUCKET}"`);
      // What Terraform put there stays.
      expect(policy).toContain('DenyPlainHttp');
      expect(await account.subresource(TAGGED_BUCKET, 'inventory&id=lakeward')).toContain(
        `<Bucket>arn:aws:s3:::${INVENTORY}</Bucket>`,
      );
    },
    3 * MINUTES,
  );

  test(
    'a second plan finds nothing to do, whatever the functions have set up meanwhile',
    async () => {
      const { code, said } = await script('plan', ['--synthesized', outdir]);
      expect({ code, changes: changesIn(said) }).toEqual({ code: 0, changes: [] });
      expect(said).toContain('No changes.');
    },
    6 * MINUTES,
  );

  test(
    'the deployed zip reviews a day with its deployed environment, once',
    async () => {
      await account.createBucket(LOG_BUCKET);
      for (const region of dev.pciQueryRunner.regions) {
        const log = JSON.stringify({ Records: [record(`${region}-a`), record(`${region}-b`)] });
        await account.putObject(LOG_BUCKET, logKey(region), new Uint8Array(gzipSync(log)));
      }
      // What Athena would answer: four events counted, no rule matched.
      await account.answerNextQuery(
        ['rule', 'exception', 'events', 'findings', 'hours', 'listing'],
        [['', null, '4', '0', '{"2026-03-09T00":4}', null]],
      );

      const event = { time: '2026-03-10T04:00:00Z' };
      const answer = await account.invoke(FUNCTION, event);
      expect(answer).toMatchObject({ outcome: 'reviewed', date: '2026-03-09' });
      const { manifest } = answer as { manifest: string };
      expect(manifest).toMatch(new RegExp(`^s3://${EVIDENCE}/pci-query-runner/evidence/.*/manifest\\.json$`));

      const { text, headers } = await account.getObject(EVIDENCE, manifest.slice(`s3://${EVIDENCE}/`.length));
      expect(JSON.parse(text)).toMatchObject({
        date: '2026-03-09',
        problems: [],
        files: { delivered: 2, read: 2 },
        eventsRead: 4,
        scope: { trail: `s3://${LOG_BUCKET}/AWSLogs/` },
      });
      // Nothing in the function asks for it: it is what the bucket does to every object.
      expect(headers.get('x-amz-server-side-encryption')).toBe('aws:kms');
      // The function does, as the environment says.
      expect(headers.get('x-amz-object-lock-mode')).toBe('GOVERNANCE');
      expect(await account.invoke(FUNCTION, event)).toMatchObject({ outcome: 'already-reviewed' });
    },
    3 * MINUTES,
  );

  test(
    'destroy leaves nothing but the state and the buckets of others',
    async () => {
      const { code, said } = await script('destroy', ['--yes', '--synthesized', outdir]);
      expect({ code, errors: errorsIn(said) }).toEqual({ code: 0, errors: [] });
      expect(said.match(/Destroy complete!/g)).toHaveLength(3);
      // The buckets of others are in alphabetical order.
      expect(await account.contents()).toEqual(
        [LOG_BUCKET, TAGGED_BUCKET, dev.stateBucket].map((bucket) => `s3 ${bucket}`),
      );
    },
    8 * MINUTES,
  );
});
