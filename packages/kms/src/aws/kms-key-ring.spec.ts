import { createHash } from 'node:crypto';
import {
  DecryptCommand,
  DescribeKeyCommand,
  DisabledException,
  EncryptCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  InvalidKeyUsageException,
  KeyUnavailableException,
  KMSClient,
  KMSInvalidMacException,
  KMSInvalidSignatureException,
  KMSInvalidStateException,
  NotFoundException,
  SignCommand,
  UnsupportedOperationException,
  VerifyCommand,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { createKmsKeyRing } from './kms-key-ring';

const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000001';
const message = Buffer.from('a message longer than KMS takes\n'.repeat(200));
const signature = Uint8Array.of(0x30, 0x06, 2, 1, 1, 2, 1, 2);
const $metadata = {};
const kms = mockClient(KMSClient);
const ring = createKmsKeyRing({ client: new KMSClient({ region: 'eu-west-1' }) });

beforeEach(() => kms.reset());

const inputs = () => kms.calls().map((call) => call.args[0].input);
const sha = (name: string) => Uint8Array.from(createHash(name).update(message).digest());
const service = (name: string, fault: 'client' | 'server' = 'client') =>
  Object.assign(new Error('said KMS'), { name, $fault: fault, $metadata });

describe('what is sent', () => {
  test('describe', async () => {
    kms.on(DescribeKeyCommand).resolves({
      KeyMetadata: {
        KeyId: arn.slice(-36),
        Arn: arn,
        KeySpec: 'ECC_NIST_P256',
        KeyUsage: 'SIGN_VERIFY',
        Enabled: false,
        KeyState: 'PendingDeletion',
        MultiRegion: true,
      },
    });
    expect(await ring.describe('alias/evidence')).toEqual({
      arn,
      spec: 'ECC_NIST_P256',
      usage: 'SIGN_VERIFY',
      enabled: false,
      state: 'PendingDeletion',
      multiRegion: true,
    });
    expect(inputs()).toEqual([{ KeyId: 'alias/evidence' }]);
  });

  test('publicKey names only the algorithms Lakeward uses', async () => {
    const der = Uint8Array.of(0x30, 0x59);
    kms.on(GetPublicKeyCommand).resolves({
      KeyId: arn,
      KeySpec: 'RSA_2048',
      PublicKey: der,
      SigningAlgorithms: ['RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PKCS1_V1_5_SHA_512', 'RSASSA_PSS_SHA_256'],
    });
    expect(await ring.publicKey('alias/evidence')).toEqual({
      keyArn: arn,
      spec: 'RSA_2048',
      der,
      signingAlgorithms: ['RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PSS_SHA_256'],
    });
    expect(inputs()).toEqual([{ KeyId: 'alias/evidence' }]);
  });

  test.each([
    ['ECDSA_SHA_256', 'sha256'],
    ['ECDSA_SHA_384', 'sha384'],
    ['RSASSA_PKCS1_V1_5_SHA_256', 'sha256'],
    ['RSASSA_PSS_SHA_256', 'sha256'],
  ] as const)('sign by %s sends the %s digest, not the message', async (algorithm, hash) => {
    kms.on(SignCommand).resolves({ KeyId: arn, Signature: signature, SigningAlgorithm: algorithm });
    expect(await ring.sign('alias/evidence', algorithm, message)).toEqual({
      keyArn: arn,
      algorithm,
      signature,
    });
    expect(inputs()).toEqual([
      {
        KeyId: 'alias/evidence',
        Message: expect.anything(),
        MessageType: 'DIGEST',
        SigningAlgorithm: algorithm,
      },
    ]);
    const sent = kms.commandCalls(SignCommand)[0]!.args[0].input.Message!;
    expect(Uint8Array.from(sent)).toEqual(sha(hash));
  });

  test('verify', async () => {
    kms.on(VerifyCommand).resolves({ KeyId: arn, SignatureValid: true });
    expect(await ring.verify(arn, 'ECDSA_SHA_256', message, signature)).toBe(true);
    expect(inputs()).toEqual([
      {
        KeyId: arn,
        Message: expect.anything(),
        MessageType: 'DIGEST',
        Signature: signature,
        SigningAlgorithm: 'ECDSA_SHA_256',
      },
    ]);
    const sent = kms.commandCalls(VerifyCommand)[0]!.args[0].input.Message!;
    expect(Uint8Array.from(sent)).toEqual(sha('sha256'));
  });

  test('MACs', async () => {
    const mac = new Uint8Array(32).fill(7);
    const short = Buffer.from('line');
    kms.on(GenerateMacCommand).resolves({ KeyId: arn, Mac: mac });
    kms.on(VerifyMacCommand).resolves({ KeyId: arn, MacValid: true });
    expect(await ring.generateMac(arn, short)).toBe(mac);
    expect(await ring.verifyMac(arn, short, mac)).toBe(true);
    expect(inputs()).toEqual([
      { KeyId: arn, Message: short, MacAlgorithm: 'HMAC_SHA_256' },
      { KeyId: arn, Message: short, Mac: mac, MacAlgorithm: 'HMAC_SHA_256' },
    ]);
  });

  test('encryption carries its context both ways', async () => {
    const plaintext = Buffer.from('line');
    const ciphertext = Uint8Array.of(1, 2, 3);
    kms.on(EncryptCommand).resolves({ KeyId: arn, CiphertextBlob: ciphertext });
    kms.on(DecryptCommand).resolves({ KeyId: arn, Plaintext: plaintext });
    expect(await ring.encrypt(arn, plaintext, { table: 'orders' })).toBe(ciphertext);
    expect(await ring.decrypt(arn, ciphertext, { table: 'orders' })).toBe(plaintext);
    expect(inputs()).toEqual([
      { KeyId: arn, Plaintext: plaintext, EncryptionContext: { table: 'orders' } },
      { KeyId: arn, CiphertextBlob: ciphertext, EncryptionContext: { table: 'orders' } },
    ]);
  });

  test('nothing, for messages and proofs that KMS would call malformed', async () => {
    await expect(ring.generateMac(arn, Buffer.alloc(4097))).rejects.toMatchObject({
      code: 'KMS_INVALID_REQUEST',
    });
    expect(await ring.verify(arn, 'ECDSA_SHA_256', message, new Uint8Array())).toBe(false);
    expect(await ring.verify(arn, 'ECDSA_SHA_256', message, new Uint8Array(6145))).toBe(false);
    expect(await ring.verifyMac(arn, Buffer.from('line'), new Uint8Array())).toBe(false);
    expect(kms.calls()).toHaveLength(0);
  });
});

describe('what comes back', () => {
  test('a bad signature or MAC is an answer, not an error', async () => {
    kms.on(VerifyCommand).rejects(new KMSInvalidSignatureException({ message: '', $metadata }));
    kms.on(VerifyMacCommand).rejects(new KMSInvalidMacException({ message: '', $metadata }));
    expect(await ring.verify(arn, 'ECDSA_SHA_256', message, signature)).toBe(false);
    expect(await ring.verifyMac(arn, Buffer.from('line'), signature)).toBe(false);
  });

  test.each([
    [new NotFoundException({ message: 'Alias is not found.', $metadata }), 'KMS_KEY_NOT_FOUND', false],
    [new DisabledException({ message: 'is disabled.', $metadata }), 'KMS_KEY_DISABLED', false],
    [new KMSInvalidStateException({ message: 'is pending deletion.', $metadata }), 'KMS_KEY_DISABLED', false],
    [new InvalidKeyUsageException({ message: 'x', $metadata }), 'KMS_INVALID_KEY_USAGE', false],
    [new UnsupportedOperationException({ message: 'x', $metadata }), 'KMS_INVALID_KEY_USAGE', false],
    [new InvalidCiphertextException({ message: '', $metadata }), 'KMS_INVALID_CIPHERTEXT', false],
    [new IncorrectKeyException({ message: 'x', $metadata }), 'KMS_INVALID_CIPHERTEXT', false],
    [new KeyUnavailableException({ message: 'x', $metadata }), 'KMS_UNAVAILABLE', true],
    [service('DependencyTimeoutException', 'server'), 'KMS_UNAVAILABLE', true],
    [service('ThrottlingException'), 'KMS_THROTTLED', true],
    [service('AccessDeniedException'), 'KMS_ACCESS_DENIED', false],
    [service('ValidationException'), 'KMS_INVALID_REQUEST', false],
    [new TypeError('x is undefined'), 'UNEXPECTED_ERROR', false],
  ])('%s', async (thrown, code, retryable) => {
    kms.on(DecryptCommand).rejects(thrown);
    await expect(ring.decrypt('alias/data', signature, {})).rejects.toMatchObject({
      code,
      retryable,
      cause: thrown,
    });
  });

  test('the message names the key that was asked and says something even where KMS does not', async () => {
    kms.on(DecryptCommand).rejects(new InvalidCiphertextException({ message: '', $metadata }));
    await expect(ring.decrypt('alias/data', signature, {})).rejects.toThrow(
      'KMS: key alias/data: InvalidCiphertextException',
    );
  });

  test('other errors of Verify are errors', async () => {
    kms.on(VerifyCommand).rejects(new NotFoundException({ message: 'x', $metadata }));
    await expect(ring.verify(arn, 'ECDSA_SHA_256', message, signature)).rejects.toMatchObject({
      code: 'KMS_KEY_NOT_FOUND',
    });
  });

  test('an answer without its ARN is none', async () => {
    kms.on(SignCommand).resolves({ Signature: signature });
    await expect(ring.sign(arn, 'ECDSA_SHA_256', message)).rejects.toMatchObject({ code: 'KMS_UNAVAILABLE' });
  });
});
