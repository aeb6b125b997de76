/**
 * Regions in which everything Lakeward deploys is offered: Athena, Glue, Lambda, EventBridge Scheduler, KMS, SNS, SQS,
 * CloudWatch and S3 with Batch Operations. Source: endpoint data of AWS's SDK for Python (botocore 1.43), where
 * S3 Control is absent from ap-east-2, ap-southeast-5, -6, -7 and mx-central-1.
 */
export const REGIONS = [
  'af-south-1',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
] as const;

export type Region = (typeof REGIONS)[number];
