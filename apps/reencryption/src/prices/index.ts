import { AppError } from '@lakeward/core';
import type { VersionGroup } from '../plan/classify';
import euWest1 from './eu-west-1.json';
import usEast1 from './us-east-1.json';

/** List prices of one Region in US dollars, with their day. Restores are bulk, functions arm64. */
export interface RegionPrices {
  readonly region: string;
  /** `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly source: string;
  /** PUT, COPY, POST and LIST requests by storage class. */
  readonly putPer1000: Readonly<Record<string, number>>;
  /** GET and all other requests by storage class. */
  readonly getPer1000: Readonly<Record<string, number>>;
  readonly retrievalPerGb: Readonly<Record<string, number>>;
  readonly restorePer1000: Readonly<Record<string, number>>;
  readonly batchPerJob: number;
  readonly batchPerMillionObjects: number;
  readonly kmsPer10000Calls: number;
  readonly lambdaPerMillionRequests: number;
  readonly lambdaPerGbSecond: number;
}

const REGIONS: readonly RegionPrices[] = [usEast1, euWest1];

/** Region whose prices stand in where no Region is known. */
export const DEFAULT_REGION = 'us-east-1';

/** Regions that have a price file. */
export const PRICED_REGIONS: readonly string[] = REGIONS.map(({ region }) => region);

/** Prices of the Region, or of the default one where it has no file: the forecast names whose prices they are. */
export function pricesOf(region: string): RegionPrices {
  const prices =
    REGIONS.find((each) => each.region === region) ?? REGIONS.find((each) => each.region === DEFAULT_REGION);
  if (prices !== undefined) return prices;
  throw new AppError({
    code: 'REENC_NO_PRICES',
    message: `There is no price file of ${region}, nor of ${DEFAULT_REGION}.`,
    remedy: 'Add a dated price file of the Region.',
  });
}

/** A PUT-class request into a storage class. */
export function putPrice(storageClass: string, { putPer1000 }: RegionPrices): number {
  return (putPer1000[storageClass] ?? putPer1000['STANDARD'] ?? 0) / 1_000;
}

/** A GET-class request to an object of a storage class. */
export function getPrice(storageClass: string, { getPer1000 }: RegionPrices): number {
  return (getPer1000[storageClass] ?? getPer1000['STANDARD'] ?? 0) / 1_000;
}

/** The request that has an archived object restored in bulk. */
export function restorePrice(storageClass: string, { restorePer1000 }: RegionPrices): number {
  return (restorePer1000[storageClass] ?? 0) / 1_000;
}

/** Reading the bytes of a group that is copied; powers of two, as S3 bills. */
export function retrievalPrice(
  { storageClass, bytes }: Pick<VersionGroup, 'storageClass' | 'bytes'>,
  { retrievalPerGb }: RegionPrices,
): number {
  return (bytes / 1024 ** 3) * (retrievalPerGb[storageClass] ?? 0);
}
