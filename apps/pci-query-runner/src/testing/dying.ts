import type { KeyRing } from '@lakeward/kms';
import type { ObjectStore } from '@lakeward/s3';

/** When a process dies. */
export interface Death {
  /** At which of its calls, from 1. */
  readonly at: number;
  /** Whether that call has its effect. */
  readonly moment?: 'before' | 'after';
  /** Calls so far. */
  calls: number;
}

/** The same store and key ring, used by a process that dies at one of its calls and makes none afterwards. */
export function dying(
  store: ObjectStore,
  keyRing: KeyRing,
  death: Death,
): { store: ObjectStore; keyRing: KeyRing } {
  return { store: dyingPort(store, death), keyRing: dyingPort(keyRing, death) };
}

/** A port of that process. */
export function dyingPort<Port extends object>(port: Port, death: Death): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        death.calls += 1;
        const isLast = death.calls === death.at;
        if (death.calls > death.at || (isLast && death.moment === 'before')) {
          return name === 'list' ? deadListing() : Promise.reject(new Error('died'));
        }
        const result: unknown = Reflect.apply(value, target, args);
        if (!isLast) return result;
        if (!(result instanceof Promise)) return deadListing();
        return result.then(() => {
          throw new Error('died');
        });
      };
    },
  });
}

// eslint-disable-next-line require-yield, @typescript-eslint/require-await -- a listing that fails at its first step
async function* deadListing(): AsyncIterable<never> {
  throw new Error('died');
}
