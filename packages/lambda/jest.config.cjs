module.exports = { ...require('../../jest.preset.cjs'), displayName: 'lambda', rootDir: __dirname };
