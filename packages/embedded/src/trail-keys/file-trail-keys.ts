import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  byFingerprint,
  checkPeriod,
  isValidWithin,
  type KeyPeriod,
  type TrailKey,
  type TrailKeys,
} from '@lakeward/cloudtrail';
import { AppError } from '@lakeward/core';
import * as v from 'valibot';

/** A Region's name as a part of a path, such as in `eu-west-1.json`, `eu-west-1/2026-03.json` or `keys-eu-west-1.json`. */
const REGION = /(?:^|[^a-z0-9])([a-z]{2}(?:-[a-z]+)+-\d+)(?![a-z0-9-])/;

/** The first version of the AWS command line prints seconds since 1970, the second one ISO 8601. */
const time = v.union([
  v.pipe(
    v.number(),
    v.transform((seconds) => new Date(seconds * 1_000)),
  ),
  v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text)), 'is no time'),
    v.transform((text) => new Date(text)),
  ),
]);

const answer = v.object({
  PublicKeyList: v.array(
    v.object({
      Fingerprint: v.pipe(v.string(), v.minLength(1)),
      Value: v.pipe(v.string(), v.base64()),
      ValidityStartTime: time,
      ValidityEndTime: time,
    }),
  ),
});

/** Keys by Region; those of a single file, whose Region is not known, count for every Region. */
interface KeysByRegion {
  of(region: string): readonly TrailKey[];
}

/**
 * {@link TrailKeys} from what `aws cloudtrail list-public-keys` printed as JSON: one file, or a folder whose files tell their
 * Region by name or folder. The files are read once, when keys are first asked for.
 *
 * Errors thrown: `CLOUDTRAIL_KEYS_UNREADABLE` for files that are missing or of another form.
 */
export class FileTrailKeys implements TrailKeys {
  readonly #place: string;
  #keys: Promise<KeysByRegion> | undefined;

  /** `place` is the file or the folder. */
  constructor(place: string) {
    this.#place = path.resolve(place);
  }

  async list(region: string, period: KeyPeriod): Promise<readonly TrailKey[]> {
    checkPeriod(region, period);
    this.#keys ??= readPlace(this.#place);
    const keys = (await this.#keys).of(region);
    return keys.filter((key) => isValidWithin(key, period)).sort(byFingerprint);
  }
}

async function readPlace(place: string): Promise<KeysByRegion> {
  const found = await stat(place).catch((cause: unknown) => {
    throw unreadable(place, 'cannot be read', cause);
  });
  if (!found.isDirectory()) {
    const keys = await readKeys(place);
    return { of: () => keys };
  }
  const byRegion = new Map<string, Map<string, TrailKey>>();
  for (const relative of await filesBelow(place)) {
    const region = REGION.exec(relative.split(path.sep).join('/'))?.[1];
    const file = path.join(place, relative);
    if (region === undefined) throw unreadable(file, 'has no Region in its name');
    const keys = byRegion.get(region) ?? new Map<string, TrailKey>();
    for (const key of await readKeys(file)) keys.set(key.fingerprint, key);
    byRegion.set(region, keys);
  }
  if (byRegion.size === 0) throw unreadable(place, 'holds no .json file');
  return { of: (region) => [...(byRegion.get(region)?.values() ?? [])] };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith('.json') && !entry.name.startsWith('.'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

async function readKeys(file: string): Promise<TrailKey[]> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw unreadable(file, cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read', cause);
  }
  const parsed = v.safeParse(answer, content);
  if (!parsed.success) {
    const where = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'the whole').join(', ');
    throw unreadable(file, `has another form at ${where}`);
  }
  return parsed.output.PublicKeyList.map(({ Fingerprint, Value, ValidityStartTime, ValidityEndTime }) => ({
    fingerprint: Fingerprint,
    der: Buffer.from(Value, 'base64'),
    validFrom: ValidityStartTime,
    validUntil: ValidityEndTime,
  }));
}

function unreadable(place: string, what: string, cause?: unknown): AppError {
  return new AppError({
    code: 'CLOUDTRAIL_KEYS_UNREADABLE',
    message: `The public keys of CloudTrail: "${place}" ${what}.`,
    remedy:
      'Give what "aws cloudtrail list-public-keys --region <region>" prints as JSON: one file, or a folder with <region>.json for each Region.',
    cause,
  });
}
