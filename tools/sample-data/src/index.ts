export { writeCloudTrailDay, type CloudTrailDayOptions } from './cloudtrail-day';
