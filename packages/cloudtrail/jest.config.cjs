module.exports = { ...require('../../jest.preset.cjs'), displayName: 'cloudtrail', rootDir: __dirname };
