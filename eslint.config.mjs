import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import unicorn from 'eslint-plugin-unicorn';
import tseslint from 'typescript-eslint';

/** What only an AWS adapter may import. */
const awsSdk = ['@aws-sdk/*', '@smithy/*'];
/** What only infra/ may import: the way out of the archived upstream stays one directory wide (ADR-0002). */
const terraform = ['cdktf', 'cdktf/*', '@cdktf/*', 'constructs'];
/** What only the embedded runtime may import. */
const engine = ['@duckdb/*'];

export const depConstraints = [
  { sourceTag: 'type:core', onlyDependOnLibsWithTags: ['type:core'], allowedExternalImports: [] },
  {
    sourceTag: 'type:pure',
    onlyDependOnLibsWithTags: ['type:core', 'type:pure', 'type:testing'],
    bannedExternalImports: [...awsSdk, ...terraform, ...engine],
  },
  {
    sourceTag: 'type:capability',
    onlyDependOnLibsWithTags: ['type:core', 'type:pure', 'type:capability', 'type:testing'],
    bannedExternalImports: [...terraform, ...engine],
  },
  {
    sourceTag: 'type:runtime',
    onlyDependOnLibsWithTags: ['type:core', 'type:pure', 'type:runtime', 'type:testing'],
    bannedExternalImports: [...awsSdk, ...terraform, ...engine],
  },
  {
    sourceTag: 'type:embedded',
    onlyDependOnLibsWithTags: ['type:core', 'type:pure', 'type:capability', 'type:testing'],
    bannedExternalImports: [...awsSdk, ...terraform],
  },
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: [
      'type:core',
      'type:pure',
      'type:capability',
      'type:runtime',
      'type:embedded',
      'type:testing',
    ],
    bannedExternalImports: [...awsSdk, ...terraform, ...engine],
  },
  {
    sourceTag: 'type:infra',
    onlyDependOnLibsWithTags: ['type:core', 'type:pure', 'type:app', 'type:testing'],
    bannedExternalImports: [...awsSdk, ...engine],
  },
  {
    sourceTag: 'type:tool',
    onlyDependOnLibsWithTags: [
      'type:core',
      'type:pure',
      'type:capability',
      'type:runtime',
      'type:embedded',
      'type:app',
      'type:tool',
      'type:testing',
    ],
    bannedExternalImports: [...terraform],
  },
  // What only specs import: it depends on nothing, so that anything may be tested with it.
  {
    sourceTag: 'type:testing',
    onlyDependOnLibsWithTags: ['type:testing'],
    bannedExternalImports: [...awsSdk, ...terraform, ...engine],
  },
];

export default tseslint.config(
  {
    ignores: ['**/node_modules', '**/dist', '**/reports', '.nx', '**/.lakeward', '**/cdktf.out', '**/*.d.ts'],
  },
  {
    files: ['**/*.ts'],
    extends: [
      eslint.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx, unicorn },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, depConstraints }],
      'unicorn/filename-case': ['error', { case: 'kebabCase' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
    },
  },
  {
    // A stack is typed against its app's contract, and the command line calls use-cases; nobody else knows an app.
    files: ['infra/**/*.ts', 'tools/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: ['^@lakeward/(pci-query-runner|reencryption)(/contract)?$'],
          enforceBuildableLibDependency: false,
          depConstraints,
        },
      ],
    },
  },
  {
    files: ['**/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing/**', 'infra/**', 'tools/**'],
    rules: {
      // The environment and the clock are handed in (law 1); only a composition root may read them.
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Take the environment as a value; see packages/config.',
        },
        { object: 'Date', property: 'now', message: 'Take a Clock; see packages/core.' },
      ],
    },
  },
  {
    files: ['apps/*/src/dependencies.ts', 'packages/core/src/clock.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.spec.ts', '**/testing/**/*.ts'],
    rules: {
      // expect.any(), expect.objectContaining() and friends are typed any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.{mjs,cjs}'],
    extends: [eslint.configs.recommended],
    languageOptions: { globals: nodeGlobals() },
  },
  prettier,
);

function nodeGlobals() {
  return Object.fromEntries(
    [
      'process',
      'console',
      'require',
      'module',
      '__dirname',
      'Buffer',
      'performance',
      'setTimeout',
      'URL',
    ].map((name) => [name, 'readonly']),
  );
}
