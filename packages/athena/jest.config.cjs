module.exports = { ...require('../../jest.preset.cjs'), displayName: 'athena', rootDir: __dirname };
