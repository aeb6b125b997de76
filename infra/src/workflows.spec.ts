import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENT_NAMES } from './environments/environment';

const ROOT = join(__dirname, '../..');
const FOLDER = join(ROOT, '.github/workflows');

interface Command {
  readonly workflow: string;
  readonly line: string;
}

/** Every `run:` line of the workflows. They are single lines, so that each can be tried by hand. */
const commands: readonly Command[] = readdirSync(FOLDER).flatMap((workflow) =>
  [...readFileSync(join(FOLDER, workflow), 'utf8').matchAll(/^\s*(?:- )?run: (.+)$/gm)].map(([, line]) => ({
    workflow,
    line: line ?? '',
  })),
);

const targetsOf = (project: string) => {
  const file = ['infra', `apps/${project}`, `tools/${project}`, `packages/${project}`]
    .map((folder) => join(ROOT, folder, 'project.json'))
    .find((path) => existsSync(path) && nameIn(path) === project);
  return file === undefined ? [] : Object.keys(read(file).targets);
};
const nameIn = (file: string) => read(file).name;
const read = (file: string) =>
  JSON.parse(readFileSync(file, 'utf8')) as { name: string; targets: Record<string, object> };

describe('workflows', () => {
  test('have commands, none of them in blocks', () => {
    expect(commands.length).toBeGreaterThan(8);
    for (const { line } of commands) expect(line).not.toMatch(/^[|>]/);
  });

  test.each(commands.filter(({ line }) => line.includes('nx run ')))(
    '$workflow: "$line" names a target that there is',
    ({ line }) => {
      const [, project = '', target = ''] = /nx run ([\w-]+):([\w-]+)/.exec(line) ?? [];
      expect(targetsOf(project)).toContain(target);
    },
  );

  test.each(commands.filter(({ line }) => /(^|\(| )(node |\.)\S+/.test(line)))(
    '$workflow: "$line" names a file that there is',
    ({ line }) => {
      const [, file = ''] = /(?:node |^)(\.?[\w/.-]+(?:\.mjs|\/run))/.exec(line) ?? [];
      expect([line, existsSync(join(ROOT, file)) && file !== '']).toEqual([line, true]);
    },
  );

  test('deploy to every environment there is, in their order, after a plan for each', () => {
    const text = readFileSync(join(FOLDER, 'deploy.yml'), 'utf8');
    const lists = [...text.matchAll(/^\s*environment: \[(.+)\]$/gm)].map(([, names]) => names?.split(', '));
    expect(lists).toEqual([[...ENVIRONMENT_NAMES], [...ENVIRONMENT_NAMES]]);
  });

  test('no step keeps credentials: roles are taken by a token of the run', () => {
    for (const workflow of readdirSync(FOLDER)) {
      const text = readFileSync(join(FOLDER, workflow), 'utf8');
      expect(text).not.toMatch(/secrets\.|AWS_SECRET_ACCESS_KEY|aws-secret-access-key/);
      expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
    }
  });
});
