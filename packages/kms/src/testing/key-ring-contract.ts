import { constants, createPublicKey, verify } from 'node:crypto';
import { hashOf } from '../signing-algorithm';
import type { KeyRing, SigningAlgorithm } from '../key-ring';

/** A ring to hold against the contract, with one key of each kind, named by ARN. */
export interface KeyRingUnderContract {
  readonly ring: KeyRing;
  readonly keys: {
    readonly p256: string;
    readonly p384: string;
    readonly rsa2048: string;
    readonly hmac: string;
    readonly symmetric: string;
    readonly otherSymmetric: string;
    /** A P-256 key that is disabled. */
    readonly disabled: string;
  };
  /** `alias/name` of the P-256 key. */
  readonly alias: string;
  close?(): Promise<void>;
}

/** What a ring may be unable to show, by the name used in {@link KeyRingContractOptions.unsupported}. */
export type KeyRingBehaviour =
  | 'algorithm-must-fit-key'
  | 'verifiable-elsewhere'
  | 'public-key-arn'
  | 'public-key-usage'
  | 'disabled-key-refused'
  | 'mac-usage'
  | 'encrypt-usage'
  | 'malformed-signature'
  | 'another-key-refused';

export interface KeyRingContractOptions {
  makeRing(): Promise<KeyRingUnderContract>;
  /** Behaviour that cannot be shown, with the reason; its tests are counted as skipped. */
  readonly unsupported?: Partial<Record<KeyRingBehaviour, string>>;
}

/** A skipped test is counted and shows its reason; it is never one that was forgotten. */
const SKIP = 'skip';

const UNKNOWN_KEY = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

const message = Buffer.from('Evidence of the 9th of March 2026: nothing to report.\n'.repeat(200));
const short = Buffer.from('one line');

/** What every {@link KeyRing} must do; `name` says which one it is. */
export function keyRingContract(name: string, options: KeyRingContractOptions): void {
  const check = (title: string, run: () => Promise<void>, needs?: KeyRingBehaviour): void => {
    const reason = needs === undefined ? undefined : options.unsupported?.[needs];
    if (reason === undefined) test(title, run);
    else test[SKIP](`${title} (${reason})`, run);
  };

  describe(`key ring contract: ${name}`, () => {
    let subject: KeyRingUnderContract;
    let ring: KeyRing;
    let keys: KeyRingUnderContract['keys'];
    beforeAll(async () => {
      subject = await options.makeRing();
      ({ ring, keys } = subject);
    });
    afterAll(async () => {
      await subject.close?.();
    });

    check('describes each kind of key', async () => {
      const described = await Promise.all(
        [keys.p256, keys.p384, keys.rsa2048, keys.hmac, keys.symmetric, keys.disabled].map((arn) =>
          ring.describe(arn),
        ),
      );
      const common = { enabled: true, state: 'Enabled', multiRegion: false };
      expect(described).toEqual([
        { arn: keys.p256, spec: 'ECC_NIST_P256', usage: 'SIGN_VERIFY', ...common },
        { arn: keys.p384, spec: 'ECC_NIST_P384', usage: 'SIGN_VERIFY', ...common },
        { arn: keys.rsa2048, spec: 'RSA_2048', usage: 'SIGN_VERIFY', ...common },
        { arn: keys.hmac, spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC', ...common },
        { arn: keys.symmetric, spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT', ...common },
        {
          arn: keys.disabled,
          spec: 'ECC_NIST_P256',
          usage: 'SIGN_VERIFY',
          ...common,
          enabled: false,
          state: 'Disabled',
        },
      ]);
    });

    check('takes id, ARN, alias and alias ARN, and answers the ARN', async () => {
      const id = keys.p256.slice(keys.p256.lastIndexOf('/') + 1);
      const aliasArn = keys.p256.replace(/key\/.*$/, subject.alias);
      for (const asked of [id, keys.p256, subject.alias, aliasArn]) {
        expect((await ring.describe(asked)).arn).toBe(keys.p256);
        expect((await ring.sign(asked, 'ECDSA_SHA_256', message)).keyArn).toBe(keys.p256);
      }
    });

    check(
      'answers the ARN with a public key',
      async () => {
        expect(await ring.publicKey(subject.alias)).toMatchObject({
          keyArn: keys.p256,
          spec: 'ECC_NIST_P256',
        });
      },
      'public-key-arn',
    );

    check('does not know keys that are not there', async () => {
      const unknown = { code: 'KMS_KEY_NOT_FOUND', retryable: false };
      await expect(ring.describe(UNKNOWN_KEY)).rejects.toMatchObject(unknown);
      await expect(ring.publicKey('alias/nobody')).rejects.toMatchObject(unknown);
      await expect(ring.sign(UNKNOWN_KEY, 'ECDSA_SHA_256', message)).rejects.toMatchObject(unknown);
      await expect(ring.generateMac(UNKNOWN_KEY, short)).rejects.toMatchObject(unknown);
      await expect(ring.encrypt(UNKNOWN_KEY, short, {})).rejects.toMatchObject(unknown);
    });

    const signing: readonly [
      SigningAlgorithm,
      keyof KeyRingUnderContract['keys'],
      readonly SigningAlgorithm[],
    ][] = [
      ['ECDSA_SHA_256', 'p256', ['ECDSA_SHA_256']],
      ['ECDSA_SHA_384', 'p384', ['ECDSA_SHA_384']],
      ['RSASSA_PKCS1_V1_5_SHA_256', 'rsa2048', ['RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PSS_SHA_256']],
      ['RSASSA_PSS_SHA_256', 'rsa2048', ['RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PSS_SHA_256']],
    ];
    for (const [algorithm, key, algorithms] of signing) {
      check(`signs by ${algorithm} and names key and algorithm`, async () => {
        const signed = await ring.sign(keys[key], algorithm, message);
        expect(signed).toMatchObject({ keyArn: keys[key], algorithm });
        expect([...(await ring.publicKey(keys[key])).signingAlgorithms].sort()).toEqual(algorithms);
      });

      check(
        `signs by ${algorithm} so that anyone can verify it with the public key`,
        async () => {
          const { signature } = await ring.sign(keys[key], algorithm, message);
          const { der } = await ring.publicKey(keys[key]);
          expect(verifyElsewhere(der, algorithm, message, signature)).toBe(true);
          expect(verifyElsewhere(der, algorithm, short, signature)).toBe(false);
        },
        'verifiable-elsewhere',
      );

      check(`verifies ${algorithm} and says false to everything else`, async () => {
        const { signature } = await ring.sign(keys[key], algorithm, message);
        expect(await ring.verify(keys[key], algorithm, message, signature)).toBe(true);
        expect(await ring.verify(keys[key], algorithm, short, signature)).toBe(false);
        const altered = Uint8Array.from(signature);
        altered[altered.length - 1]! ^= 1;
        expect(await ring.verify(keys[key], algorithm, message, altered)).toBe(false);
      });
    }

    check(
      'says false to bytes that are no signature at all',
      async () => {
        expect(await ring.verify(keys.p256, 'ECDSA_SHA_256', message, Buffer.from('not DER'))).toBe(false);
        expect(await ring.verify(keys.rsa2048, 'RSASSA_PSS_SHA_256', message, Buffer.alloc(256, 7))).toBe(
          false,
        );
      },
      'malformed-signature',
    );

    check(
      'refuses an algorithm that does not fit the key',
      async () => {
        const refused = { code: 'KMS_INVALID_KEY_USAGE', retryable: false };
        await expect(ring.sign(keys.p256, 'ECDSA_SHA_384', message)).rejects.toMatchObject(refused);
        await expect(ring.sign(keys.rsa2048, 'ECDSA_SHA_256', message)).rejects.toMatchObject(refused);
        await expect(
          ring.verify(keys.p384, 'RSASSA_PSS_SHA_256', message, Buffer.alloc(256)),
        ).rejects.toMatchObject(refused);
      },
      'algorithm-must-fit-key',
    );

    check(
      'has no public key for a key that is not a pair',
      async () => {
        await expect(ring.publicKey(keys.symmetric)).rejects.toMatchObject({ code: 'KMS_INVALID_KEY_USAGE' });
      },
      'public-key-usage',
    );

    check(
      'refuses a disabled key',
      async () => {
        const refused = { code: 'KMS_KEY_DISABLED', retryable: false };
        await expect(ring.sign(keys.disabled, 'ECDSA_SHA_256', message)).rejects.toMatchObject(refused);
        await expect(
          ring.verify(keys.disabled, 'ECDSA_SHA_256', message, Buffer.alloc(70)),
        ).rejects.toMatchObject(refused);
      },
      'disabled-key-refused',
    );

    check('makes the same MAC for the same message, and verifies it', async () => {
      const mac = await ring.generateMac(keys.hmac, short);
      expect(mac).toHaveLength(32);
      expect(Buffer.from(await ring.generateMac(keys.hmac, short)).equals(mac)).toBe(true);
      expect(await ring.verifyMac(keys.hmac, short, mac)).toBe(true);
      expect(await ring.verifyMac(keys.hmac, Buffer.from('one Line'), mac)).toBe(false);
      const altered = Uint8Array.from(mac);
      altered[0]! ^= 1;
      expect(await ring.verifyMac(keys.hmac, short, altered)).toBe(false);
      expect(await ring.verifyMac(keys.hmac, short, mac.slice(0, 31))).toBe(false);
    });

    check(
      'makes MACs by HMAC keys only',
      async () => {
        const refused = { code: 'KMS_INVALID_KEY_USAGE', retryable: false };
        await expect(ring.generateMac(keys.p256, short)).rejects.toMatchObject(refused);
        await expect(ring.verifyMac(keys.p256, short, Buffer.alloc(32))).rejects.toMatchObject(refused);
      },
      'mac-usage',
    );

    check('takes messages of 1 to 4,096 bytes', async () => {
      const refused = { code: 'KMS_INVALID_REQUEST', retryable: false };
      for (const bytes of [Buffer.alloc(0), Buffer.alloc(4097)]) {
        await expect(ring.generateMac(keys.hmac, bytes)).rejects.toMatchObject(refused);
        await expect(ring.verifyMac(keys.hmac, bytes, Buffer.alloc(32))).rejects.toMatchObject(refused);
        await expect(ring.encrypt(keys.symmetric, bytes, {})).rejects.toMatchObject(refused);
      }
      expect(await ring.generateMac(keys.hmac, Buffer.alloc(4096))).toHaveLength(32);
      const longest = await ring.encrypt(keys.symmetric, Buffer.alloc(4096, 1), {});
      expect(Buffer.from(await ring.decrypt(keys.symmetric, longest, {}))).toEqual(Buffer.alloc(4096, 1));
    });

    check('decrypts what it encrypted, whatever order the context is given in', async () => {
      const ciphertext = await ring.encrypt(keys.symmetric, short, { table: 'orders', run: '7' });
      expect(Buffer.from(ciphertext).includes(short)).toBe(false);
      const plaintext = await ring.decrypt(keys.symmetric, ciphertext, { run: '7', table: 'orders' });
      expect(Buffer.from(plaintext).toString()).toBe('one line');
      const again = await ring.encrypt(keys.symmetric, short, { table: 'orders', run: '7' });
      expect(Buffer.from(again).equals(ciphertext)).toBe(false);
    });

    check('refuses another context and altered bytes', async () => {
      const refused = { code: 'KMS_INVALID_CIPHERTEXT', retryable: false };
      const ciphertext = await ring.encrypt(keys.symmetric, short, { table: 'orders' });
      for (const context of [{}, { table: 'Orders' }, { table: 'orders', run: '7' }]) {
        await expect(ring.decrypt(keys.symmetric, ciphertext, context)).rejects.toMatchObject(refused);
      }
      const altered = Uint8Array.from(ciphertext);
      altered[altered.length - 1]! ^= 1;
      await expect(ring.decrypt(keys.symmetric, altered, { table: 'orders' })).rejects.toMatchObject(refused);
    });

    check(
      'refuses to decrypt by another key',
      async () => {
        const ciphertext = await ring.encrypt(keys.symmetric, short, {});
        await expect(ring.decrypt(keys.otherSymmetric, ciphertext, {})).rejects.toMatchObject({
          code: 'KMS_INVALID_CIPHERTEXT',
        });
      },
      'another-key-refused',
    );

    check(
      'encrypts by symmetric keys only',
      async () => {
        await expect(ring.encrypt(keys.hmac, short, {})).rejects.toMatchObject({
          code: 'KMS_INVALID_KEY_USAGE',
        });
      },
      'encrypt-usage',
    );
  });
}

/** Verification without any ring, by `node:crypto` alone: what an auditor does with the public key. */
function verifyElsewhere(
  der: Uint8Array,
  algorithm: SigningAlgorithm,
  signed: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return verify(
    hashOf(algorithm),
    signed,
    { key, ...(algorithm === 'RSASSA_PSS_SHA_256' ? pss : {}) },
    signature,
  );
}
