import { attributesContract } from './contract/attributes-contract';
import { bytesContract } from './contract/bytes-contract';
import { conditionsContract } from './contract/conditions-contract';
import type { Check, ObjectStoreBehaviour, ObjectStoreUnderContract } from './contract/contract-subject';
import { keysContract } from './contract/keys-contract';
import { listingContract } from './contract/listing-contract';
import { objectLockContract } from './contract/object-lock-contract';
import { versionsContract } from './contract/versions-contract';

export interface ObjectStoreContractOptions {
  /** Behaviour that cannot be shown, with the reason; its tests are counted as skipped. */
  readonly unsupported?: Partial<Record<ObjectStoreBehaviour, string>>;
  /** Why nothing can be shown at all, such as a backend that is not installed; all tests are counted as skipped. */
  readonly unavailable?: string | undefined;
}

/** A skipped test is counted and shows its reason; it is never one that was forgotten. */
const SKIP = 'skip';

/**
 * What every {@link ObjectStore} must do; `name` says which one it is. `makeStore` is called before each test and gives
 * buckets that nothing has been written to.
 */
export function objectStoreContract(
  name: string,
  makeStore: () => Promise<ObjectStoreUnderContract>,
  { unsupported = {}, unavailable }: ObjectStoreContractOptions = {},
): void {
  const suite = unavailable === undefined ? describe : describe[SKIP];
  suite(`object store contract: ${name}${unavailable === undefined ? '' : ` (${unavailable})`}`, () => {
    let current: ObjectStoreUnderContract | undefined;
    beforeEach(async () => {
      current = await makeStore();
    });
    afterEach(async () => {
      await current?.dispose();
      current = undefined;
    });

    const check: Check = (title, run, needs) => {
      const reason = needs === undefined ? undefined : unsupported[needs];
      // 64 MiB, or a few dozen keys, take a while on a slow disk or over a socket.
      if (reason === undefined) test(title, run, 60_000);
      else test[SKIP](`${title} (${reason})`, run);
    };
    const subject = (): ObjectStoreUnderContract => {
      if (current === undefined) throw new Error('There is no store outside of a test.');
      return current;
    };
    const context = { check, subject };
    describe('bytes', () => bytesContract(context));
    describe('keys', () => keysContract(context));
    describe('listing', () => listingContract(context));
    describe('versions', () => versionsContract(context));
    describe('conditions', () => conditionsContract(context));
    describe('attributes', () => attributesContract(context));
    describe('Object Lock', () => objectLockContract(context));
  });
}
