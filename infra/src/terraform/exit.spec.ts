import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { buildSync } from 'esbuild';
import { compose } from '../compose';
import { dev } from '../environments/dev';

/** The community fork of cdktf and the `constructs` it asks for. */
const FORK = { cdktn: '0.24.0', constructs: '10.6.0' };
const ROOT = join(__dirname, '../../..');
const scratch = mkdtempSync(join(tmpdir(), 'lakeward-exit-'));

/** Installs the fork beside nothing of ours; answers why it cannot, or undefined. */
function missingFork(): string | undefined {
  writeFileSync(join(scratch, 'package.json'), JSON.stringify({ private: true, dependencies: FORK }));
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--fetch-retries=0'], {
    cwd: scratch,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return status === 0 ? undefined : `cdktn ${FORK.cdktn} cannot be installed from here`;
}

/** Synthesizes every stack with `cdktf` and `constructs` taken from elsewhere; the sources stay as they are. */
function synthesizedWith(name: string, alias: Record<string, string>): Record<string, unknown> {
  const outfile = join(scratch, `${name}.cjs`);
  const outdir = join(scratch, name);
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: ['infra/src/synthesize.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    alias,
    logLevel: 'error',
  });
  const { synthesize } = createRequire(outfile)(outfile) as typeof import('../synthesize');
  const stacks = synthesize({ environment: undefined, outdir, bundleRoot: join(scratch, 'bundles') });
  return Object.fromEntries(
    stacks.map((stack) => [
      stack,
      JSON.parse(readFileSync(join(outdir, 'stacks', stack, 'cdk.tf.json'), 'utf8'), withoutMetadata),
    ]),
  );
}

/** `//` is where cdktf keeps notes for itself, its version among them; Terraform does not read it. */
function withoutMetadata(key: string, value: unknown): unknown {
  return key === '//' ? undefined : value;
}

const missing = missingFork();
const suite = missing === undefined ? describe : describe.skip;

suite(`exit to the community fork${missing === undefined ? '' : `: skipped, ${missing}`}`, () => {
  test('every stack is the same Terraform, made by the fork', () => {
    compose(new App({ outdir: join(scratch, 'names') }), dev, (app, functionName) => {
      const bundle = join(scratch, 'bundles', app, functionName);
      mkdirSync(bundle, { recursive: true });
      writeFileSync(join(bundle, 'index.cjs'), 'exports.handler = async () => ({});\n');
      return bundle;
    });
    const fork = (name: string) => join(scratch, 'node_modules', name);
    const ours = synthesizedWith('cdktf', {});
    const theirs = synthesizedWith('cdktn', { cdktf: fork('cdktn'), constructs: fork('constructs') });
    expect(Object.keys(ours)).toHaveLength(9);
    expect(theirs).toEqual(ours);
    // The fork did the work: it signs its metadata with its own version.
    const [stack = ''] = readdirSync(join(scratch, 'cdktn/stacks'));
    expect(readFileSync(join(scratch, 'cdktn/stacks', stack, 'cdk.tf.json'), 'utf8')).toContain(
      `"version": "${FORK.cdktn}"`,
    );
  }, 180_000);
});
