import { literal } from '@lakeward/sql';
import { quoteName } from '../duckdb/quote-name';
import { perCompression, SOURCE_OPTIONS } from './file-source';
import { recordColumns, recordShape } from './json-records';
import { keyMatch, type JsonStructure } from './json-structure';
import { FILE_COLUMN, usedColumns, type Reader } from './reader';

/** Room for one record, DuckDB's default: it sets aside a multiple of it for each thread. */
const LEAST_RECORD = 16 * 1024 * 1024;

/**
 * No log file is larger: CloudTrail's limit is 50 MB before compression ("Quotas in AWS CloudTrail"). What a damaged gzip says of
 * its size may be anything.
 */
const LARGEST_FILE = 64 * 1024 * 1024;

/**
 * Reads CloudTrail log files: `{"Records": [...]}`, a row for each record (CloudTrailInputFormat). Format and records are told: to
 * find them out, DuckDB reads the files a second time, which takes four fifths of a scan.
 */
export const readCloudTrail: Reader = async (request) => {
  const { files, inspector } = request;
  const ends = await inspector.ends(files);
  // A log file is one line of JSON.
  const longest = files.reduce(
    (most, { file }) => Math.max(most, Math.min(ends.get(file)?.unpackedSize ?? 0, LARGEST_FILE)),
    LEAST_RECORD,
  );
  const columns = usedColumns(request);
  const matches = keyMatch({});
  const shape = recordShape(columns, CLOUDTRAIL_STRUCTURE, matches);
  const fields = [...(shape?.fields ?? [])].map(([key, type]) => `${quoteName(key)} ${type}`);
  const type = shape === undefined ? 'JSON[]' : `STRUCT(${fields.join(', ')})[]`;
  const records = perCompression(
    files,
    ends,
    (list, compression) =>
      `SELECT unnest("Records") AS record, ${FILE_COLUMN} FROM read_json(${list}, columns = {'Records': ${literal(type)}}, ` +
      `format = 'unstructured', records = 'true', compression = ${compression}, maximum_object_size = ${literal(longest + 1)}, ${SOURCE_OPTIONS})`,
  );
  const values =
    shape?.columns((key) => `struct_extract(record, ${literal(key)})`) ??
    recordColumns('record', columns, CLOUDTRAIL_STRUCTURE, matches);
  return { sql: `SELECT ${[...values, FILE_COLUMN].join(', ')} FROM (${records})` };
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
