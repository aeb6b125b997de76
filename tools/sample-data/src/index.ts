export { writeCloudTrailDay, type CloudTrailDayOptions } from './cloudtrail-day';
export { writeCloudTrailDigests, type CloudTrailDigestsOptions } from './cloudtrail-digests';
