import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const BOUNDARY = '@nx/enforce-module-boundaries';

/** Files that exist, with a content that breaks (or keeps) one law of docs/architecture.md. */
const cases = [
  {
    law: 'core takes nothing from outside',
    file: 'packages/core/src/clock.ts',
    imports: 'valibot',
    broken: true,
  },
  {
    law: 'core knows no other package',
    file: 'packages/core/src/clock.ts',
    imports: '@lakeward/s3',
    broken: true,
  },
  {
    law: 'a runtime package has no AWS SDK',
    file: 'packages/lambda/src/lazy.ts',
    imports: '@aws-sdk/client-s3',
    broken: true,
  },
  {
    law: 'an app has no AWS SDK',
    file: 'apps/pci-query-runner/src/query/rule.ts',
    imports: '@aws-sdk/client-athena',
    broken: true,
  },
  {
    law: 'an app does not know Terraform',
    file: 'apps/pci-query-runner/src/query/rule.ts',
    imports: 'cdktf',
    broken: true,
  },
  {
    law: 'an app does not know DuckDB',
    file: 'apps/pci-query-runner/src/query/rule.ts',
    imports: '@duckdb/node-api',
    broken: true,
  },
  {
    law: 'a package does not know apps',
    file: 'packages/s3/src/s3-uri.ts',
    imports: '@lakeward/pci-query-runner',
    broken: true,
  },
  {
    law: 'a package does not know the embedded runtime',
    file: 'packages/s3/src/s3-uri.ts',
    imports: '@lakeward/embedded',
    broken: true,
  },
  {
    law: 'an adapter may use the AWS SDK',
    file: 'packages/s3/src/s3-uri.ts',
    imports: '@aws-sdk/client-s3',
    broken: false,
  },
  {
    law: 'an app may use a capability',
    file: 'apps/pci-query-runner/src/query/rule.ts',
    imports: '@lakeward/athena',
    broken: false,
  },
] as const;

describe('module boundaries', () => {
  let rules: string[][] = [];

  beforeAll(() => {
    const input = cases.map(({ file, imports }) => ({
      file: path.join(root, file),
      text: `import * as imported from '${imports}';\nexport const used = imported;\n`,
    }));
    const child = spawnSync(process.execPath, [path.join(__dirname, 'lint-text.mjs')], {
      cwd: root,
      input: JSON.stringify(input),
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true' },
    });
    if (child.status !== 0) throw new Error(child.stderr);
    rules = JSON.parse(child.stdout) as string[][];
  }, 120_000);

  test.each(cases.map((law, index) => ({ ...law, index })))('$law', ({ index, broken }) => {
    expect(rules[index]?.includes(BOUNDARY)).toBe(broken);
  });
});
