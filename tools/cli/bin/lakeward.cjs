#!/usr/bin/env node
/**
 * Starts the command line. The sources are TypeScript: they are bundled on the first run and again whenever one of them has
 * changed since, so there is no build step to forget.
 */
const { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '../../..');
const folder = path.join(root, 'dist/tools/cli');
const bundle = path.join(folder, 'lakeward.cjs');
const inputsFile = path.join(folder, 'inputs.json');

function isFresh() {
  if (!existsSync(bundle) || !existsSync(inputsFile)) return false;
  const built = statSync(inputsFile).mtimeMs;
  return JSON.parse(readFileSync(inputsFile, 'utf8')).every((input) => {
    const stat = statSync(path.join(root, input), { throwIfNoEntry: false });
    return stat !== undefined && stat.mtimeMs < built;
  });
}

function rebuild() {
  const { buildSync } = require('esbuild');
  const { bundleOptions } = require('../../bundle/recipe.cjs');
  // Built aside and moved into place: two first runs at once must not read each other's half.
  const aside = path.join(folder, `${process.pid}.cjs`);
  const { metafile } = buildSync({ ...bundleOptions('tools/cli/src/main.ts', aside), packages: 'external' });
  mkdirSync(folder, { recursive: true });
  renameSync(aside, bundle);
  renameSync(`${aside}.map`, `${bundle}.map`);
  const own = Object.keys(metafile.inputs).filter((input) => !input.includes('node_modules'));
  writeFileSync(`${inputsFile}.${process.pid}`, JSON.stringify(own));
  renameSync(`${inputsFile}.${process.pid}`, inputsFile);
}

if (!isFresh()) rebuild();
require(bundle);
