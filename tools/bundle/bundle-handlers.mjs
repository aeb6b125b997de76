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

/** Bytes of one minified handler: beyond it, loading takes more than 100 ms of CPU time (docs/adr/0004). */
const BUDGET = 520_000;

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
    keepNames: true,
    external: ['@duckdb/*', '@polyglot-sql/*'],
  });
  writeFileSync(path.join(recipe.root, folder, 'metafile.json'), JSON.stringify(metafile));
  const { bytes } = Object.entries(metafile.outputs).find(([name]) => name.endsWith('index.cjs'))[1];
  const engine = Object.keys(metafile.inputs).find((input) => input.startsWith('packages/embedded/'));
  const verdict = engine ? `contains ${engine}` : bytes > BUDGET ? `over the budget of ${BUDGET}` : 'ok';
  over ||= verdict !== 'ok';
  console.log(`${app}/${verb}: ${bytes} bytes, ${verdict}`);
}
process.exitCode = over ? 1 : 0;
