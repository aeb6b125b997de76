import { KeyMaterial, type SoftwareKeySpec } from '../software/key-material';
import { parseKeyId } from '../software/key-id';
import { SoftwareKeyRing, type SoftwareKey } from '../software/software-key-ring';

const OWNER = 'arn:aws:kms:eu-west-1:111122223333';

/** A {@link KeyRing} that forgets its keys with the process. Keys and signatures are real; only the ids are predictable. */
export class InMemoryKeyRing extends SoftwareKeyRing {
  readonly #keys: Map<string, SoftwareKey>;
  readonly #aliases: Map<string, string>;

  constructor() {
    const keys = new Map<string, SoftwareKey>();
    const aliases = new Map<string, string>();
    super({
      find: (keyId) => {
        const asked = parseKeyId(keyId);
        if (asked.kind === 'key') {
          const key = keys.get(asked.id);
          return Promise.resolve(asked.arn === undefined || asked.arn === key?.arn ? key : undefined);
        }
        const id = (asked.owner ?? OWNER) === OWNER ? aliases.get(asked.name) : undefined;
        return Promise.resolve(id === undefined ? undefined : keys.get(id));
      },
    });
    this.#keys = keys;
    this.#aliases = aliases;
  }

  /** Makes a key and returns its ARN. `alias` is given as `alias/name` and taken over from an earlier key. */
  createKey({ spec, alias }: { readonly spec: SoftwareKeySpec; readonly alias?: string }): string {
    const id = `00000000-0000-4000-8000-${String(this.#keys.size + 1).padStart(12, '0')}`;
    const arn = `${OWNER}:key/${id}`;
    this.#keys.set(id, { arn, enabled: true, material: KeyMaterial.generate(spec) });
    if (alias !== undefined) this.#aliases.set(alias, id);
    return arn;
  }

  /** Takes a key out of use. */
  disableKey(arn: string): void {
    this.#change(arn, { enabled: false });
  }

  /** Puts a policy (JSON) in place of the key's. */
  putPolicy(arn: string, policy: string): void {
    this.#change(arn, { policy });
  }

  /** Gives one principal, an ARN, a grant of the key. */
  grant(arn: string, principal: string): void {
    this.#change(arn, { grantees: [principal] });
  }

  #change(arn: string, change: Partial<SoftwareKey>): void {
    const id = arn.slice(arn.lastIndexOf('/') + 1);
    const key = this.#keys.get(id);
    if (key !== undefined) this.#keys.set(id, { ...key, ...change });
  }
}
