module.exports = {
  ...require('../jest.preset.cjs'),
  displayName: 'infra-terraform',
  rootDir: __dirname,
  testMatch: ['<rootDir>/src/terraform/*.spec.ts'],
  // Each provider takes a core and 500 MB while it validates.
  maxConcurrency: 2,
};
