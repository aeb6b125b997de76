/**
 * Runs a benchmark: `npm run bench -- pci [--events 1000000] [--pack <id>]`, or `npm run bench -- reencryption [--rows 10000000]`.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildSync } from 'esbuild';
import recipe from '../bundle/recipe.cjs';

const bundle = path.join(recipe.root, 'dist/tools/bench/bench.cjs');
buildSync({ ...recipe.bundleOptions('tools/bench/src/main.ts', bundle), packages: 'external' });
const bench = spawnSync(process.execPath, ['--expose-gc', bundle, ...process.argv.slice(2)], {
  cwd: recipe.root,
  stdio: 'inherit',
});
process.exitCode = bench.status ?? 1;
