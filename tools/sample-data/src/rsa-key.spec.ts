import { createPublicKey, sign, verify } from 'node:crypto';
import { randomNumbers } from './random';
import { sampleRsaKey } from './rsa-key';

test('the same seed makes the same key of 2,048 bits, another seed another', () => {
  const key = sampleRsaKey(randomNumbers(7));
  const pem = (seed: number) => sampleRsaKey(randomNumbers(seed)).export({ type: 'pkcs8', format: 'pem' });
  expect(key.export({ type: 'pkcs8', format: 'pem' })).toBe(pem(7));
  expect(pem(8)).not.toBe(pem(7));
  expect(key.asymmetricKeyDetails).toEqual({ modulusLength: 2_048, publicExponent: 65_537n });
});

test('what it signs is verified by its public half', () => {
  const key = sampleRsaKey(randomNumbers(1));
  const message = Buffer.from('a digest');
  const signature = sign('sha256', message, key);
  expect(verify('sha256', message, createPublicKey(key), signature)).toBe(true);
  expect(verify('sha256', Buffer.from('another'), createPublicKey(key), signature)).toBe(false);
});
