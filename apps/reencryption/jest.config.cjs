module.exports = { ...require('../../jest.preset.cjs'), displayName: 'reencryption', rootDir: __dirname };
