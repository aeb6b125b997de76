import type { CompletenessCell } from '../../review/completeness';
import type { DayFile } from '../../logs/day-files';
import type { Manifest, RuleResult } from '../../evidence/manifest';
import { packOf } from '../../packs/packs';
import type { Finding } from '../../query/review-answer';
import type { RulePack } from '../../query/rule';

/** What a report is made of. */
export interface SampleReview {
  readonly manifest: Manifest;
  readonly findings: readonly Finding[];
  readonly files: readonly DayFile[];
  readonly pack: RulePack;
}

export const DATE = '2026-03-09';
const WHOLE_DAY = { from: '2026-03-09T00:00:00.000Z', to: '2026-03-10T00:00:00.000Z' };
const ACCOUNTS = ['444455556666', '777788889999'];
const REGIONS = ['eu-central-1', 'eu-west-1'];
const HASH = 'a'.repeat(64);

/** Text that tries to be more than text, as an event's fields may hold it. */
export const HOSTILE = `</td><script>document.title='owned'</script><img src=x onerror=alert(1)> \u202egnp.exe \u0000 \ud800 "'`;

/** Findings by rule id: how many, and the hour in which they happened. */
export type Found = Readonly<
  Record<string, { readonly count: number; readonly hour?: number; readonly listed?: number }>
>;

/** An event that a rule matched. */
export function finding(
  rule: string,
  index: number,
  hour = 11,
  fields: Readonly<Record<string, string | null>> = {},
): Finding {
  const at = `${String(hour).padStart(2, '0')}:${String(Math.floor(index / 60) % 60).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`;
  return {
    rule,
    eventTime: `${DATE}T${at}Z`,
    eventId: `5f0c5d5e-0000-4000-8000-${String(index).padStart(12, '0')}`,
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateAccessKey',
    awsRegion: 'eu-west-1',
    recipientAccountId: '444455556666',
    userType: 'IAMUser',
    userId: `arn:aws:iam::444455556666:user/user-${index % 7}`,
    sourceIpAddress: `203.0.113.${index % 250}`,
    userAgent: 'aws-cli/2.15.0',
    errorCode: index % 5 === 0 ? 'AccessDenied' : null,
    requestParameters: `{"userName":"user-${index}"}`,
    responseElements: null,
    file: fileUri(0),
    ...fields,
  };
}

function fileUri(index: number): string {
  const [account = '', region = ''] = [ACCOUNTS[index % 2], REGIONS[Math.floor(index / 2) % 2]];
  const hour = String(index % 24).padStart(2, '0');
  return `s3://trail/AWSLogs/${account}/CloudTrail/${region}/2026/03/09/${account}_CloudTrail_${region}_20260309T${hour}05Z_${String(index).padStart(16, '0')}.json.gz`;
}

/** Delivered files, spread over accounts, Regions and hours. */
export function sampleFiles(count: number): DayFile[] {
  return Array.from({ length: count }, (_, index) => ({
    file: fileUri(index),
    account: ACCOUNTS[index % 2] ?? '',
    region: REGIONS[Math.floor(index / 2) % 2] ?? '',
    size: 1_000 + index,
    sha256: String(index).padStart(64, '0'),
    events: 50,
  }));
}

/** A day on which every hour is proven and nothing was found, with the changes wanted. */
export function sampleReview(found: Found = {}, changes: Partial<Manifest> = {}): SampleReview {
  const pack = packOf('pci-dss-4.0.1');
  const files = sampleFiles(96);
  const findings = pack.rules.flatMap(({ id }) => {
    const { count = 0, hour, listed = count } = found[id] ?? {};
    return Array.from({ length: listed }, (_, index) => finding(id, index, hour));
  });
  const manifest: Manifest = {
    manifestVersion: 2,
    app: 'pci-query-runner',
    date: DATE,
    bundle: 's3://evidence/pci/pci-dss-4.0.1/2026-03-09/20260310T010000Z-0123abcd/',
    runKey: HASH,
    requestedAt: '2026-03-10T01:00:00.000Z',
    pack: { id: pack.id, version: pack.version, sha256: HASH, standard: pack.standard },
    status: 'complete',
    problems: [],
    scope: { trail: 's3://trail/AWSLogs/', accounts: ACCOUNTS, regions: REGIONS, guardedBuckets: ['trail'] },
    completeness: { digests: 'verified', cells: provenCells(files) },
    files: { delivered: files.length, read: files.length },
    eventsRead: 4_800,
    eventHours: Object.fromEntries(
      Array.from({ length: 24 }, (_, hour) => [`${DATE}T${String(hour).padStart(2, '0')}`, 200]),
    ),
    query: {
      id: '7eb1b711-bc74-cdf4-169c-c24a1ba091ef',
      engine: 'Athena engine version 3',
      sql: 'SELECT 1\nFROM cloudtrail',
      sha256: HASH,
      estimatedBytes: 48_300_000,
      bytesScanned: 48_211_004,
      price: { currency: 'USD', amount: 0.000241, region: 'eu-west-1', asOf: '2026-04-01' },
    },
    rules: pack.rules.map(({ id, title, severity, requirements }): RuleResult => {
      const { count = 0, hour = 11, listed = count } = found[id] ?? {};
      return {
        id,
        title,
        requirement: (requirements[pack.standard] ?? []).join(', '),
        requirements,
        severity,
        count,
        listed,
        excepted: 0,
        exceptions: [],
        hours: count === 0 ? {} : { [`${DATE}T${String(hour).padStart(2, '0')}`]: count },
      };
    }),
    exceptions: [],
    exceptionsFile: null,
    evidence: [{ name: 'findings.csv', sha256: HASH, bytes: 1_200, rows: findings.length }],
    retention: { mode: 'COMPLIANCE', days: 400 },
    chain: { sequence: 412, previous: { uri: 's3://evidence/pci/before/manifest.json', sha256: HASH } },
    seal: {
      keyArn: 'arn:aws:kms:eu-west-1:444455556666:key/1f0c2f5e',
      algorithm: 'ECDSA_SHA_256',
      publicKeySha256: HASH,
    },
    ...changes,
  };
  return { manifest, findings, files, pack };
}

/** Cells that verified digests cover whole. */
export function provenCells(files: readonly DayFile[]): CompletenessCell[] {
  return ACCOUNTS.flatMap((account) =>
    REGIONS.map((region) => {
      const delivered = files.filter((file) => file.account === account && file.region === region);
      const hours = Array.from({ length: 24 }, (_, hour) => {
        const at = `T${String(hour).padStart(2, '0')}05Z`;
        return delivered.filter(({ file }) => file.includes(at)).length;
      });
      const events = delivered.reduce((sum, file) => sum + file.events, 0);
      return {
        account,
        region,
        files: delivered.length,
        events,
        hours,
        covered: [WHOLE_DAY],
        gaps: [],
        problems: [],
      };
    }),
  );
}

/** A day on which a digest and a log file are missing, findings press, and exceptions end. */
export function troubledReview(): SampleReview {
  const [first, ...others] = provenCells(sampleFiles(96));
  const review = sampleReview({ 'root-sign-in': { count: 1 }, 'failed-sign-in': { count: 3, hour: 4 } });
  const [bad, ...good] = review.files;
  if (first === undefined || bad === undefined) throw new Error('the sample has cells and files');
  const gap = { from: '2026-03-09T09:41:12.000Z', to: '2026-03-09T13:00:00.000Z' };
  const covered = [
    { from: WHOLE_DAY.from, to: gap.from },
    { from: gap.to, to: WHOLE_DAY.to },
  ];
  return {
    ...review,
    files: [...good, { ...bad, events: 0, problem: 'PCI_LOG_TRUNCATED' }],
    manifest: {
      ...review.manifest,
      status: 'incomplete',
      files: { delivered: 96, read: 95 },
      problems: [
        {
          code: 'PCI_DIGEST_MISSING',
          file: 's3://trail/AWSLogs/1/CloudTrail-Digest/d.json.gz',
          message: 'A digest is missing: the next one names it.',
          losesEvents: true,
        },
        {
          code: 'PCI_LOG_TRUNCATED',
          file: `s3://trail/AWSLogs/it's here; rm -rf $HOME`,
          message: 'The file ends before its content does.',
          losesEvents: true,
        },
        { code: 'PCI_LOGS_MOVED', message: 'CloudTrail delivered elsewhere.', losesEvents: false },
      ],
      completeness: {
        digests: 'broken',
        movedFrom: ['s3://first-bucket/AWSLogs/'],
        cells: [...others, { ...first, covered, gaps: [gap], problems: ['PCI_DIGEST_MISSING'] }],
      },
      exceptions: [
        {
          id: 'EX-7',
          rule: 'root-read',
          owner: 'Dana',
          reason: 'Monthly task.',
          expires: '2026-03-21',
          state: 'active',
        },
        {
          id: 'EX-3',
          rule: 'root-sign-in',
          owner: 'Platform',
          reason: 'Break-glass.',
          expires: '2026-02-28',
          state: 'expired',
        },
        {
          id: 'EX-9',
          rule: 'console-sign-in',
          owner: 'Kim',
          reason: 'Kiosk.',
          expires: '2026-12-31',
          state: 'active',
        },
      ],
      exceptionsFile: { uri: 's3://settings/exceptions.json', sha256: HASH },
      rules: review.manifest.rules.map((rule) =>
        rule.id === 'root-read' ? { ...rule, excepted: 41, exceptions: [{ id: 'EX-7', count: 41 }] } : rule,
      ),
    },
  };
}

/** A day of an account without digests, reviewed on one machine. */
export function unverifiedReview(): SampleReview {
  const review = sampleReview({ 'root-sign-in': { count: 1, hour: 3 } });
  const cells = review.manifest.completeness.cells.map((cell) => ({
    ...cell,
    covered: [],
    gaps: [WHOLE_DAY],
  }));
  const { query } = review.manifest;
  return {
    ...review,
    manifest: {
      ...review.manifest,
      status: 'unverified',
      completeness: { digests: 'absent', cells },
      query: { ...query, engine: 'DuckDB with the Athena dialect of Lakeward', price: null },
      seal: null,
      retention: null,
      chain: { sequence: 1, previous: null },
      eventHours: { '2026-03-08T23': 12, [`${DATE}T00`]: 30, unknown: 1 },
    },
  };
}
