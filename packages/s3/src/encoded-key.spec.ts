import fc from 'fast-check';
import { decodeFormKey, encodeKey } from './encoded-key';
import { awkwardKeys, lineBreakKeys, pathLikeKeys } from './testing/contract/awkward-keys';

describe('decodeFormKey', () => {
  test.each([
    ['AWS+Notes/a%2Bb.pdf', 'AWS Notes/a+b.pdf'],
    ['a%20b', 'a b'],
    ['100%25', '100%'],
    ['%252F', '%2F'],
    ['Gr%C3%BC%C3%9Fe/%F0%9F%98%80', 'Grüße/😀'],
    ['test_file%283%29.png', 'test_file(3).png'],
    ['line%0Abreak', 'line\nbreak'],
  ])('%s is %j', (encoded, key) => {
    expect(decodeFormKey(encoded)).toBe(key);
  });

  test.each(['100%', '%zz', '%C3', '%FF%FE', '%ED%A0%80'])('%s is refused', (encoded) => {
    expect(() => decodeFormKey(encoded)).toThrow(expect.objectContaining({ code: 'S3_INVALID_ENCODED_KEY' }));
  });
});

describe('encodeKey', () => {
  test.each([
    ['a b/c+d', 'a%20b/c%2Bd'],
    ["it's (new)!*", 'it%27s%20%28new%29%21%2A'],
    ['100%,"quoted"', '100%25%2C%22quoted%22'],
    ['-_.~', '-_.~'],
    ['😀', '%F0%9F%98%80'],
    ['%2F', '%252F'],
  ])('%j is %s', (key, encoded) => {
    expect(encodeKey(key)).toBe(encoded);
  });

  test('half a surrogate pair is refused', () => {
    expect(() => encodeKey('a\ud83d')).toThrow(expect.objectContaining({ code: 'S3_INVALID_REQUEST' }));
  });

  test.each([...awkwardKeys, ...lineBreakKeys, ...pathLikeKeys])('%j decodes to itself', (key) => {
    expect(decodeFormKey(encodeKey(key))).toBe(key);
  });

  test('any key decodes to itself, out of characters that need no quoting in CSV, XML or a header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        const encoded = encodeKey(key);
        expect(encoded).toMatch(/^[A-Za-z0-9._~%/-]*$/);
        expect(decodeFormKey(encoded)).toBe(key);
      }),
    );
  });
});
