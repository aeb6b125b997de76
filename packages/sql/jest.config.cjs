module.exports = { ...require('../../jest.preset.cjs'), displayName: 'sql', rootDir: __dirname };
