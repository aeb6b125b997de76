/** What one made-up record is about. */
export interface EventContext {
  readonly account: string;
  readonly region: string;
  readonly time: Date;
  readonly random: () => number;
}

/** A record in CloudTrail's form. */
export type CloudTrailRecord = Readonly<Record<string, unknown>>;

/** A kind of event, and how often it occurs among a million. */
interface EventKind {
  readonly perMillion: number;
  readonly make: (context: EventContext) => CloudTrailRecord;
}

const PEOPLE = ['mira', 'joao', 'aiko', 'lena', 'omar', 'ines'];

/** Everyday calls, by weight: what most of a trail consists of. */
const READS: readonly (readonly [source: string, name: string, parameters: CloudTrailRecord])[] = [
  ['kms', 'Decrypt', { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::orders-lake' } }],
  [
    'sts',
    'AssumeRole',
    { roleArn: 'arn:aws:iam::444455556666:role/Ingest', roleSessionName: 'ingest', durationSeconds: 3600 },
  ],
  ['ec2', 'DescribeInstances', { instancesSet: {}, filterSet: {} }],
  ['ec2', 'DescribeSubnets', { subnetSet: {}, filterSet: {} }],
  ['s3', 'GetBucketAcl', { bucketName: 'orders-lake', acl: '' }],
  ['s3', 'ListObjects', { bucketName: 'orders-lake', prefix: 'curated/', 'list-type': '2' }],
  ['iam', 'GetRole', { roleName: 'Ingest' }],
  ['logs', 'DescribeLogGroups', { limit: 50 }],
  ['glue', 'GetPartitions', { databaseName: 'lake', tableName: 'orders', maxResults: 1000 }],
  ['lambda', 'GetFunction20150331v2', { functionName: 'ingest-orders' }],
];

/** Events that a review should find, among many that it should not. */
const KINDS: readonly EventKind[] = [
  { perMillion: 300, make: (context) => signIn(context, 'Failure') },
  { perMillion: 900, make: (context) => signIn(context, 'Success') },
  { perMillion: 30, make: rootCall },
  {
    perMillion: 12,
    make: (context) =>
      call(context, 'cloudtrail', pick(context, ['StopLogging', 'StartLogging']), { name: 'audit' }, false),
  },
  {
    perMillion: 60,
    make: (context) =>
      call(
        context,
        'ec2',
        pick(context, ['AuthorizeSecurityGroupIngress', 'CreateSecurityGroup', 'DeleteSecurityGroup']),
        { groupId: 'sg-0aa1bb22cc33dd44e' },
        false,
      ),
  },
  {
    perMillion: 20,
    make: (context) =>
      call(context, 'ec2', pick(context, ['CreateSubnet', 'DeleteSubnet']), { vpcId: 'vpc-0aa1' }, false),
  },
  {
    perMillion: 15,
    make: (context) =>
      call(context, 'iam', 'AddUserToGroup', { userName: 'lena', groupName: 'Administrators' }, false),
  },
  {
    perMillion: 800,
    make: (context) =>
      call(context, 's3', 'GetObject', { bucketName: 'audit-logs', key: 'AWSLogs/x.json.gz' }, true),
  },
  {
    perMillion: 900,
    make: (context) => call(context, 's3', 'GetObject', { bucketName: 'audit-logs-copy', key: 'x' }, true),
  },
];

/** One record: mostly an everyday call, now and then one that a review should find. */
export function cloudTrailEvent(context: EventContext): CloudTrailRecord {
  let ticket = context.random() * 1_000_000;
  for (const { perMillion, make } of KINDS) {
    ticket -= perMillion;
    if (ticket < 0) return make(context);
  }
  const [source, name, parameters] = pick(context, READS);
  return call(context, source, name, parameters, true);
}

function call(
  context: EventContext,
  source: string,
  name: string,
  requestParameters: CloudTrailRecord,
  readOnly: boolean,
): CloudTrailRecord {
  const denied = context.random() < 0.01;
  return {
    eventVersion: '1.11',
    userIdentity: identity(context),
    eventTime: timeOf(context),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: context.region,
    sourceIPAddress: `198.51.100.${Math.trunc(context.random() * 256)}`,
    userAgent: 'aws-sdk-js/3.1100.0 os/linux lang/js md/nodejs',
    ...(denied
      ? { errorCode: 'AccessDenied', errorMessage: `User is not authorized to perform: ${source}:${name}` }
      : {}),
    requestParameters,
    responseElements: null,
    requestID: uuid(context),
    eventID: uuid(context),
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: context.account,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${source}.${context.region}.amazonaws.com`,
    },
  };
}

function signIn(context: EventContext, result: 'Success' | 'Failure'): CloudTrailRecord {
  const userName = pick(context, PEOPLE);
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', accountId: context.account, accessKeyId: '', userName },
    eventTime: timeOf(context),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    awsRegion: context.region,
    sourceIPAddress: `203.0.113.${Math.trunc(context.random() * 256)}`,
    userAgent: 'Mozilla/5.0',
    ...(result === 'Failure' ? { errorMessage: 'Failed authentication' } : {}),
    requestParameters: null,
    responseElements: { ConsoleLogin: result },
    additionalEventData: { LoginTo: 'https://console.aws.amazon.com/', MobileVersion: 'No', MFAUsed: 'No' },
    eventID: uuid(context),
    readOnly: false,
    eventType: 'AwsConsoleSignIn',
    managementEvent: true,
    recipientAccountId: context.account,
    eventCategory: 'Management',
  };
}

function rootCall(context: EventContext): CloudTrailRecord {
  const { account } = context;
  const userIdentity = {
    type: 'Root',
    principalId: account,
    arn: `arn:aws:iam::${account}:root`,
    accountId: account,
  };
  return { ...call(context, 'iam', 'CreateAccessKey', {}, false), userIdentity };
}

function identity(context: EventContext): CloudTrailRecord {
  const { account } = context;
  if (context.random() < 0.2) {
    const userName = pick(context, PEOPLE);
    const arn = `arn:aws:iam::${account}:user/${userName}`;
    return {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLE',
      arn,
      accountId: account,
      accessKeyId: 'AKIAEXAMPLE',
      userName,
    };
  }
  return {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:ingest',
    arn: `arn:aws:sts::${account}:assumed-role/Ingest/ingest`,
    accountId: account,
    accessKeyId: 'ASIAEXAMPLE',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLE',
        arn: `arn:aws:iam::${account}:role/Ingest`,
        accountId: account,
        userName: 'Ingest',
      },
      webIdFederationData: {},
      attributes: { creationDate: timeOf(context), mfaAuthenticated: 'false' },
    },
  };
}

function pick<T>({ random }: EventContext, choices: readonly T[]): T {
  return choices[Math.trunc(random() * choices.length)] as T;
}

function timeOf({ time }: EventContext): string {
  return time.toISOString().replace(/\.\d+/, '');
}

function uuid({ random }: EventContext): string {
  const hex = (digits: number): string =>
    Math.trunc(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}
