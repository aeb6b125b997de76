import type { CatalogColumn, CatalogTable } from '@lakeward/glue';

/** Where a trail's logs lie and how their partitions are found. */
export interface CloudTrailTableSettings {
  readonly database: string;
  readonly table: string;
  readonly bucket: string;
  /** With trailing slash, or empty. */
  readonly prefix: string;
  /** `o-...`, or empty for a trail of one account. */
  readonly organizationId: string;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly partitionMode: 'projection' | 'add-partition';
}

const SESSION_CONTEXT =
  'struct<attributes:struct<mfaauthenticated:string,creationdate:string>,' +
  'sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,' +
  'ec2roledelivery:string,webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>';

const USER_IDENTITY =
  'struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,username:string,' +
  `onbehalfof:struct<userid:string,identitystorearn:string>,sessioncontext:${SESSION_CONTEXT}>`;

/**
 * The record's fields in the order of AWS's own table; every leaf is text, and requestparameters, responseelements and
 * additionaleventdata hold JSON text. Source: "Create a table for CloudTrail logs in Athena using partition projection".
 */
const COLUMNS: readonly CatalogColumn[] = [
  ['eventversion', 'string'],
  ['useridentity', USER_IDENTITY],
  ['eventtime', 'string'],
  ['eventsource', 'string'],
  ['eventname', 'string'],
  ['awsregion', 'string'],
  ['sourceipaddress', 'string'],
  ['useragent', 'string'],
  ['errorcode', 'string'],
  ['errormessage', 'string'],
  ['requestparameters', 'string'],
  ['responseelements', 'string'],
  ['additionaleventdata', 'string'],
  ['requestid', 'string'],
  ['eventid', 'string'],
  ['readonly', 'string'],
  ['resources', 'array<struct<arn:string,accountid:string,type:string>>'],
  ['eventtype', 'string'],
  ['apiversion', 'string'],
  ['recipientaccountid', 'string'],
  ['serviceeventdetails', 'string'],
  ['sharedeventid', 'string'],
  ['vpcendpointid', 'string'],
  ['vpcendpointaccountid', 'string'],
  ['eventcategory', 'string'],
  ['addendum', 'struct<reason:string,updatedfields:string,originalrequestid:string,originaleventid:string>'],
  ['sessioncredentialfromconsole', 'string'],
  ['edgedevicedetails', 'string'],
  ['tlsdetails', 'struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>'],
].map(([name, type]) => ({ name, type }) as CatalogColumn);

/** Partition keys: the account and Region of the folder, and its day as CloudTrail writes it (`2026/03/09`). */
const PARTITION_KEYS: readonly CatalogColumn[] = [
  { name: 'account', type: 'string' },
  { name: 'region', type: 'string' },
  { name: 'day', type: 'string' },
];

/** `AWSLogs/` root of the trail, with trailing slash. */
export function trailRoot({
  bucket,
  prefix,
  organizationId,
}: Pick<CloudTrailTableSettings, 'bucket' | 'prefix' | 'organizationId'>): string {
  const organization = organizationId === '' ? '' : `${organizationId}/`;
  return `s3://${bucket}/${prefix}AWSLogs/${organization}`;
}

/**
 * The table over a trail's log files, for one account or an organization, by partition projection or by partitions that
 * `review-day` adds for its day.
 */
export function cloudTrailTable(settings: CloudTrailTableSettings): CatalogTable {
  const root = trailRoot(settings);
  const projection: Record<string, string> = {
    'projection.enabled': 'true',
    'projection.account.type': 'enum',
    'projection.account.values': settings.accounts.join(','),
    'projection.region.type': 'enum',
    'projection.region.values': settings.regions.join(','),
    'projection.day.type': 'date',
    'projection.day.format': 'yyyy/MM/dd',
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
    // CloudTrail began to deliver in November 2013.
    'projection.day.range': '2013/11/01,NOW',
    'storage.location.template': `${root}\${account}/CloudTrail/\${region}/\${day}/`,
  };
  return {
    database: settings.database,
    name: settings.table,
    type: 'EXTERNAL_TABLE',
    comment: 'CloudTrail log files by account, Region and day of delivery',
    columns: COLUMNS,
    partitionKeys: PARTITION_KEYS,
    storage: {
      location: root,
      inputFormat: 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      serde: 'org.apache.hive.hcatalog.data.JsonSerDe',
      serdeParameters: {},
    },
    parameters: {
      classification: 'cloudtrail',
      EXTERNAL: 'TRUE',
      ...(settings.partitionMode === 'projection' ? projection : {}),
    },
  };
}
