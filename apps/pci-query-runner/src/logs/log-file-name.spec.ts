import { dayFolder, deliveryTime, parseLogFileName } from './log-file-name';

describe('parseLogFileName', () => {
  test.each([
    [
      '444455556666_CloudTrail_eu-west-1_20270309T2355Z_Qp7ZxT0aLm4NcV9e.json.gz',
      '444455556666',
      'eu-west-1',
      '2027-03-09',
    ],
    [
      '444455556666_CloudTrail_us-gov-west-1_20270309T2355Z_Qp7ZxT0aLm4NcV9e.json',
      '444455556666',
      'us-gov-west-1',
      '2027-03-09',
    ],
    // One of AWS's examples lacks the underscore; copies get endings of their own.
    [
      '111122223333_CloudTrail_us-east-2_20150801T0210ZMu0KsOhtH1ar15ZZ.json.gz',
      '111122223333',
      'us-east-2',
      '2015-08-01',
    ],
    [
      '444455556666_CloudTrail_eu-west-1_20270309T2355Z_Qp7ZxT0aLm4NcV9e (1).json',
      '444455556666',
      'eu-west-1',
      '2027-03-09',
    ],
  ])('%s', (name, account, region, date) => {
    expect(parseLogFileName(name)).toEqual({ account, region, day: expect.objectContaining({ date }) });
  });

  test.each([
    '444455556666_CloudTrail-Digest_eu-west-1_audit_eu-west-1_20270309T231431Z.json.gz',
    '444455556666_CloudTrail-Insight_eu-west-1_20270309T2355Z_Qp7ZxT0aLm4NcV9e.json.gz',
    '44445555666_CloudTrail_eu-west-1_20270309T2355Z_Qp7ZxT0aLm4NcV9e.json.gz',
    '444455556666_CloudTrail_eu-west-1_20271309T2355Z_Qp7ZxT0aLm4NcV9e.json.gz',
    '444455556666_CloudTrail_eu-west-1_20270309T2355Z_Qp7ZxT0aLm4NcV9e.csv',
    'events.json',
  ])('is no log file name: %s', (name) => {
    expect(parseLogFileName(name)).toBeUndefined();
  });

  test('the folder of a day has zero-padded parts', () => {
    const name = parseLogFileName(
      '444455556666_CloudTrail_eu-west-1_20270309T2355Z_Qp7ZxT0aLm4NcV9e.json.gz',
    );
    expect(dayFolder(name!)).toBe('444455556666/CloudTrail/eu-west-1/2027/03/09/');
  });
});

test.each([
  ['s3://b/x/444455556666_CloudTrail_eu-west-1_20270309T2355Z_Qp7Z.json.gz', '2027-03-09T23:55:00.000Z'],
  ['111122223333_CloudTrail_us-east-2_20150801T0210ZMu0KsOhtH1ar15ZZ.json.gz', '2015-08-01T02:10:00.000Z'],
  ['444455556666_CloudTrail_eu-west-1_20270231T2355Z_Qp7Z.json.gz', undefined],
  ['s3://b/x_20270309T2355Z_y/renamed.json', undefined],
  ['renamed.json', undefined],
])('the minute of delivery of %s is %s', (file, time) => {
  expect(deliveryTime(file)?.toISOString()).toBe(time);
});
