module.exports = { ...require('../../jest.preset.cjs'), displayName: 'eventbridge', rootDir: __dirname };
