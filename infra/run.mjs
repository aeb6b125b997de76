/**
 * Synthesizes: bundles src/main.ts and runs it. `node infra/run.mjs [--env NAME] [--out DIR] [--bundles DIR]`, also what cdktf.json
 * calls. `--bundles` is the folder of the built apps, `dist/apps` unless named.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

const { values } = parseArgs({
  options: { env: { type: 'string' }, out: { type: 'string' }, bundles: { type: 'string' } },
});
const args = Object.entries(values).flatMap(([name, value]) => [
  `--${name}`,
  // Folders are meant from where the caller stands.
  name === 'env' ? value : resolve(value),
]);

// No file is written, so that two of these can run at the same time.
const {
  outputFiles: [main],
} = buildSync({
  absWorkingDir: here,
  entryPoints: ['src/main.ts'],
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'error',
});
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '-', ...args], {
  cwd: here,
  input: main.contents,
  stdio: ['pipe', 'inherit', 'inherit'],
});
process.exit(status ?? 1);
