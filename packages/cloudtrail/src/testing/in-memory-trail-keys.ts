import { byFingerprint, checkPeriod, isValidWithin } from '../check-period';
import type { KeyPeriod, TrailKey, TrailKeys } from '../trail-keys';

/** {@link TrailKeys} from a list. */
export class InMemoryTrailKeys implements TrailKeys {
  readonly #keys = new Map<string, readonly TrailKey[]>();
  /** What was asked for, in order. */
  readonly asked: { readonly region: string; readonly period: KeyPeriod }[] = [];

  /** The keys of each Region, by its name. */
  constructor(keys: Readonly<Record<string, readonly TrailKey[]>> = {}) {
    for (const [region, list] of Object.entries(keys)) this.#keys.set(region, list);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async list(region: string, period: KeyPeriod): Promise<readonly TrailKey[]> {
    checkPeriod(region, period);
    this.asked.push({ region, period });
    return (this.#keys.get(region) ?? []).filter((key) => isValidWithin(key, period)).sort(byFingerprint);
  }
}
