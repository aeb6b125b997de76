/**
 * Bundles every handler of an app, `apps/<app>/src/handlers/<verb>.ts`, to `dist/apps/<app>/<verb>/index.cjs`, and holds it to
 * the size budget of the repository.
 *
 * usage: node tools/bundle/bundle-handlers.mjs <app>
 */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import recipe from './recipe.cjs';

/**
 * Bytes of code of one minified handler: four AWS clients with logs and metrics fit, and load within 100 ms of CPU time
 * (docs/adr/0004). Rule packs are data: they are shown, and not held against it.
 */
const BUDGET = 540_000;

const app = process.argv[2];
const handlers = path.join('apps', app, 'src/handlers');
let over = false;
for (const file of readdirSync(path.join(recipe.root, handlers)).filter((name) =>
  /^[a-z-]+\.ts$/.test(name),
)) {
  const verb = path.basename(file, '.ts');
  const folder = path.join('dist/apps', app, verb);
  const { metafile } = await build({
    ...recipe.bundleOptions(path.join(handlers, file), path.join(folder, 'index.cjs')),
    target: 'node22',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    sourcemap: false,
    alias: Object.fromEntries(
      ['http', 'ini', 'login', 'process', 'sso', 'web-identity'].map((kind) => [
        `@aws-sdk/credential-provider-${kind}`,
        path.join(recipe.root, 'tools/bundle/no-credential-file.cjs'),
      ]),
    ),
    external: ['@duckdb/*'],
  });
  // Beside the bundle, not in its folder: everything in there becomes the function's zip.
  writeFileSync(path.join(recipe.root, `${folder}.metafile.json`), JSON.stringify(metafile));
  const { bytes, inputs } = Object.entries(metafile.outputs).find(([name]) => name.endsWith('index.cjs'))[1];
  const data = Object.entries(inputs).reduce(
    (sum, [input, { bytesInOutput }]) => sum + (input.includes('/src/packs/') ? bytesInOutput : 0),
    0,
  );
  const engine = Object.keys(metafile.inputs).find((input) => input.startsWith('packages/embedded/'));
  const verdict = engine
    ? `contains ${engine}`
    : bytes - data > BUDGET
      ? `over the budget of ${BUDGET}`
      : `within the budget of ${BUDGET}`;
  over ||= !verdict.startsWith('within');
  console.log(`${app}/${verb}: ${bytes - data} bytes of code, ${data} of data: ${verdict}`);
}
process.exitCode = over ? 1 : 0;
