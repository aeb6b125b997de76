/**
 * Runs every check of the workspace (lint, typecheck, tests, bundles within their budget, stacks validated by Terraform; with
 * `CI=true` also the deployment to an emulated account, which takes minutes) and closes with the totals that jest itself has
 * written: `N passed, N failed, N skipped`.
 *
 * usage: node tools/checks/run-checks.mjs [nx arguments, such as --projects=core,sql]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const reports = path.join(root, 'reports/jest');
const targets = [
  'lint',
  'typecheck',
  'build',
  'test',
  'validate',
  ...(process.env.CI === 'true' ? ['deploy-check'] : []),
];

rmSync(reports, { recursive: true, force: true });
const checks = spawnSync(
  process.execPath,
  [
    path.join(root, 'node_modules/nx/dist/bin/nx.js'),
    'run-many',
    `--targets=${targets.join(',')}`,
    '--parallel=2',
    '--output-style=static',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false' },
  },
);

const results = existsSync(reports)
  ? readdirSync(reports).map((file) => JSON.parse(readFileSync(path.join(reports, file), 'utf8')))
  : [];
const total = (field) => results.reduce((sum, result) => sum + result[field], 0);

for (const { testResults } of results) {
  for (const { assertionResults } of testResults) {
    for (const { status, fullName } of assertionResults) {
      if (status === 'pending') console.log(`skipped: ${fullName}`);
    }
  }
}
// A suite that could not even be loaded has no tests to count, but has failed.
const failed = total('numFailedTests') + total('numRuntimeErrorTestSuites');
const skipped = total('numPendingTests') + total('numTodoTests');
console.log(
  `${total('numPassedTests')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
);
process.exitCode = checks.status === 0 && failed === 0 && results.length > 0 ? 0 : 1;
