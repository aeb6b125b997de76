module.exports = { ...require('../../jest.preset.cjs'), displayName: 'pci-query-runner', rootDir: __dirname };
