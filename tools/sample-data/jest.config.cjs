const preset = require('../../jest.preset.cjs');

module.exports = {
  ...preset,
  displayName: 'sample-data',
  rootDir: __dirname,
  // hyparquet is published as ES modules, which jest loads only when they are compiled.
  transform: { ...preset.transform, '/node_modules/hyparquet[^/]*/.+\\.js$': '@swc/jest' },
  transformIgnorePatterns: ['/node_modules/(?!hyparquet)'],
};
