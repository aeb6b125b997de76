import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  KMSClient,
  type CreateKeyCommandInput,
} from '@aws-sdk/client-kms';
import { startAwsEmulator, whyNoAwsEmulator, type AwsEmulator } from '@lakeward/aws-emulator';
import { keyRingContract } from '../testing';
import { createKmsKeyRing } from './kms-key-ring';

const SKIP = 'skip';
const missing = whyNoAwsEmulator();
const suite = missing === undefined ? describe : describe[SKIP];

suite(missing ?? 'with the AWS emulator', () => {
  let emulator: AwsEmulator;
  beforeAll(async () => {
    const started = await startAwsEmulator();
    if ('unavailable' in started) throw new Error(started.unavailable);
    emulator = started;
  }, 90_000);
  afterAll(() => emulator.stop());

  keyRingContract('KMS adapter', {
    unsupported: {
      'verifiable-elsewhere': 'the emulator takes a digest for a message and hashes it again',
      'public-key-arn': 'the emulator answers GetPublicKey with the key id',
      'public-key-usage': 'the emulator gives a public key for any key',
      'algorithm-must-fit-key': 'the emulator calls it a ValidationException',
      'disabled-key-refused': 'the emulator signs with disabled keys',
      'another-key-refused': 'the emulator calls it an AccessDeniedException',
      'encrypt-usage': 'the emulator encrypts by any key',
    },
    makeRing: async () => {
      const { region, endpoint, credentials } = emulator;
      const where = { region, endpoint, credentials };
      const client = new KMSClient(where);
      const createKey = async (input: CreateKeyCommandInput): Promise<string> =>
        (await client.send(new CreateKeyCommand(input))).KeyMetadata!.Arn!;
      const p256 = await createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
      const disabled = await createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
      const alias = `alias/lakeward-contract-${p256.slice(-12)}`;
      await client.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: p256 }));
      await client.send(new DisableKeyCommand({ KeyId: disabled.slice(disabled.lastIndexOf('/') + 1) }));
      return {
        ring: createKmsKeyRing(where),
        alias,
        keys: {
          p256,
          p384: await createKey({ KeySpec: 'ECC_NIST_P384', KeyUsage: 'SIGN_VERIFY' }),
          rsa2048: await createKey({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }),
          hmac: await createKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
          symmetric: await createKey({ KeyUsage: 'ENCRYPT_DECRYPT' }),
          otherSymmetric: await createKey({ KeyUsage: 'ENCRYPT_DECRYPT' }),
          disabled,
        },
        close: () => {
          client.destroy();
          return Promise.resolve();
        },
      };
    },
  });
});
