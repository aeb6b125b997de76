module.exports = {
  ...require('../jest.preset.cjs'),
  displayName: 'infra',
  rootDir: __dirname,
  // Real Terraform has targets of its own: validate and deploy-check.
  testPathIgnorePatterns: ['<rootDir>/src/terraform/'],
};
