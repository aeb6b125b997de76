/**
 * Names the stacks that a change may alter, as JSON, in the order of deployment: `node infra/affected-stacks.mjs --base COMMIT`
 *
 * A change of infra/ itself, or of the dependencies, may alter all. A change of an app, or of what it uses, may alter its own stack
 * and the data lake's, whose tables come from the apps' contracts. A base that is no commit means all.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const LAKE = 'data-lake';

const { values } = parseArgs({ options: { base: { type: 'string', default: 'main' } } });
const apps = readdirSync(`${root}infra/src/stacks`)
  .map((file) => /^(.+)-stack\.ts$/.exec(file)?.[1])
  .filter((part) => part !== undefined && !['base', 'app', LAKE].includes(part))
  .sort();

process.stdout.write(`${JSON.stringify(affectedStacks())}\n`);

function affectedStacks() {
  const files = lines('git', ['diff', '--name-only', `${values.base}...HEAD`]);
  if (files === undefined || files.some(altersAll)) return [LAKE, ...apps];
  const answer = lines(process.execPath, [
    `${root}node_modules/nx/dist/bin/nx.js`,
    'show',
    'projects',
    '--affected',
    `--base=${values.base}`,
    '--head=HEAD',
  ]);
  if (answer === undefined) return [LAKE, ...apps];
  const affected = apps.filter((app) => answer.includes(app));
  return affected.length === 0 ? [] : [LAKE, ...affected];
}

/** Files of infra/ that synthesis reads, and the lock file. */
function altersAll(file) {
  return (
    file === 'package-lock.json' ||
    (file.startsWith('infra/') && !/(\.md|\.spec\.ts|\.snap)$|\/(testing|terraform)\//.test(file))
  );
}

function lines(command, args) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : undefined;
}
