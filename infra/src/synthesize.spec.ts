import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { compose } from './compose';
import { dev } from './environments/dev';
import { staging } from './environments/staging';
import { synthesize } from './synthesize';
import { sampleBundles } from './testing/synthesized-stack';
import { checkUniqueNames } from './unique-names';

const freshFolder = () => mkdtempSync(join(tmpdir(), 'lakeward-synth-'));

function bundleRoot(): string {
  const root = freshFolder();
  compose(new App({ outdir: freshFolder() }), dev, (app, functionName) => {
    const folder = join(root, app, functionName);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.cjs'), 'exports.handler = async () => ({});\n');
    return folder;
  });
  return root;
}

describe('synthesize', () => {
  test('writes the stacks of one environment, in the order of deployment, with the code beside them', () => {
    const outdir = freshFolder();
    const stacks = synthesize({ environment: 'dev', outdir, bundleRoot: bundleRoot() });
    expect(stacks).toEqual(['dev-data-lake', 'dev-pci-query-runner', 'dev-reencryption']);
    const folder = join(outdir, 'stacks/dev-pci-query-runner');
    const { resource } = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as {
      resource: { aws_lambda_function: Record<string, { filename: string }> };
    };
    const [lambda] = Object.values(resource.aws_lambda_function);
    expect(existsSync(join(folder, lambda!.filename))).toBe(true);
    expect(existsSync(join(outdir, 'stacks/prod-data-lake'))).toBe(false);
  });

  test('a missing bundle is named with its remedy', () => {
    const empty = freshFolder();
    expect(() => synthesize({ environment: 'dev', outdir: freshFolder(), bundleRoot: empty })).toThrow(
      expect.objectContaining({
        code: 'INFRA_MISSING_BUNDLE',
        message: `The bundle of pci-query-runner/review-day is not at ${empty}/pci-query-runner/review-day/index.cjs.`,
        remedy: 'Run nx run pci-query-runner:build and synthesize again.',
      }),
    );
  });

  test('what the function would refuse at its first run is refused here', () => {
    const broken = { ...dev, pciQueryRunner: { ...dev.pciQueryRunner, organizationId: 'acme' } };
    expect(() => compose(new App(), broken, sampleBundles())).toThrow(
      expect.objectContaining({
        code: 'INFRA_INVALID_ENVIRONMENT',
        message:
          'infra/src/environments/dev.ts: pci-query-runner/review-day would refuse its environment. ' +
          'One variable is wrong: ORGANIZATION_ID is not an organization id.',
      }),
    );
  });
});

describe('checkUniqueNames', () => {
  test('environments may share an account and Region, since names carry the environment', () => {
    const app = new App();
    const { account, region, keys } = dev;
    const { target } = dev.reencryption;
    const reencryption = { ...staging.reencryption, target };
    const beside = { ...staging, account, region, keys, reencryption };
    const stacks = [dev, beside].flatMap((each) => compose(app, each, sampleBundles()));
    expect(() => checkUniqueNames(stacks)).not.toThrow();
  });

  test('two resources of one name are an error that names both', () => {
    const twice = [new App(), new App()].flatMap((app) => compose(app, dev, sampleBundles()));
    expect(() => checkUniqueNames(twice)).toThrow(
      expect.objectContaining({
        code: 'INFRA_NAME_TAKEN',
        message: expect.stringMatching(
          /^dev-data-lake: (\S+) and dev-data-lake: \1 are both called \S+ in one account and Region\.$/,
        ),
      }),
    );
  });

  test('a bucket of ours cannot take the name of the log bucket', () => {
    const logBucket = 'lakeward-dev-evidence-111122223333-eu-west-1';
    const clash = { ...dev, pciQueryRunner: { ...dev.pciQueryRunner, logBucket } };
    expect(() => checkUniqueNames(compose(new App(), clash, sampleBundles()))).toThrow(
      expect.objectContaining({
        code: 'INFRA_NAME_TAKEN',
        message: expect.stringContaining(
          'infra/src/environments/dev.ts: pciQueryRunner.logBucket and dev-data-lake: aws_s3_bucket.',
        ),
        remedy: expect.stringContaining('another'),
      }),
    );
  });
});
