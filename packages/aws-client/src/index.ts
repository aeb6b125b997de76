export { awsFailure, type AwsFailure } from './aws-failure';
export { clientSettings, type AwsClientOptions, type ClientSettings, type Patience } from './client-settings';
