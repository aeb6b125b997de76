import { defaultKeyPolicy } from '../software/default-key-policy';
import type { KeyAdministration } from '../key-administration';

/** Keys to hold against the contract, all symmetric and named by ARN. */
export interface KeyAdministrationUnderContract {
  readonly administration: KeyAdministration;
  readonly keys: {
    /** Made without a policy. */
    readonly plain: string;
    /** With {@link contractKeyPolicy}, and a grant for {@link contractGrantee}. */
    readonly set: string;
    /** Disabled, and otherwise plain. */
    readonly disabled: string;
  };
  close?(): Promise<void>;
}

/** What an administration may be unable to show, by the name used in {@link KeyAdministrationContractOptions.unsupported}. */
export type KeyAdministrationBehaviour = 'grants-of-unknown-keys';

export interface KeyAdministrationContractOptions {
  /** Behaviour that cannot be shown, with the reason; its tests are counted as skipped. */
  readonly unsupported?: Partial<Record<KeyAdministrationBehaviour, string>>;
}

/** Whom the grant of the key that is set up names. */
export const contractGrantee = 'arn:aws:iam::111122223333:role/reader';

/** Policy of the key that is set up; its account keeps the right to change it. */
export function contractKeyPolicy(keyArn: string): string {
  const account = JSON.parse(defaultKeyPolicy(keyArn)) as { Statement: object[] };
  const reader = {
    Sid: 'Let the reader decrypt',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: ['kms:Decrypt', 'kms:DescribeKey'],
    Resource: '*',
    Condition: { ArnEquals: { 'aws:PrincipalArn': contractGrantee } },
  };
  return JSON.stringify({ ...account, Statement: [...account.Statement, reader] });
}

/** A skipped test is counted and shows its reason; it is never one that was forgotten. */
const SKIP = 'skip';

const UNKNOWN_KEY = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

/** What every {@link KeyAdministration} must do; `name` says which one it is. */
export function keyAdministrationContract(
  name: string,
  make: () => Promise<KeyAdministrationUnderContract>,
  { unsupported = {} }: KeyAdministrationContractOptions = {},
): void {
  const check = (title: string, run: () => Promise<void>, needs?: KeyAdministrationBehaviour): void => {
    const reason = needs === undefined ? undefined : unsupported[needs];
    if (reason === undefined) test(title, run);
    else test[SKIP](`${title} (${reason})`, run);
  };

  describe(`key administration contract: ${name}`, () => {
    let subject: KeyAdministrationUnderContract;
    let administration: KeyAdministration;
    let keys: KeyAdministrationUnderContract['keys'];
    beforeAll(async () => {
      subject = await make();
      ({ administration, keys } = subject);
    });
    afterAll(async () => {
      await subject.close?.();
    });

    const policyOf = async (keyId: string) => JSON.parse(await administration.policy(keyId)) as object;
    const statementsOf = async (keyId: string) =>
      ((await policyOf(keyId)) as { Statement: Record<string, unknown>[] }).Statement;

    check('tells what a key is, and whether it can be used', async () => {
      const common = { spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT', multiRegion: false };
      expect(await administration.describe(keys.plain)).toEqual({
        ...common,
        arn: keys.plain,
        enabled: true,
        state: 'Enabled',
      });
      expect(await administration.describe(keys.disabled)).toEqual({
        ...common,
        arn: keys.disabled,
        enabled: false,
        state: 'Disabled',
      });
    });

    check('the policy of a key that was made without one leaves all to the account', async () => {
      const [, , , , account] = keys.plain.split(':');
      for (const keyId of [keys.plain, keys.plain.slice(keys.plain.lastIndexOf('/') + 1), keys.disabled]) {
        expect(await statementsOf(keyId)).toEqual([
          expect.objectContaining({
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${account ?? ''}:root` },
            Action: 'kms:*',
            Resource: '*',
          }),
        ]);
      }
    });

    check('a policy is told as it was put', async () => {
      expect(await policyOf(keys.set)).toEqual(JSON.parse(contractKeyPolicy(keys.set)));
    });

    check('tells whom a grant names', async () => {
      expect(await administration.isGrantee(keys.set, contractGrantee)).toBe(true);
      expect(await administration.isGrantee(keys.set, `${contractGrantee}-of-others`)).toBe(false);
      expect(await administration.isGrantee(keys.plain, contractGrantee)).toBe(false);
    });

    const unknown = { code: 'KMS_KEY_NOT_FOUND', retryable: false };
    check('does not know keys that are not there', async () => {
      await expect(administration.describe(UNKNOWN_KEY)).rejects.toMatchObject(unknown);
      await expect(administration.policy(UNKNOWN_KEY)).rejects.toMatchObject(unknown);
    });

    check(
      'nor grants of them',
      async () => {
        await expect(administration.isGrantee(UNKNOWN_KEY, contractGrantee)).rejects.toMatchObject(unknown);
      },
      'grants-of-unknown-keys',
    );
  });
}
