import {
  CloudTrailClient,
  ListPublicKeysCommand,
  type ListPublicKeysResponse,
  type PublicKey,
} from '@aws-sdk/client-cloudtrail';
import { AppError } from '@lakeward/core';
import { clientSettings, type AwsClientOptions } from '@lakeward/aws-client';
import { byFingerprint, checkPeriod } from '../check-period';
import type { KeyPeriod, TrailKey, TrailKeys } from '../trail-keys';
import { cloudTrailError } from './cloudtrail-error';

/** A look-up changes nothing and is small. CloudTrail's quotas are low and shared by the account, so it is asked patiently. */
const PATIENCE = { connectMs: 1_000, answerMs: 5_000, attempts: 6 };

export interface CloudTrailKeysOptions extends Omit<AwsClientOptions, 'region'> {
  /** Takes the place of clients made from the other options. */
  readonly clientOf?: (region: string) => CloudTrailClient;
}

/** The {@link TrailKeys} that CloudTrail answers itself, Region by Region. */
export function createCloudTrailKeys({ clientOf, ...where }: CloudTrailKeysOptions = {}): TrailKeys {
  return new CloudTrailKeys(
    clientOf ?? ((region) => new CloudTrailClient(clientSettings({ ...where, region }, PATIENCE))),
  );
}

class CloudTrailKeys implements TrailKeys {
  readonly #clients = new Map<string, CloudTrailClient>();
  readonly #clientOf: (region: string) => CloudTrailClient;

  constructor(clientOf: (region: string) => CloudTrailClient) {
    this.#clientOf = clientOf;
  }

  async list(region: string, period: KeyPeriod): Promise<readonly TrailKey[]> {
    checkPeriod(region, period);
    const keys = new Map<string, TrailKey>();
    const tokens = new Set<string>();
    let token: string | undefined;
    do {
      const page = await this.#page(region, period, token);
      for (const key of page.PublicKeyList ?? []) {
        const trailKey = keyOf(key, region);
        keys.set(trailKey.fingerprint, trailKey);
      }
      token = page.NextToken === '' ? undefined : page.NextToken;
      if (token !== undefined && tokens.has(token)) throw incomplete(region, 'goes round in a circle');
      if (token !== undefined) tokens.add(token);
    } while (token !== undefined);
    return [...keys.values()].sort(byFingerprint);
  }

  async #page(region: string, { from, until }: KeyPeriod, token?: string): Promise<ListPublicKeysResponse> {
    const command = new ListPublicKeysCommand({ StartTime: from, EndTime: until, NextToken: token });
    try {
      return await this.#client(region).send(command);
    } catch (error) {
      throw cloudTrailError(error, region);
    }
  }

  #client(region: string): CloudTrailClient {
    const known = this.#clients.get(region);
    if (known !== undefined) return known;
    const client = this.#clientOf(region);
    this.#clients.set(region, client);
    return client;
  }
}

function keyOf(
  { Fingerprint, Value, ValidityStartTime, ValidityEndTime }: PublicKey,
  region: string,
): TrailKey {
  if (
    !Fingerprint ||
    Value === undefined ||
    ValidityStartTime === undefined ||
    ValidityEndTime === undefined
  ) {
    throw incomplete(region, 'has a key without fingerprint, value or validity');
  }
  return { fingerprint: Fingerprint, der: Value, validFrom: ValidityStartTime, validUntil: ValidityEndTime };
}

function incomplete(region: string, what: string): AppError {
  return new AppError({
    code: 'CLOUDTRAIL_UNAVAILABLE',
    message: `CloudTrail: public keys of ${region}: the answer ${what}.`,
    remedy: 'Try again later; update Lakeward if it stays so.',
    retryable: true,
  });
}
