module.exports = { ...require('../../jest.preset.cjs'), displayName: 'aws-emulator', rootDir: __dirname };
