import type { UtcDay } from '@lakeward/core';

/** What the name of a digest file says. */
export interface DigestName {
  readonly account: string;
  /** Region whose log files it lists. */
  readonly region: string;
  readonly trail: string;
  /** Region in which the trail was made. */
  readonly homeRegion: string;
  /** End of the time it covers, which also decides its folder. */
  readonly end: Date;
  /** True for a digest made later, for log files that the first one missed. */
  readonly backfill: boolean;
}

/**
 * `<account>_CloudTrail-Digest_<region>_<trail>_<home-region>_<YYYYMMDD>T<HHMMSS>Z[_backfill].json.gz`. The trail's name may have
 * underscores, so the name is read from both ends. Source: "CloudTrail digest file structure", CloudTrail User Guide.
 */
const NAME =
  /^(\d{12})_CloudTrail-Digest_([a-z]{2}(?:-[a-z]+)+-\d+)_(.+)_([a-z]{2}(?:-[a-z]+)+-\d+)_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z(_backfill)?\.json(?:\.gz)?$/;

/** Ending of a file beside a digest that holds the metadata of its object, as `aws s3api head-object` prints it. */
export const SIDECAR = '.metadata.json';

/** Reads the name of a digest file, or answers undefined for everything else. */
export function parseDigestName(name: string): DigestName | undefined {
  const parts = NAME.exec(name)?.slice(1) as (string | undefined)[] | undefined;
  if (parts === undefined) return undefined;
  const [account = '', region = '', trail = '', homeRegion = '', year = '', month = '', day = ''] = parts;
  const [hour = '', minute = '', second = '', backfill] = parts.slice(7);
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const end = new Date(text);
  if (Number.isNaN(end.getTime()) || end.toISOString() !== text) return undefined;
  return { account, region, trail, homeRegion, end, backfill: backfill !== undefined };
}

/** Folder of the digests that end on a day, below the trail's `AWSLogs/` root, with trailing slash. */
export function digestFolder(account: string, region: string, day: UtcDay): string {
  return `${account}/CloudTrail-Digest/${region}/${day.year}/${day.month}/${day.day}/`;
}

/** Where CloudTrail puts its files below `AWSLogs/`, for a trail of one account or an organization. */
const LAYOUT =
  /^(.*?)((?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?)(\d{12}\/CloudTrail[^/]*\/[a-z0-9-]+\/\d{4}\/\d{2}\/\d{2}\/[^/]+)$/;

/** A key in CloudTrail's layout, taken apart. */
export interface TrailPlace {
  /** Prefix up to `AWSLogs/`, or `AWSLogs/o-.../`, with trailing slash. */
  readonly root: string;
  /** `<account>/<kind>/<region>/<year>/<month>/<day>/<name>`: the same wherever a trail's files are copied to. */
  readonly path: string;
}

/** Takes a key apart, or answers undefined where it is not in CloudTrail's layout. */
export function trailPlace(key: string): TrailPlace | undefined {
  const [, prefix, folder, path] = LAYOUT.exec(key) ?? [];
  return prefix === undefined || folder === undefined || path === undefined
    ? undefined
    : { root: prefix + folder, path };
}

/** The same path whether the file was unpacked when it was copied or not. */
export function withoutGzip(path: string): string {
  return path.endsWith('.gz') ? path.slice(0, -3) : path;
}
