import { UtcDay } from '@lakeward/core';

/** What the name of a CloudTrail log file says. */
export interface LogFileName {
  readonly account: string;
  readonly region: string;
  /** Day of delivery, by which CloudTrail files it. */
  readonly day: UtcDay;
}

/**
 * `<account>_CloudTrail_<region>_<YYYYMMDD>T<HHmm>Z_<unique>.json.gz`; one of AWS's own examples lacks the last
 * underscore, and copies get endings of their own, so what follows the time is not looked at.
 * Source: "CloudTrail log file examples", CloudTrail User Guide.
 */
const NAME =
  /^(\d{12})_CloudTrail_([a-z]{2}(?:-[a-z]+)+-\d+)_(\d{4})(\d{2})(\d{2})T\d{4}Z[^/]*\.json(?:\.gz)?$/;

/** Reads the name of a log file, or answers undefined: digests, Insights and everything else. */
export function parseLogFileName(name: string): LogFileName | undefined {
  const [, account, region, year, month, day] = NAME.exec(name) ?? [];
  if (account === undefined || region === undefined) return undefined;
  try {
    return { account, region, day: UtcDay.parse(`${year ?? ''}-${month ?? ''}-${day ?? ''}`) };
  } catch {
    return undefined;
  }
}

/** Folder of a day's log files below the trail's `AWSLogs/` root, with trailing slash. */
export function dayFolder({ account, region, day }: LogFileName): string {
  return `${account}/CloudTrail/${region}/${day.year}/${day.month}/${day.day}/`;
}

const DELIVERY = /_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z[^/]*$/;

/** The minute of delivery that a file's name or URI tells, if it does. */
export function deliveryTime(file: string): Date | undefined {
  const match = DELIVERY.exec(file);
  if (match === null) return undefined;
  const [year = '', month = '', day = '', hour = '', minute = ''] = match.slice(1);
  const text = `${year}-${month}-${day}T${hour}:${minute}:00.000Z`;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) || time.toISOString() !== text ? undefined : time;
}
