import { literal } from '@lakeward/sql';
import { perCompression } from './file-groups';
import { jsonRelation, type JsonStructure } from './json-columns';
import { FILE_COLUMN, type Reader } from './reader';

/**
 * A log file is one line of JSON: its size is bounded by CloudTrail's 50 MB a file ("Quotas in AWS CloudTrail"), and the
 * double leaves room for files that somebody merged.
 */
const LARGEST_RECORD = 128 * 1024 * 1024;

/** Reads CloudTrail log files: `{"Records": [...]}`, a row for each record (CloudTrailInputFormat). */
export const readCloudTrail: Reader = (request) => {
  const records = perCompression(
    request,
    (files, compression) =>
      `SELECT unnest("Records") AS record, ${FILE_COLUMN} FROM read_json(${files}, columns = {'Records': 'JSON[]'}, ` +
      `format = 'auto', compression = ${compression}, maximum_object_size = ${literal(LARGEST_RECORD)}, filename = '${FILE_COLUMN}')`,
  );
  return Promise.resolve(jsonRelation(records, request.columns, CLOUDTRAIL_STRUCTURE, [FILE_COLUMN]));
};

/** How CloudTrail spells its keys. Sources: "CloudTrail record contents" and "CloudTrail userIdentity element". */
const CLOUDTRAIL_STRUCTURE: JsonStructure = {
  eventVersion: 'VARCHAR',
  userIdentity: {
    type: 'VARCHAR',
    principalId: 'VARCHAR',
    arn: 'VARCHAR',
    accountId: 'VARCHAR',
    invokedBy: 'VARCHAR',
    accessKeyId: 'VARCHAR',
    userName: 'VARCHAR',
    identityProvider: 'VARCHAR',
    credentialId: 'VARCHAR',
    invokedByDelegate: { accountId: 'VARCHAR' },
    onBehalfOf: { userId: 'VARCHAR', identityStoreArn: 'VARCHAR' },
    inScopeOf: {
      sourceArn: 'VARCHAR',
      sourceAccount: 'VARCHAR',
      issuerType: 'VARCHAR',
      credentialsIssuedTo: 'VARCHAR',
    },
    sessionContext: {
      attributes: { mfaAuthenticated: 'VARCHAR', creationDate: 'VARCHAR' },
      sessionIssuer: {
        type: 'VARCHAR',
        principalId: 'VARCHAR',
        arn: 'VARCHAR',
        accountId: 'VARCHAR',
        userName: 'VARCHAR',
      },
      ec2RoleDelivery: 'VARCHAR',
      sourceIdentity: 'VARCHAR',
      assumedRoot: 'VARCHAR',
      webIdFederationData: { federatedProvider: 'VARCHAR', attributes: 'JSON' },
    },
  },
  eventTime: 'VARCHAR',
  eventSource: 'VARCHAR',
  eventName: 'VARCHAR',
  awsRegion: 'VARCHAR',
  sourceIPAddress: 'VARCHAR',
  userAgent: 'VARCHAR',
  errorCode: 'VARCHAR',
  errorMessage: 'VARCHAR',
  requestParameters: 'JSON',
  responseElements: 'JSON',
  additionalEventData: 'JSON',
  requestID: 'VARCHAR',
  eventID: 'VARCHAR',
  eventType: 'VARCHAR',
  apiVersion: 'VARCHAR',
  managementEvent: 'BOOLEAN',
  readOnly: 'BOOLEAN',
  resources: [{ ARN: 'VARCHAR', arn: 'VARCHAR', accountId: 'VARCHAR', type: 'VARCHAR' }],
  recipientAccountId: 'VARCHAR',
  serviceEventDetails: 'JSON',
  sharedEventID: 'VARCHAR',
  vpcEndpointId: 'VARCHAR',
  vpcEndpointAccountId: 'VARCHAR',
  eventCategory: 'VARCHAR',
  addendum: {
    reason: 'VARCHAR',
    updatedFields: 'VARCHAR',
    originalRequestID: 'VARCHAR',
    originalEventID: 'VARCHAR',
  },
  sessionCredentialFromConsole: 'VARCHAR',
  edgeDeviceDetails: 'JSON',
  tlsDetails: {
    tlsVersion: 'VARCHAR',
    cipherSuite: 'VARCHAR',
    clientProvidedHostHeader: 'VARCHAR',
    keyExchange: 'VARCHAR',
  },
  insightDetails: 'JSON',
  eventContext: 'JSON',
};
