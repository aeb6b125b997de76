module.exports = { ...require('../../jest.preset.cjs'), displayName: 's3-batch', rootDir: __dirname };
