import { createHash, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { TrailKeyPair } from './trail-key-pair';

/** Whose digests are made, and where they lie. */
export interface DigestedTrail {
  readonly account: string;
  /** Region of the logs. */
  readonly region: string;
  readonly trail: string;
  readonly homeRegion: string;
  readonly bucket: string;
  /** Key prefix that ends in `AWSLogs/`, or in `AWSLogs/o-.../` for an organization. */
  readonly root: string;
  readonly key: TrailKeyPair;
}

/** A log file as digests list it. */
export interface DigestedLog {
  /** Key in the trail's bucket. */
  readonly key: string;
  /** SHA-256 of the uncompressed bytes, in hex. */
  readonly sha256: string;
  /** When it was delivered. */
  readonly at: Date;
}

/** What one digest tells of. */
export interface DigestSpan {
  readonly from: Date;
  readonly to: Date;
  /** The digest before, or null for the first of a chain. */
  readonly previous: SignedDigest | null;
  readonly logs?: readonly DigestedLog[];
  /** For a digest that is made later for files that the first one missed: when it is made. */
  readonly backfilledAt?: Date;
}

/** A digest file as CloudTrail delivers it. */
export interface SignedDigest {
  readonly bucket: string;
  readonly key: string;
  readonly end: Date;
  /** The uncompressed bytes. */
  readonly content: Buffer;
  /** The object's bytes: gzip. */
  readonly body: Buffer;
  /** The object's metadata. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly signature: string;
}

/**
 * Makes and signs a digest. Sources: "CloudTrail digest file structure" and "Custom implementations of CloudTrail log file
 * integrity validation", CloudTrail User Guide. `change` alters fields before signing: for digests that are authentic and odd.
 */
export function signDigest(
  trail: DigestedTrail,
  { from, to, previous, logs = [], backfilledAt }: DigestSpan,
  change: Readonly<Record<string, unknown>> = {},
): SignedDigest {
  const { account, region, bucket } = trail;
  const end = isoSeconds(to);
  const name = `${account}_CloudTrail-Digest_${region}_${trail.trail}_${trail.homeRegion}_${end.replaceAll(/[-:]/g, '')}`;
  const folder = `${trail.root}${account}/CloudTrail-Digest/${region}/${end.slice(0, 10).replaceAll('-', '/')}/`;
  const key = `${folder}${name}${backfilledAt === undefined ? '' : '_backfill'}.json.gz`;
  const times = logs.map(({ at }) => isoSeconds(at)).sort();
  const digest = {
    awsAccountId: account,
    digestStartTime: isoSeconds(from),
    digestEndTime: end,
    digestS3Bucket: bucket,
    digestS3Object: key,
    digestPublicKeyFingerprint: trail.key.publicKey.fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime: times.at(-1) ?? null,
    oldestEventTime: times[0] ?? null,
    previousDigestS3Bucket: previous?.bucket ?? null,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous === null ? null : sha256(previous.content),
    previousDigestHashAlgorithm: previous === null ? null : 'SHA-256',
    previousDigestSignature: previous?.signature ?? null,
    logFiles: logs.map((log) => ({
      s3Bucket: bucket,
      s3Object: log.key,
      hashValue: log.sha256,
      hashAlgorithm: 'SHA-256',
      newestEventTime: isoSeconds(log.at),
      oldestEventTime: isoSeconds(log.at),
    })),
    ...change,
  };
  const content = Buffer.from(JSON.stringify(digest));
  const signed = [
    digest.digestEndTime,
    `${digest.digestS3Bucket}/${digest.digestS3Object}`,
    sha256(content),
    digest.previousDigestSignature ?? 'null',
  ].join('\n');
  const signature = sign('sha256', Buffer.from(signed), trail.key.privateKey).toString('hex');
  return {
    bucket,
    key,
    end: to,
    content,
    body: gzipSync(content),
    metadata: {
      signature,
      'signature-algorithm': 'SHA256withRSA',
      ...(backfilledAt === undefined ? {} : { 'backfill-generation-timestamp': backfilledAt.toISOString() }),
    },
    signature,
  };
}

/**
 * A chain of digests, one for each hour from `from` until the first that ends at or after `until`; each log is listed by the one
 * of its delivery.
 */
export function signDigestChain(
  trail: DigestedTrail,
  {
    from,
    until,
    logs,
    previous = null,
  }: {
    readonly from: Date;
    readonly until: Date;
    readonly logs: readonly DigestedLog[];
    readonly previous?: SignedDigest | null;
  },
): SignedDigest[] {
  const digests: SignedDigest[] = [];
  let start = from;
  while (start.getTime() < until.getTime()) {
    const end = new Date(start.getTime() + 3_600_000);
    const listed = logs.filter(({ at }) => at >= start && at < end);
    digests.push(
      signDigest(trail, { from: start, to: end, previous: digests.at(-1) ?? previous, logs: listed }),
    );
    start = end;
  }
  return digests;
}

function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '');
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
