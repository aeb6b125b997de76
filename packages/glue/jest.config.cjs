module.exports = { ...require('../../jest.preset.cjs'), displayName: 'glue', rootDir: __dirname };
