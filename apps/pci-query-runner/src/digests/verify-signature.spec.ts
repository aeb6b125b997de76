import { createHash, sign } from 'node:crypto';
import { makeTrailKeyPair } from '@lakeward/cloudtrail/testing';
import { verifySignature } from './verify-signature';

const pair = makeTrailKeyPair();
const text = '2026-03-09T22:14:31Z\nlogs/AWSLogs/x.json.gz\n9f86d0\nnull';
const signature = sign('sha256', Buffer.from(text), pair.privateKey).toString('hex');

describe('verifySignature', () => {
  test('RSASSA-PKCS1-v1_5 with SHA-256, the key in PKCS#1 or SubjectPublicKeyInfo', () => {
    const spki = makeTrailKeyPair({ privateKey: pair.privateKey, encoding: 'spki' });
    expect(verifySignature(text, signature, pair.publicKey)).toBe(true);
    expect(verifySignature(text, signature, spki.publicKey)).toBe(true);
    expect(verifySignature(`${text}\n`, signature, pair.publicKey)).toBe(false);
  });

  test.each([
    ['nothing', ''],
    ['upper case, which CloudTrail does not write', signature.toUpperCase()],
    ['half a byte less', signature.slice(1)],
    ['a byte less', signature.slice(2)],
    ['a byte more', `${signature}00`],
    ['no hex', signature.replace(/..$/, 'zz')],
  ])('%s is no signature', (_, wrong) => {
    expect(verifySignature(text, wrong, pair.publicKey)).toBe(false);
  });

  test('a signature over the hash, hashed once more, is none', () => {
    const twice = sign('sha256', createHash('sha256').update(text).digest(), pair.privateKey).toString('hex');
    expect(verifySignature(text, twice, pair.publicKey)).toBe(false);
  });

  test("another key's signature is none", () => {
    expect(verifySignature(text, signature, makeTrailKeyPair().publicKey)).toBe(false);
  });
});
