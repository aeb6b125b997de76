import type { KeyDescription } from './key-ring';

/**
 * How keys are set up: who may use one is said by its policy, and by grants beside it. Adapters: KMS (`@lakeward/kms/aws`), local keys
 * (`@lakeward/embedded`), the in-memory fake (`@lakeward/kms/testing`); all pass the contract suite beside the fake.
 *
 * `keyId` is a key id or a key ARN; only `describe` takes aliases as well. Keys of other accounts have no policy to read.
 *
 * Errors thrown (AppError): those of `KeyRing`; `KMS_ACCESS_DENIED` where the key's policy does not let the caller ask.
 */
export interface KeyAdministration {
  describe(keyId: string): Promise<KeyDescription>;
  /** The key's policy, JSON. Every key has exactly one. Source: "Key policies in AWS KMS". */
  policy(keyId: string): Promise<string>;
  /** True where a grant of the key names this principal (an ARN), whatever it lets it do. */
  isGrantee(keyId: string, principal: string): Promise<boolean>;
}
