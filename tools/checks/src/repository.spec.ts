import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && existsSync(path.join(root, file)));
const textFiles = tracked.filter(
  (file) => file !== 'package-lock.json' && statSync(path.join(root, file)).size < 500_000,
);
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('the repository', () => {
  test('links of Markdown files lead somewhere', () => {
    const broken = textFiles
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) =>
        [...read(file).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(#[^)\s]*)?\)/g)]
          .filter(
            ([, target = '']) => target !== '' && !existsSync(path.resolve(root, path.dirname(file), target)),
          )
          .map(([link]) => `${file}: ${link}`),
      );
    expect(broken).toEqual([]);
  });

  test('the lock file names no addresses', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/);
  });

  test.each(readdirSync(path.join(root, 'apps')))('app %s says what it must say', (app) => {
    const headings = [...read(`apps/${app}/README.md`).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(
      expect.arrayContaining(['Purpose', 'Flow', 'Contract', 'Peculiarities', 'Runbook']),
    );
  });

  test('every app with SQL has its statements read by a grammar that is not its own', () => {
    const folders = new Set(
      tracked.filter((file) => file.endsWith('.sql')).map((file) => file.split('/sql/')[0]),
    );
    const checked = new Set(
      tracked
        .filter((file) => file.endsWith('.spec.ts') && read(file).includes('expectParsesInAthena('))
        .map((file) => file.split('/src/')[0]),
    );
    expect(folders.size).toBeGreaterThan(0);
    expect([...folders].filter((folder) => !checked.has(folder))).toEqual([]);
  });

  test('no test is switched off and no promise left in the code', () => {
    const sources = textFiles.filter(
      (file) =>
        /^(apps|packages|infra|tools)\/.*\.(ts|mjs|cjs)$/.test(file) &&
        file !== 'tools/checks/src/repository.spec.ts',
    );
    const found = sources.filter((file) =>
      /\b(TODO|FIXME|XXX)\b|\.(skip|only)\(|\bxit\(|expect\(true\)/.test(read(file)),
    );
    expect(found).toEqual([]);
  });
});
