import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  InMemoryTrailKeys,
  makeTrailKeyPair,
  signDigestChain,
  type DigestedLog,
  type DigestedTrail,
  type SignedDigest,
} from '@lakeward/cloudtrail/testing';
import { ManualClock, UtcDay } from '@lakeward/core';
import { parseS3Uri, readBytes, type ObjectRef } from '@lakeward/s3';
import { InMemoryObjectStore } from '@lakeward/s3/testing';
import { judgeCompleteness, statusOf, type Judgement } from '../review/completeness';
import { dayFiles, losesEvents, type Cell, type DayFile } from '../logs/day-files';
import { checkDigests } from '../digests/check-digests';
import type { ReviewStatus } from '../review/review-problem';
import { logFile } from './review-world';

/** The day that is checked. */
export const DAY = UtcDay.parse('2026-03-09');
/** Making RSA keys takes long: all tests share these. */
export const EU_KEY = makeTrailKeyPair();
export const US_KEY = makeTrailKeyPair({ encoding: 'spki' });

/** An instant of the day (`11:05`, `11:05:30`), or of another one (`08T23:14:31`, `10T00:30`). */
export function at(text: string): Date {
  const [date, time = ''] = text.includes('T') ? text.split('T') : ['09', text];
  return new Date(`2026-03-${date ?? ''}T${time.length === 5 ? `${time}:00` : time}Z`);
}

/** All of the day that is checked, as completeness tells it. */
export const WHOLE_DAY = { from: '2026-03-09T00:00:00.000Z', to: '2026-03-10T00:00:00.000Z' };

/** A part of the day, between two instants as {@link at} takes them. */
export const span = (from: string, to: string): { from: string; to: string } => ({
  from: at(from).toISOString(),
  to: at(to).toISOString(),
});

/** Both Regions of the tests' account. */
export const BOTH_REGIONS: readonly Cell[] = [
  { account: '444455556666', region: 'eu-west-1' },
  { account: '444455556666', region: 'us-east-1' },
];

/** The trail of the tests, in one Region. */
export const trailIn = (
  region: 'eu-west-1' | 'us-east-1' = 'eu-west-1',
  change: Partial<DigestedTrail> = {},
): DigestedTrail => ({
  account: '444455556666',
  region,
  trail: 'audit',
  homeRegion: 'eu-west-1',
  bucket: 'trail',
  root: 'audit/AWSLogs/',
  key: region === 'eu-west-1' ? EU_KEY : US_KEY,
  ...change,
});

/** What is otherwise of an object. */
export interface ObjectChange {
  readonly body?: (bytes: Buffer) => Buffer;
  /** Beside the metadata that it has. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A day as a review judges it; what is named: code and last part of the file's key. */
export type JudgedDay = Judgement & { readonly status: ReviewStatus; readonly named: string[][] };

/** A trail's bucket, and what a review makes of it. */
export class DigestWorld {
  readonly clock = new ManualClock('2026-03-10T04:00:00Z');
  readonly store = new InMemoryObjectStore({ clock: this.clock, buckets: { trail: {}, copy: {} } });
  keys = new InMemoryTrailKeys({ 'eu-west-1': [EU_KEY.publicKey], 'us-east-1': [US_KEY.publicKey] });

  /** Delivers a log file of two events and answers how digests list it. */
  async log(
    time: string,
    trail = trailIn(),
    body = logFile(2, `${trail.region}-${time}`),
  ): Promise<DigestedLog> {
    const delivered = at(time);
    const stamp = delivered.toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
    const folder = `${trail.account}/CloudTrail/${trail.region}/${delivered.toISOString().slice(0, 10).replaceAll('-', '/')}/`;
    const unique = createHash('sha256').update(body).digest('base64url').slice(0, 16);
    const key = `${trail.root}${folder}${trail.account}_CloudTrail_${trail.region}_${stamp}Z_${unique}.json.gz`;
    await this.store.put({ bucket: trail.bucket, key }, gzipSync(body));
    return { key, sha256: createHash('sha256').update(body).digest('hex'), at: delivered };
  }

  /** Delivers digests. */
  async deliver(...digests: readonly SignedDigest[]): Promise<void> {
    for (const { bucket, key, body, metadata } of digests) {
      await this.store.put({ bucket, key }, body, { metadata });
    }
  }

  /** Delivers a chain over the whole day and an hour more: 26 digests, the first from 23:14:31 of the day before. */
  async chain(logs: readonly DigestedLog[], trail = trailIn()): Promise<SignedDigest[]> {
    const digests = signDigestChain(trail, { from: at('08T23:14:31'), until: at('10T01:14:31'), logs });
    await this.deliver(...digests);
    return digests;
  }

  /** A trail whose day is whole: three log files, one of them just before midnight. */
  async whole(trail = trailIn()): Promise<{ logs: DigestedLog[]; digests: SignedDigest[] }> {
    const logs = [
      await this.log('00:05', trail),
      await this.log('11:05', trail),
      await this.log('23:58', trail),
    ];
    return { logs, digests: await this.chain(logs, trail) };
  }

  /** Judges the day as a review does. */
  async judge(
    cells: readonly Cell[] = [{ account: '444455556666', region: 'eu-west-1' }],
    { trail = 's3://trail/audit/AWSLogs/', withKeys = true } = {},
  ): Promise<JudgedDay> {
    const accounts = [...new Set(cells.map(({ account }) => account))];
    const regions = [...new Set(cells.map(({ region }) => region))];
    const files: DayFile[] = [];
    for await (const file of dayFiles({ root: parseS3Uri(trail), accounts, regions, day: DAY }, this.store)) {
      files.push(file);
    }
    const digests = await checkDigests(
      { day: DAY, trail, cells, files },
      { store: this.store, clock: this.clock, trailKeys: withKeys ? this.keys : undefined },
    );
    const judgement = judgeCompleteness({ day: DAY, files, digests, isCopy: false });
    const damaged = files
      .filter(losesEvents)
      .map(({ file, problem = '' }) => ({ code: problem, file, message: '', losesEvents: true }));
    const problems = [...damaged, ...judgement.problems];
    return {
      ...judgement,
      problems,
      status: statusOf(judgement.completeness, problems),
      named: problems.map(({ code, file = '' }) => [code, file.slice(file.lastIndexOf('/') + 1)]),
    };
  }

  /** Changes the stored bytes of an object, and leaves its metadata. */
  async change(key: string, change: (body: Buffer) => Buffer, bucket = 'trail'): Promise<void> {
    const { body, metadata } = await this.#stored({ bucket, key });
    await this.store.put({ bucket, key }, change(body), { metadata });
  }

  /** Judges the day while an object of the trail has other bytes or other metadata, and puts it back. */
  async judgeChanged(
    key: string,
    { body: changeBody = (same: Buffer) => same, metadata: changed = {} }: ObjectChange,
  ): Promise<JudgedDay> {
    const ref = { bucket: 'trail', key };
    const { body, metadata } = await this.#stored(ref);
    await this.store.put(ref, changeBody(body), { metadata: { ...metadata, ...changed } });
    const judged = await this.judge();
    await this.store.put(ref, body, { metadata });
    return judged;
  }

  async #stored(ref: ObjectRef): Promise<{ body: Buffer; metadata: Readonly<Record<string, string>> }> {
    const head = await this.store.head(ref);
    return { body: await readBytes(this.store, ref), metadata: head?.metadata ?? {} };
  }
}

/** The last part of a key. */
export const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
