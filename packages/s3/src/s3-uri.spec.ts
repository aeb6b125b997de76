import fc from 'fast-check';
import { parseS3Uri, s3Uri } from './s3-uri';

describe('s3Uri and parseS3Uri', () => {
  test.each([
    ['s3://lake/a/b.csv', { bucket: 'lake', key: 'a/b.csv' }],
    ['s3://lake/', { bucket: 'lake', key: '' }],
    ['s3://lake', { bucket: 'lake', key: '' }],
    ['s3://my.lake-1//double', { bucket: 'my.lake-1', key: '/double' }],
    ['s3://lake/line\nbreak?and#more', { bucket: 'lake', key: 'line\nbreak?and#more' }],
    ['s3://lake/a%2Bb+c', { bucket: 'lake', key: 'a%2Bb+c' }],
  ])('%j is %j', (uri, ref) => {
    expect(parseS3Uri(uri)).toEqual(ref);
  });

  test.each([
    '',
    'lake/key',
    's3:/lake/key',
    'S3://lake/key',
    's3:///key',
    's3://La/key',
    's3://-lake/key',
    's3://lake-/key',
    's3://ab/key',
    `s3://${'b'.repeat(64)}/key`,
    's3://under_score/key',
    'https://lake.s3.amazonaws.com/key',
  ])('%j is refused', (uri) => {
    expect(() => parseS3Uri(uri)).toThrow(expect.objectContaining({ code: 'S3_INVALID_URI' }));
  });

  test('any key comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        expect(parseS3Uri(s3Uri({ bucket: 'lake', key }))).toEqual({ bucket: 'lake', key });
      }),
    );
  });
});
