export { createCloudTrailKeys, type CloudTrailKeysOptions } from './cloudtrail-keys';
