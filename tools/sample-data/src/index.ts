export { writeCloudTrailDay, type CloudTrailDayOptions } from './cloudtrail-day';
export { writeCloudTrailDigests, type CloudTrailDigestsOptions } from './cloudtrail-digests';
export { deliverInventory, type InventoryDelivery } from './deliver-inventory';
export {
  awkwardKeys,
  bigPrefix,
  writeSampleEstate,
  type SampleEstate,
  type SampleEstateOptions,
} from './sample-estate';
