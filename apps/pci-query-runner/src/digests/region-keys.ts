import type { TrailKey, TrailKeys } from '@lakeward/cloudtrail';
import { isAppError, type Clock, type UtcDay } from '@lakeward/core';

const HOUR_MS = 3_600_000;

/** How the search for a key ended. */
export type FoundKey = TrailKey | 'not-listed' | { readonly unavailable: string };

/**
 * The keys of the day's digests, Region by Region: each Region is asked once, and once more for each digest made later by a key
 * that is not of the day.
 */
export class RegionKeys {
  readonly #keys: TrailKeys;
  readonly #day: UtcDay;
  readonly #clock: Clock;
  readonly #answers = new Map<string, Promise<readonly TrailKey[] | { readonly unavailable: string }>>();

  constructor(keys: TrailKeys, day: UtcDay, clock: Clock) {
    this.#keys = keys;
    this.#day = day;
    this.#clock = clock;
  }

  /**
   * The key of a fingerprint in the Region of the digest. A digest is signed after its end, so keys of two more hours count, as
   * in AWS's own validator. `backfilledAt` is when a digest was made later; `unknown` where nothing tells.
   */
  async find(region: string, fingerprint: string, backfilledAt?: Date | 'unknown'): Promise<FoundKey> {
    const from = this.#day.start().getTime() - HOUR_MS;
    const found = await this.#among(
      region,
      fingerprint,
      from,
      this.#day.plus(1).start().getTime() + 2 * HOUR_MS,
    );
    if (found !== 'not-listed' || backfilledAt === undefined) return found;
    if (backfilledAt === 'unknown')
      return this.#among(region, fingerprint, from, this.#clock.now().getTime());
    const made = backfilledAt.getTime();
    return this.#among(region, fingerprint, made - HOUR_MS, made + HOUR_MS);
  }

  async #among(region: string, fingerprint: string, from: number, until: number): Promise<FoundKey> {
    const place = `${region} ${from} ${until}`;
    const asked = this.#answers.get(place) ?? this.#ask(region, new Date(from), new Date(until));
    this.#answers.set(place, asked);
    const answer = await asked;
    if ('unavailable' in answer) return answer;
    return answer.find((key) => key.fingerprint === fingerprint) ?? 'not-listed';
  }

  /** Rights that a person must give take the proof away, but not the day's review; everything else fails it. */
  async #ask(
    region: string,
    from: Date,
    until: Date,
  ): Promise<readonly TrailKey[] | { readonly unavailable: string }> {
    try {
      return await this.#keys.list(region, { from, until });
    } catch (error) {
      if (!isAppError(error, 'CLOUDTRAIL_ACCESS_DENIED', 'CLOUDTRAIL_INVALID_REQUEST')) throw error;
      return { unavailable: `${error.code}: ${error.message} ${error.remedy}` };
    }
  }
}
