import { AppError } from '@lakeward/core';
import type { KeyPeriod, TrailKey } from './trail-keys';

/** Throws `CLOUDTRAIL_INVALID_REQUEST` for what CloudTrail would refuse. Every adapter calls it first. */
export function checkPeriod(region: string, { from, until }: KeyPeriod): void {
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d+$/.test(region)) {
    throw invalid(`"${region}" is not a Region.`, 'Give a Region such as eu-west-1.');
  }
  if (!(from.getTime() <= until.getTime())) {
    throw invalid(
      'The period that keys are asked for ends before it begins.',
      'Give the earlier instant first.',
    );
  }
}

/** True where the key was valid at some time of the period. */
export function isValidWithin(key: TrailKey, { from, until }: KeyPeriod): boolean {
  return key.validFrom.getTime() <= until.getTime() && key.validUntil.getTime() >= from.getTime();
}

/** The order in which every adapter answers. */
export function byFingerprint(one: TrailKey, other: TrailKey): number {
  return one.fingerprint < other.fingerprint ? -1 : Number(one.fingerprint > other.fingerprint);
}

function invalid(message: string, remedy: string): AppError {
  return new AppError({ code: 'CLOUDTRAIL_INVALID_REQUEST', message, remedy });
}
