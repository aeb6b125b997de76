import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@lakeward/core';
import {
  KeyMaterial,
  parseKeyId,
  type SoftwareKey,
  type SoftwareKeySpec,
  type SoftwareKeyStore,
} from '@lakeward/kms';
import { fileError } from '../files/file-error';
import { createFile, replaceFile } from '../files/whole-file';
import { makePrivateDirectory, readPrivateFile } from './private-files';

/** A key as it lies on disk. */
export interface KeyFile {
  readonly arn: string;
  readonly spec: SoftwareKeySpec;
  readonly enabled: boolean;
  /** ISO 8601. */
  readonly created: string;
  /** PKCS #8 in DER, or raw bytes, in base64. */
  readonly secret: string;
  /** JSON; the default key policy where absent. */
  readonly policy?: string;
  /** ARNs of those whom a grant names. */
  readonly grantees?: readonly string[];
}

/** An alias as it lies on disk. */
interface AliasFile {
  readonly alias: string;
  readonly keyId: string;
}

/** What an id must look like before it becomes a file name. */
const KEY_ID = /^[A-Za-z0-9-]{1,64}$/;
/** Names KMS takes for aliases (KMS API reference, CreateAlias), at a length that fits a file name. */
const ALIAS = /^alias\/[A-Za-z0-9/_-]{1,64}$/;

/** True for a name that a new key may get; those of AWS itself are reserved. */
export function isAlias(name: string): boolean {
  return ALIAS.test(name) && !name.startsWith('alias/aws/');
}

/**
 * Keys and aliases in files: `<id>.json` and `aliases/<name>.json` in a directory that only its owner may enter. Anything that others
 * may enter or read is refused (`LOCAL_KEYS_EXPOSED`).
 */
export class LocalKeyStore implements SoftwareKeyStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async find(keyId: string): Promise<SoftwareKey | undefined> {
    const asked = parseKeyId(keyId);
    const id = asked.kind === 'key' ? asked.id : await this.#aliased(asked.name);
    const file = id === undefined ? undefined : await this.read(id);
    if (file === undefined) return undefined;
    const isHere =
      asked.kind === 'key'
        ? (asked.arn ?? file.arn) === file.arn
        : asked.owner === undefined || file.arn.startsWith(`${asked.owner}:`);
    if (!isHere) return undefined;
    const material = KeyMaterial.import(file.spec, Buffer.from(file.secret, 'base64'));
    const { arn, enabled, policy, grantees } = file;
    return {
      arn,
      enabled,
      material,
      ...(policy === undefined ? {} : { policy }),
      ...(grantees === undefined ? {} : { grantees }),
    };
  }

  /** The key with this id. */
  async read(id: string): Promise<KeyFile | undefined> {
    if (!KEY_ID.test(id)) return undefined;
    const text = await translated(id, () => readPrivateFile(this.#directory, this.#keyFile(id)));
    return text === undefined ? undefined : (JSON.parse(text) as KeyFile);
  }

  /** Puts a key in place of the one with this id, if there is one. */
  write(id: string, key: KeyFile): Promise<void> {
    return translated(id, async () => {
      await mkdir(path.dirname(this.#directory), { recursive: true });
      await makePrivateDirectory(this.#directory);
      await replaceFile(this.#keyFile(id), JSON.stringify(key));
    });
  }

  /** Names a key; `KMS_ALIAS_EXISTS` when the name belongs to another, whoever was first. */
  async name(id: string, alias: string): Promise<void> {
    const file: AliasFile = { alias, keyId: id };
    const isFree = await translated(alias, async () => {
      await makePrivateDirectory(this.#aliases());
      return createFile(this.#aliasFile(alias), JSON.stringify(file));
    });
    if (isFree) return;
    throw new AppError({
      code: 'KMS_ALIAS_EXISTS',
      message: `${alias} is the name of another key.`,
      remedy: 'Use the key of that name, or take another name.',
    });
  }

  async #aliased(alias: string): Promise<string | undefined> {
    if (!ALIAS.test(alias)) return undefined;
    const text = await translated(alias, () => readPrivateFile(this.#aliases(), this.#aliasFile(alias)));
    return text === undefined ? undefined : (JSON.parse(text) as AliasFile).keyId;
  }

  #keyFile(id: string): string {
    return path.join(this.#directory, `${id}.json`);
  }

  #aliases(): string {
    return path.join(this.#directory, 'aliases');
  }

  #aliasFile(alias: string): string {
    return path.join(this.#aliases(), `${encodeURIComponent(alias)}.json`);
  }
}

async function translated<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(error, 'KMS', `Local keys: ${what}`);
  }
}
