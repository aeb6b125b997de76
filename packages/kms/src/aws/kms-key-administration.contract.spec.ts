import {
  CreateGrantCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { startAwsEmulator, whyNoAwsEmulator, type AwsEmulator } from '@lakeward/aws-emulator';
import { contractGrantee, contractKeyPolicy, keyAdministrationContract } from '../testing';
import { createKmsKeyAdministration } from './kms-key-administration';

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

  keyAdministrationContract(
    'KMS adapter',
    async () => {
      const { region, endpoint, credentials } = emulator;
      const where = { region, endpoint, credentials };
      const client = new KMSClient(where);
      const createKey = async (): Promise<string> =>
        (await client.send(new CreateKeyCommand({ KeyUsage: 'ENCRYPT_DECRYPT' }))).KeyMetadata!.Arn!;
      const [plain, set, disabled] = [await createKey(), await createKey(), await createKey()];
      await client.send(
        new PutKeyPolicyCommand({ KeyId: set, PolicyName: 'default', Policy: contractKeyPolicy(set) }),
      );
      await client.send(
        new CreateGrantCommand({ KeyId: set, GranteePrincipal: contractGrantee, Operations: ['Decrypt'] }),
      );
      await client.send(new DisableKeyCommand({ KeyId: disabled.slice(disabled.lastIndexOf('/') + 1) }));
      return {
        administration: createKmsKeyAdministration(where),
        keys: { plain, set, disabled },
        close: () => {
          client.destroy();
          return Promise.resolve();
        },
      };
    },
    { unsupported: { 'grants-of-unknown-keys': 'the emulator answers with an error of its own' } },
  );
});
