module.exports = { ...require('../../jest.preset.cjs'), displayName: 'sns', rootDir: __dirname };
