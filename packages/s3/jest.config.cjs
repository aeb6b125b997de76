module.exports = { ...require('../../jest.preset.cjs'), displayName: 's3', rootDir: __dirname };
