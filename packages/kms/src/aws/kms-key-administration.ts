import { GetKeyPolicyCommand, KMSClient, paginateListGrants } from '@aws-sdk/client-kms';
import { clientSettings, type AwsClientOptions } from '@lakeward/aws-client';
import type { KeyAdministration } from '../key-administration';
import type { KeyDescription } from '../key-ring';
import { ask, describeKey, given, PATIENCE } from './kms-call';

export interface KmsKeyAdministrationOptions extends AwsClientOptions {
  /** Takes the place of a client made from the other options. */
  readonly client?: KMSClient;
}

/** The {@link KeyAdministration} that is AWS KMS. */
export function createKmsKeyAdministration({
  client,
  ...where
}: KmsKeyAdministrationOptions = {}): KeyAdministration {
  return new KmsKeyAdministration(client ?? new KMSClient(clientSettings(where, PATIENCE)));
}

class KmsKeyAdministration implements KeyAdministration {
  readonly #client: KMSClient;

  constructor(client: KMSClient) {
    this.#client = client;
  }

  describe(keyId: string): Promise<KeyDescription> {
    return describeKey(this.#client, keyId);
  }

  async policy(keyId: string): Promise<string> {
    // The one name that there is; emulators want to hear it. Source: "GetKeyPolicy", KMS API reference.
    const command = new GetKeyPolicyCommand({ KeyId: keyId, PolicyName: 'default' });
    return given(keyId, (await ask(keyId, () => this.#client.send(command))).Policy);
  }

  isGrantee(keyId: string, principal: string): Promise<boolean> {
    return ask(keyId, async () => {
      const pages = paginateListGrants(
        { client: this.#client },
        { KeyId: keyId, GranteePrincipal: principal },
      );
      for await (const { Grants = [] } of pages) {
        if (Grants.some(({ GranteePrincipal }) => GranteePrincipal === principal)) return true;
      }
      return false;
    });
  }
}
