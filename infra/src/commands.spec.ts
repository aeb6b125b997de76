import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { compose } from './compose';
import { dev } from './environments/dev';
import { sampleBundles } from './testing/synthesized-stack';

const INFRA = join(__dirname, '..');

/** Runs a script of infra/ as people do: its exit code, and what it said on both streams. */
function run(script: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(INFRA, script), ...args], {
    cwd: tmpdir(),
    encoding: 'utf8',
  });
  return { code: status, out: stdout, said: stderr };
}

describe('node infra/run.mjs', () => {
  test('an unknown environment ends it, with what there is', () => {
    expect(run('run.mjs', '--env', 'qa')).toEqual({
      code: 1,
      out: '',
      said:
        'INFRA_UNKNOWN_ENVIRONMENT: There is no environment called qa.\n' +
        'Use one of dev, staging, prod, or write infra/src/environments/qa.ts and list it in environment.ts and environments.ts.\n',
    });
  });

  test('an app that is not built ends it, with what to build', () => {
    const bundles = mkdtempSync(join(tmpdir(), 'lakeward-empty-'));
    const out = mkdtempSync(join(tmpdir(), 'lakeward-out-'));
    expect(run('run.mjs', '--env', 'dev', '--bundles', bundles, '--out', out)).toEqual({
      code: 1,
      out: '',
      said:
        `INFRA_MISSING_BUNDLE: The bundle of pci-query-runner/review-day is not at ${bundles}/pci-query-runner/review-day/index.cjs.\n` +
        'Run nx run pci-query-runner:build and synthesize again.\n',
    });
  });
});

describe('node infra/terraform.mjs', () => {
  test.each([
    [['plan'], 'usage: '],
    [['undo', '--env', 'dev'], 'usage: '],
    [['plan', '--env', 'dev', '--synthesized', '/nowhere'], '/nowhere/manifest.json is not there'],
  ])('%j is refused', (args, reason) => {
    const { code, said } = run('terraform.mjs', ...args);
    expect(code).not.toBe(0);
    expect(said).toContain(reason);
  });
});

describe('node infra/affected-stacks.mjs', () => {
  test('names every stack there is where it cannot tell what changed', () => {
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'lakeward-names-')) });
    const parts = compose(app, dev, sampleBundles()).map(({ part }) => part);
    const { code, out } = run('affected-stacks.mjs', '--base', 'no-such-commit');
    expect({ code, stacks: JSON.parse(out) as unknown }).toEqual({ code: 0, stacks: parts });
  });
});
