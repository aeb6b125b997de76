import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  makeTrailKeyPair,
  signDigestChain,
  type DigestedLog,
  type TrailKeyPair,
} from '@lakeward/cloudtrail/testing';
import { UtcDay } from '@lakeward/core';
import { randomNumbers } from './random';
import { sampleRsaKey } from './rsa-key';

/** Digests of a made-up day. */
export interface CloudTrailDigestsOptions {
  /** Folder that holds `AWSLogs/` with the day's log files. */
  readonly directory: string;
  /** Folder that gets `<region>.json` with the public keys of each Region, as `aws cloudtrail list-public-keys` prints them. */
  readonly keys: string;
  readonly date: string;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** Bucket that the files are said to have been delivered to. */
  readonly bucket: string;
  readonly seed?: number;
}

/** Deliveries are digested by the hour, at a minute of the trail's own. */
const MINUTE_MS = 14 * 60_000 + 31_000;

/**
 * Writes the digests of a day's log files beside them, signed by a key for each Region, as a trail does that delivers all
 * night: the first ends in the day's first hour, the last in the second hour of the next day. As in any copy of a bucket the
 * objects' metadata are not there, so each digest's signature is in the one after it. The same files and options write the
 * same bytes. Answers the paths of the digests.
 */
export async function writeCloudTrailDigests(options: CloudTrailDigestsOptions): Promise<string[]> {
  const { directory, accounts, regions, bucket, seed = 1 } = options;
  const day = UtcDay.parse(options.date);
  const random = randomNumbers(seed ^ 0x5eed);
  const paths: string[] = [];
  for (const region of regions) {
    const key = makeTrailKeyPair({
      privateKey: sampleRsaKey(random),
      validFrom: day.plus(-30).start(),
      validUntil: day.plus(30).start(),
    });
    await writeKeys(path.join(options.keys, `${region}.json`), key);
    for (const account of accounts) {
      const digests = signDigestChain(
        { account, region, trail: 'audit', homeRegion: regions[0] ?? region, bucket, root: 'AWSLogs/', key },
        {
          from: new Date(day.start().getTime() - 3_600_000 + MINUTE_MS),
          until: new Date(day.plus(1).start().getTime() + 3_600_000 + MINUTE_MS),
          logs: await readLogs(
            directory,
            path.posix.join('AWSLogs', account, 'CloudTrail', region, day.year, day.month, day.day),
          ),
        },
      );
      for (const digest of digests) {
        const target = path.join(directory, digest.key);
        await mkdir(path.dirname(target), { recursive: true });
        await writeFile(target, digest.body);
        paths.push(target);
      }
    }
  }
  return paths;
}

async function writeKeys(file: string, { publicKey }: TrailKeyPair): Promise<void> {
  const { fingerprint, der, validFrom, validUntil } = publicKey;
  const key = {
    Value: Buffer.from(der).toString('base64'),
    ValidityStartTime: validFrom.toISOString(),
    ValidityEndTime: validUntil.toISOString(),
    Fingerprint: fingerprint,
  };
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ PublicKeyList: [key] }, undefined, 2)}\n`);
}

/** The log files of a folder, as digests list them. A Region without files has no folder. */
async function readLogs(directory: string, folder: string): Promise<DigestedLog[]> {
  const names = await readdir(path.join(directory, folder)).catch(() => []);
  const logs: DigestedLog[] = [];
  for (const name of names.sort()) {
    const bytes = await readFile(path.join(directory, folder, name));
    const content = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    const [, date = '', hour = '', minute = ''] = /_(\d{8})T(\d{2})(\d{2})Z_/.exec(name) ?? [];
    logs.push({
      key: `${folder}/${name}`,
      sha256: createHash('sha256').update(content).digest('hex'),
      at: new Date(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${hour}:${minute}:00Z`),
    });
  }
  return logs;
}
