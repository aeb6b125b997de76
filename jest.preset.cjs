const { mkdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

/** Path aliases are declared once, in tsconfig.base.json; jest's mapping is derived from them. */
const { paths } = JSON.parse(
  readFileSync(path.join(__dirname, 'tsconfig.base.json'), 'utf8'),
).compilerOptions;

// jest writes its machine-readable results here and does not make the folder itself.
mkdirSync(path.join(__dirname, 'reports/jest'), { recursive: true });

module.exports = {
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  moduleNameMapper: Object.fromEntries(
    Object.entries(paths).map(([alias, [file]]) => [`^${alias}$`, path.join(__dirname, file)]),
  ),
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, sourceMaps: 'inline' },
    ],
    '\\.sql$': path.join(__dirname, 'tools/bundle/jest-sql-text.cjs'),
  },
  clearMocks: true,
  // Tests start processes and wait for them; a busy machine must not fail what is right.
  testTimeout: 60_000,
};
