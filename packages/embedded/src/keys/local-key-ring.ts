import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { AppError, isAppError, type Clock } from '@lakeward/core';
import { KeyMaterial, SoftwareKeyRing, type SoftwareKeySpec } from '@lakeward/kms';
import { isAlias, LocalKeyStore, type KeyFile } from './local-key-store';

export interface LocalKeyRingOptions {
  /** Directory of the lake. */
  readonly lake: string;
  readonly clock: Clock;
  /** Makes key ids: letters, digits and hyphens, never twice the same. */
  readonly newId?: () => string;
}

/** A key to make. Its usage follows from its spec, as far as Lakeward uses keys. */
export interface NewLocalKey {
  readonly spec: SoftwareKeySpec;
  /** `alias/name`. */
  readonly alias?: string;
  /** Region and account in the key's ARN, where something imitates a certain account. */
  readonly region?: string;
  readonly account?: string;
}

/**
 * A key ring whose keys are files of this machine, in `<lake>/.lakeward/keys`. Signatures, public keys and refusals are those of
 * KMS; the protection is not: whoever can read the files has the keys. Modes wider than the owner's are `LOCAL_KEYS_EXPOSED`.
 */
export class LocalKeyRing extends SoftwareKeyRing {
  readonly #store: LocalKeyStore;
  readonly #clock: Clock;
  readonly #newId: () => string;

  constructor({ lake, clock, newId = randomUUID }: LocalKeyRingOptions) {
    const store = new LocalKeyStore(path.join(lake, '.lakeward', 'keys'));
    super(store);
    this.#store = store;
    this.#clock = clock;
    this.#newId = newId;
  }

  /** Makes a key and returns its ARN. `KMS_ALIAS_EXISTS` when the alias is taken; the new key is then there without a name. */
  async createKey(key: NewLocalKey): Promise<string> {
    const { spec, alias, region = 'local', account = '000000000000' } = key;
    if (alias !== undefined && !isAlias(alias)) {
      throw new AppError({
        code: 'KMS_INVALID_REQUEST',
        message: `"${alias}" cannot be an alias.`,
        remedy: 'Write alias/ and then up to 64 letters, digits, "/", "_" or "-"; alias/aws/ is reserved.',
      });
    }
    const id = this.#newId();
    const arn = `arn:aws:kms:${region}:${account}:key/${id}`;
    await this.#store.write(id, {
      arn,
      spec,
      enabled: true,
      created: this.#clock.now().toISOString(),
      secret: Buffer.from(KeyMaterial.generate(spec).export()).toString('base64'),
    });
    if (alias !== undefined) await this.#store.name(id, alias);
    return arn;
  }

  /** The ARN of the key with this alias; made when there is none, however many ask at once. */
  async ensureKey(key: NewLocalKey & { readonly alias: string }): Promise<string> {
    try {
      return (await this.describe(key.alias)).arn;
    } catch (error) {
      if (!isAppError(error, 'KMS_KEY_NOT_FOUND')) throw error;
    }
    try {
      return await this.createKey(key);
    } catch (error) {
      if (!isAppError(error, 'KMS_ALIAS_EXISTS')) throw error;
      return (await this.describe(key.alias)).arn;
    }
  }

  /** Takes a key out of use, or into use again. */
  async setEnabled(keyId: string, enabled: boolean): Promise<void> {
    await this.#change(keyId, { enabled });
  }

  /** Puts a policy (JSON) in place of the key's. */
  async putPolicy(keyId: string, policy: string): Promise<void> {
    await this.#change(keyId, { policy });
  }

  /** Gives one principal, an ARN, a grant of the key. */
  async grant(keyId: string, principal: string): Promise<void> {
    await this.#change(keyId, { grantees: [principal] });
  }

  async #change(keyId: string, change: Partial<KeyFile>): Promise<void> {
    const { arn } = await this.describe(keyId);
    const id = arn.slice(arn.lastIndexOf('/') + 1);
    const file = await this.#store.read(id);
    if (file !== undefined) await this.#store.write(id, { ...file, ...change });
  }
}
