module.exports = { ...require('../../jest.preset.cjs'), displayName: 'kms', rootDir: __dirname };
