import { gzipSync } from 'node:zlib';
import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

/** The table of the "Query AWS CloudTrail logs" page in its two forms, cut to the columns that matter here. */
const COLUMNS = `
  eventversion STRING,
  useridentity STRUCT<type:STRING, principalid:STRING, arn:STRING, accountid:STRING,
    sessioncontext:STRUCT<attributes:STRUCT<mfaauthenticated:STRING, creationdate:STRING>,
      sessionissuer:STRUCT<type:STRING, arn:STRING, username:STRING>>>,
  eventtime STRING, eventsource STRING, eventname STRING, sourceipaddress STRING, errorcode STRING,
  requestparameters STRING, responseelements STRING, additionaleventdata STRING, readonly STRING,
  resources ARRAY<STRUCT<arn:STRING, accountid:STRING, type:STRING>>, recipientaccountid STRING`;
const FORMS = {
  'the CloudTrail SerDe': `ROW FORMAT SERDE 'com.amazon.emr.hive.serde.CloudTrailSerde'
    STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
    OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'`,
  'the Hive JSON SerDe': `ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
    STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
    OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'`,
};

const event = (n: number, more: object = {}): object => ({
  eventVersion: '1.08',
  userIdentity: {
    type: 'AssumedRole',
    principalId: `P${n}`,
    arn: 'arn:aws:sts::1:assumed-role/r/s',
    accountId: '1',
    sessionContext: {
      attributes: { mfaAuthenticated: 'false', creationDate: '2026-03-09T00:00:00Z' },
      sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::1:role/r', userName: 'r' },
    },
  },
  eventTime: `2026-03-09T00:00:0${n}Z`,
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  sourceIPAddress: '10.0.0.1',
  requestParameters: { bucketName: 'b', key: 'k' },
  responseElements: null,
  readOnly: true,
  ...more,
});

describe.each(Object.entries(FORMS))('CloudTrail tables with %s', (_, form) => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
    await lake.run(`CREATE EXTERNAL TABLE trail (${COLUMNS}) ${form} LOCATION 's3://lake/trail/'`);
    const records = [
      event(1),
      event(2, {
        resources: [
          { ARN: 'arn:aws:s3:::b/k', type: 'AWS::S3::Object' },
          { arn: 'arn:aws:s3:::b', accountId: '1', type: 'AWS::S3::Bucket' },
        ],
        errorCode: 'AccessDenied',
      }),
    ];
    await lake.put('trail/2026/03/09/a.json.gz', gzipSync(JSON.stringify({ Records: records })));
    await lake.put('trail/2026/03/09/b.json', JSON.stringify({ Records: [event(3)] }));
    await lake.put('trail/2026/03/09/empty.json.gz', gzipSync(JSON.stringify({ Records: [] })));
  });
  afterAll(() => lake.close());

  test('give a row for each record', async () => {
    expect(await lake.rows('SELECT count(*) FROM trail')).toEqual([['3']]);
    expect(
      await lake.rows(
        `SELECT useridentity.principalid, useridentity.sessioncontext.sessionissuer.username, sourceipaddress,
           readonly, requestparameters, responseelements, json_extract_scalar(requestparameters, '$.key')
         FROM trail ORDER BY eventtime LIMIT 1`,
      ),
    ).toEqual([['P1', 'r', '10.0.0.1', 'true', '{"bucketName":"b","key":"k"}', null, 'k']]);
  });

  test('find arn and ARN, which CloudTrail writes both', async () => {
    expect(
      await lake.rows(
        `SELECT errorcode, r.arn, r.type FROM trail CROSS JOIN UNNEST(resources) AS r (arn, accountid, type) ORDER BY r.arn`,
      ),
    ).toEqual([
      ['AccessDenied', 'arn:aws:s3:::b', 'AWS::S3::Bucket'],
      ['AccessDenied', 'arn:aws:s3:::b/k', 'AWS::S3::Object'],
    ]);
    expect(await lake.rows('SELECT resources FROM trail WHERE resources IS NOT NULL')).toEqual([
      [
        '[{arn=arn:aws:s3:::b/k, accountid=null, type=AWS::S3::Object}, {arn=arn:aws:s3:::b, accountid=1, type=AWS::S3::Bucket}]',
      ],
    ]);
  });

  test('show the file of a record', async () => {
    expect(await lake.rows('SELECT DISTINCT "$path" FROM trail ORDER BY 1')).toEqual([
      ['s3://lake/trail/2026/03/09/a.json.gz'],
      ['s3://lake/trail/2026/03/09/b.json'],
    ]);
  });
});

describe('CloudTrail tables', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
    for (const name of ['cut', 'large', 'other']) {
      await lake.run(
        `CREATE EXTERNAL TABLE ${name} (${COLUMNS}) ${FORMS['the CloudTrail SerDe']} LOCATION 's3://lake/${name}/'`,
      );
    }
  });
  afterAll(() => lake.close());

  test('name the file that ends early', async () => {
    const whole = gzipSync(JSON.stringify({ Records: Array.from({ length: 500 }, (_, n) => event(n)) }));
    await lake.put('cut/x.json.gz', whole.subarray(0, whole.length - 100));
    const failure = await lake.failure('SELECT count(*) FROM cut');
    expect(failure).toMatchObject({ name: 'HIVE_BAD_DATA' });
    expect(failure.message).toContain('s3://lake/cut/x.json.gz');
    expect(failure.message).not.toContain(lake.directory);
  });

  test('read a file that is larger than one buffer', async () => {
    const records = Array.from({ length: 40_000 }, (_, n) => event(n % 10));
    const body = JSON.stringify({ Records: records });
    expect(body.length).toBeGreaterThan(17_000_000);
    await lake.put('large/x.json.gz', gzipSync(body));
    expect(await lake.rows('SELECT count(*), count(eventname) FROM large')).toEqual([['40000', '40000']]);
  });

  test('have no row for a file of another kind', async () => {
    await lake.put('other/digest.json', JSON.stringify({ awsAccountId: '1', logFiles: [] }));
    expect(await lake.rows('SELECT count(eventname) FROM other')).toEqual([['0']]);
  });
});
