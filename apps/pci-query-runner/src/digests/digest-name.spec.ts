import { UtcDay } from '@lakeward/core';
import { digestFolder, parseDigestName, trailPlace, withoutGzip } from './digest-name';

describe('parseDigestName', () => {
  test('reads the name from both ends: the trail may have underscores and Regions in its name', () => {
    expect(
      parseDigestName(
        '444455556666_CloudTrail-Digest_us-gov-west-1_audit_eu-west-1_all_us-gov-east-1_20260309T231431Z.json.gz',
      ),
    ).toEqual({
      account: '444455556666',
      region: 'us-gov-west-1',
      trail: 'audit_eu-west-1_all',
      homeRegion: 'us-gov-east-1',
      end: new Date('2026-03-09T23:14:31Z'),
      backfill: false,
    });
  });

  test('knows digests that were made later, and unpacked ones', () => {
    const name = '444455556666_CloudTrail-Digest_eu-west-1_a.b-c_eu-west-1_20260309T000000Z';
    expect(parseDigestName(`${name}_backfill.json.gz`)).toMatchObject({ trail: 'a.b-c', backfill: true });
    expect(parseDigestName(`${name}.json`)).toMatchObject({ trail: 'a.b-c', backfill: false });
  });

  test.each([
    '444455556666_CloudTrail_eu-west-1_20260309T2355Z_AAAAAAAAAAAAAAAA.json.gz',
    '444455556666_CloudTrail-Digest_eu-west-1_audit_eu-west-1_20260309T2314Z.json.gz',
    '444455556666_CloudTrail-Digest_eu-west-1_audit_eu-west-1_20260231T231431Z.json.gz',
    '444455556666_CloudTrail-Digest_eu-west-1_eu-west-1_20260309T231431Z.json.gz',
    '44445555666_CloudTrail-Digest_eu-west-1_audit_eu-west-1_20260309T231431Z.json.gz',
    '444455556666_CloudTrail-Digest_eu-west-1_audit_eu-west-1_20260309T231431Z.json.gz.metadata.json',
    'x444455556666_CloudTrail-Digest_eu-west-1_audit_eu-west-1_20260309T231431Z.json.gz',
  ])('is no digest: %s', (name) => {
    expect(parseDigestName(name)).toBeUndefined();
  });
});

test('a folder of digests is that of their end', () => {
  expect(digestFolder('444455556666', 'eu-west-1', UtcDay.parse('2026-03-09'))).toBe(
    '444455556666/CloudTrail-Digest/eu-west-1/2026/03/09/',
  );
});

describe('trailPlace', () => {
  const path = '444455556666/CloudTrail/eu-west-1/2026/03/09/file.json.gz';

  test.each([
    [`AWSLogs/${path}`, 'AWSLogs/'],
    [`audit/eu/AWSLogs/o-a1b2c3d4e5/${path}`, 'audit/eu/AWSLogs/o-a1b2c3d4e5/'],
    [`AWSLogs/AWSLogs/${path}`, 'AWSLogs/AWSLogs/'],
  ])('%s', (key, root) => {
    expect(trailPlace(key)).toEqual({ root, path });
  });

  test.each(['file.json.gz', path, `MyAWSLogs/${path}`, 'AWSLogs/444455556666/Config/x/2026/03/09/file'])(
    'is no place of a trail: %s',
    (key) => {
      expect(trailPlace(key)).toBeUndefined();
    },
  );
});

test('only the last ending tells of gzip', () => {
  expect(['a.json.gz', 'a.json', 'gz'].map(withoutGzip)).toEqual(['a.json', 'a.json', 'gz']);
});
