/**
 * Bundles every handler of an app, `apps/<app>/src/handlers/<verb>.ts`, to `dist/apps/<app>/<verb>/index.cjs`, and holds it to
 * the size budget of the app.
 *
 * usage: node tools/bundle/bundle-handlers.mjs <app> <budget in bytes>
 *
 * The budget is of code, minified (docs/adr/0004). Rule packs are data: they are shown, and not held against it.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import recipe from './recipe.cjs';

const [, , app, budgetText] = process.argv;
const BUDGET = Number(budgetText);
if (!(BUDGET > 0)) throw new Error('usage: bundle-handlers.mjs <app> <budget in bytes>');
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
