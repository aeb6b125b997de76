import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Loads of the bundle, each in a process of its own. */
const LOADS = 11;

/** CPU milliseconds that loading a handler may take (docs/adr/0004); said, not enforced: a busy machine takes longer. */
const BUDGET_MS = 120;

/** What is used of an app's project.json. */
interface AppProject {
  readonly targets: { readonly build: { readonly options: { readonly command: string } } };
}

/** Prints the size of a handler's bundle and the CPU time that loading it takes; the build holds the size to its budget. */
export function printColdStart(app: string, verb: string): void {
  // As the app builds itself, with its own budget.
  const project = JSON.parse(readFileSync(path.resolve('apps', app, 'project.json'), 'utf8')) as AppProject;
  const { command } = project.targets.build.options;
  const build = spawnSync(command, { encoding: 'utf8', shell: true });
  if (build.status !== 0) throw new Error(build.stdout + build.stderr);
  const bundle = path.resolve('dist/apps', app, verb, 'index.cjs');
  const script = `const before = process.cpuUsage(); require(${JSON.stringify(bundle)}); const { user, system } = process.cpuUsage(before); process.stdout.write(String((user + system) / 1000));`;
  const loads = Array.from({ length: LOADS }, () =>
    Number(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout),
  ).sort((a, b) => a - b);
  const middle = loads[Math.trunc(LOADS / 2)] ?? 0;
  process.stdout.write(
    `  cold start of ${verb}: ${statSync(bundle).size.toLocaleString('en-US')} bytes with its rule packs, ${middle.toFixed(0)} CPU-ms to load (budget ${BUDGET_MS}), median of ${LOADS}\n`,
  );
}
