const preset = require('../../jest.preset.cjs');

module.exports = {
  ...preset,
  displayName: 'reencryption',
  rootDir: __dirname,
  // The writer of Parquet files is an ES module.
  transformIgnorePatterns: ['/node_modules/(?!hyparquet)'],
  transform: {
    ...preset.transform,
    '/node_modules/hyparquet.*\\.js$': ['@swc/jest', { module: { type: 'commonjs' } }],
  },
};
