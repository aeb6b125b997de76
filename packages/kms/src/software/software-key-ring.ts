import { AppError } from '@lakeward/core';
import { checkMessage } from '../check-message';
import type { KeyAdministration } from '../key-administration';
import type {
  EncryptionContext,
  KeyDescription,
  KeyRing,
  PublicKey,
  Signature,
  SigningAlgorithm,
} from '../key-ring';
import { defaultKeyPolicy } from './default-key-policy';
import type { KeyMaterial } from './key-material';

/** A key as a {@link SoftwareKeyStore} hands it out. */
export interface SoftwareKey {
  readonly arn: string;
  readonly enabled: boolean;
  readonly material: KeyMaterial;
  /** JSON; the default key policy where absent. */
  readonly policy?: string;
  /** ARNs of those whom a grant names. */
  readonly grantees?: readonly string[];
}

/** Where the keys of a {@link SoftwareKeyRing} lie. */
export interface SoftwareKeyStore {
  /** The key of this id, ARN, alias or alias ARN, or undefined. */
  find(keyId: string): Promise<SoftwareKey | undefined>;
}

/**
 * A {@link KeyRing} over keys held by this process: does what KMS does, with the same refusals. Policies and grants are kept and
 * told, not enforced: there is no caller to hold them against.
 */
export class SoftwareKeyRing implements KeyRing, KeyAdministration {
  readonly #store: SoftwareKeyStore;

  constructor(store: SoftwareKeyStore) {
    this.#store = store;
  }

  async describe(keyId: string): Promise<KeyDescription> {
    const { arn, enabled, material } = await this.#find(keyId);
    const state = enabled ? 'Enabled' : 'Disabled';
    return { arn, spec: material.spec, usage: material.usage, enabled, state, multiRegion: false };
  }

  async policy(keyId: string): Promise<string> {
    const { arn, policy = defaultKeyPolicy(arn) } = await this.#find(keyId);
    return policy;
  }

  async isGrantee(keyId: string, principal: string): Promise<boolean> {
    const { grantees = [] } = await this.#find(keyId);
    return grantees.includes(principal);
  }

  async publicKey(keyId: string): Promise<PublicKey> {
    const { arn, material } = await this.#usable(keyId, 'SIGN_VERIFY');
    return {
      keyArn: arn,
      spec: material.spec,
      der: material.publicKey(),
      signingAlgorithms: material.signingAlgorithms,
    };
  }

  async sign(keyId: string, algorithm: SigningAlgorithm, message: Uint8Array): Promise<Signature> {
    const { arn, material } = await this.#signing(keyId, algorithm);
    return { keyArn: arn, algorithm, signature: material.sign(algorithm, message) };
  }

  async verify(
    keyId: string,
    algorithm: SigningAlgorithm,
    message: Uint8Array,
    signature: Uint8Array,
  ): Promise<boolean> {
    const { material } = await this.#signing(keyId, algorithm);
    return material.verify(algorithm, message, signature);
  }

  async generateMac(keyId: string, message: Uint8Array): Promise<Uint8Array> {
    checkMessage(message);
    return (await this.#usable(keyId, 'GENERATE_VERIFY_MAC')).material.mac(message);
  }

  async verifyMac(keyId: string, message: Uint8Array, mac: Uint8Array): Promise<boolean> {
    checkMessage(message);
    return (await this.#usable(keyId, 'GENERATE_VERIFY_MAC')).material.verifyMac(message, mac);
  }

  async encrypt(keyId: string, plaintext: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
    checkMessage(plaintext);
    return (await this.#usable(keyId, 'ENCRYPT_DECRYPT')).material.encrypt(plaintext, context);
  }

  async decrypt(keyId: string, ciphertext: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
    return (await this.#usable(keyId, 'ENCRYPT_DECRYPT')).material.decrypt(ciphertext, context);
  }

  async #signing(keyId: string, algorithm: SigningAlgorithm): Promise<SoftwareKey> {
    const key = await this.#usable(keyId, 'SIGN_VERIFY');
    if (key.material.signingAlgorithms.includes(algorithm)) return key;
    throw new AppError({
      code: 'KMS_INVALID_KEY_USAGE',
      message: `Key ${key.arn} is of ${key.material.spec} and cannot sign by ${algorithm}.`,
      remedy: `Sign by ${key.material.signingAlgorithms.join(' or ')}, or take another key.`,
    });
  }

  async #usable(keyId: string, usage: KeyDescription['usage']): Promise<SoftwareKey> {
    const key = await this.#find(keyId);
    if (!key.enabled) {
      throw new AppError({
        code: 'KMS_KEY_DISABLED',
        message: `Key ${key.arn} is disabled.`,
        remedy: 'Enable the key, or take another.',
      });
    }
    if (key.material.usage !== usage) {
      throw new AppError({
        code: 'KMS_INVALID_KEY_USAGE',
        message: `Key ${key.arn} is for ${key.material.usage}, not for ${usage}.`,
        remedy: `Take a key whose usage is ${usage}.`,
      });
    }
    return key;
  }

  async #find(keyId: string): Promise<SoftwareKey> {
    const key = await this.#store.find(keyId);
    if (key !== undefined) return key;
    throw new AppError({
      code: 'KMS_KEY_NOT_FOUND',
      message: `There is no key ${keyId}.`,
      remedy: 'Check the key id or alias, its region and its account.',
    });
  }
}
