module.exports = { ...require('../../jest.preset.cjs'), displayName: 'aws-client', rootDir: __dirname };
