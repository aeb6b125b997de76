import { AppError } from '@lakeward/core';
import type { Place } from '../arns';
import { bucketsOf, dataLakeOf } from '../data-lake';
import type { Environment } from './environment';
import { environmentFile } from './environments';
import { REGIONS } from './region';

/** A value that cannot work: the key's path, and a sentence that begins with what the value is or does. */
interface Problem {
  readonly key: string;
  readonly says: string;
}

const ACCOUNT = /^\d{12}$/;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** A name, or a beginning of three characters or more and what follows it: a lone `*` would be every bucket there is. */
const BUCKET_PATTERN = /^[a-z0-9][a-z0-9.-]{2,62}[*]?$/;
const KEY_ARN = /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;
const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/\S+$/;
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/** Lower limit of Athena for bytes scanned by a query. Source: "WorkGroupConfiguration", Athena API. */
const LEAST_CUTOFF = 10_000_000;
/** PCI DSS v4.0.1, 10.5.1: audit log history is kept for at least twelve months. */
const PCI_RETENTION_DAYS = 365;
/** Greatest priority of a job, and most parts that one function copies at a time. Source: "CreateJob", S3 API; sockets of the client. */
const MOST_PRIORITY = 2_147_483_647;
const MOST_PARTS = 50;
/** A hundred years: beyond it is a slip. */
const MOST_DAYS = 36_500;

/**
 * Checks what types cannot: forms, ranges, and values that contradict each other. All problems are named in one
 * `INFRA_INVALID_ENVIRONMENT`, each by its key in the environment's file.
 */
export function checkEnvironment(environment: Environment): void {
  const problems = [
    ...placeProblems(environment),
    ...keyProblems(environment),
    ...dataProblems(environment),
    ...operationsProblems(environment),
    ...pciProblems(environment),
    ...reencryptionProblems(environment),
  ];
  if (problems.length === 0) return;
  throw new AppError({
    code: 'INFRA_INVALID_ENVIRONMENT',
    message: `${environmentFile(environment.name)}: ${problems.map(({ key, says }) => `${key} ${says}`).join('; ')}.`,
    remedy: `Correct ${problems.length === 1 ? 'this key' : 'these keys'} in the file and synthesize again.`,
  });
}

function placeProblems({ account, region, stateBucket }: Environment): Problem[] {
  return [
    ...unless(ACCOUNT.test(account), 'account', `is not a 12-digit account id (${account})`),
    ...unless(
      REGIONS.includes(region),
      'region',
      `does not offer every service that Lakeward deploys, or is no Region (${region}); infra/src/environments/region.ts lists those that do`,
    ),
    ...unless(BUCKET.test(stateBucket), 'stateBucket', `is not the name of a bucket (${stateBucket})`),
  ];
}

function keyProblems({ account, keys }: Environment): Problem[] {
  const { deletionWindowDays, administrators } = keys;
  return [
    ...unless(
      within(deletionWindowDays, 7, 30),
      'keys.deletionWindowDays',
      `is not between 7 and 30 (${deletionWindowDays})`,
    ),
    ...administrators.flatMap((arn, index) =>
      unless(
        ROLE_ARN.exec(arn)?.[1] === account,
        `keys.administrators[${index}]`,
        `is not a role of account ${account} (${arn})`,
      ),
    ),
  ];
}

function dataProblems({ data, athena }: Environment): Problem[] {
  const { evidenceLock, queryResultDays, accessLogDays } = data;
  const disposable = !data.protected;
  return [
    ...unless(
      evidenceLock === undefined || (Number.isInteger(evidenceLock.days) && evidenceLock.days >= 1),
      'data.evidenceLock.days',
      `is not a number of days from 1 (${evidenceLock?.days ?? ''})`,
    ),
    ...unless(
      !(disposable && evidenceLock?.mode === 'COMPLIANCE'),
      'data.evidenceLock.mode',
      'is COMPLIANCE while data.protected is false: what nobody can delete cannot be disposable',
    ),
    ...unless(queryResultDays >= 1, 'data.queryResultDays', `is below 1 (${queryResultDays})`),
    ...unless(accessLogDays >= 1, 'data.accessLogDays', `is below 1 (${accessLogDays})`),
    ...unless(
      athena.bytesScannedCutoff >= LEAST_CUTOFF,
      'athena.bytesScannedCutoff',
      `is below Athena's minimum of ${LEAST_CUTOFF} (${athena.bytesScannedCutoff})`,
    ),
  ];
}

function operationsProblems({ operations }: Environment): Problem[] {
  return (['alarmEmails', 'noticeEmails'] as const).flatMap((list) =>
    operations[list].flatMap((address, index) =>
      unless(EMAIL.test(address), `operations.${list}[${index}]`, `is not an e-mail address (${address})`),
    ),
  );
}

function pciProblems({ name, data, pciQueryRunner: settings }: Environment): Problem[] {
  const { accounts, regions, organizationId, logPrefix, logBucketKeyArn: key } = settings;
  const at = (part: string) => `pciQueryRunner.${part}`;
  return [
    ...unless(BUCKET.test(settings.logBucket), at('logBucket'), `is not the name of a bucket`),
    ...unless(
      key === undefined || KEY_ARN.test(key),
      at('logBucketKeyArn'),
      `is not the ARN of a KMS key (${key ?? ''}); an alias cannot stand in a policy`,
    ),
    ...unless(
      logPrefix === '' || /^[^/].*\/$/.test(logPrefix),
      at('logPrefix'),
      `neither is empty nor ends in one slash (${logPrefix})`,
    ),
    ...unless(accounts.length > 0, at('accounts'), 'is empty'),
    ...accounts.flatMap((account, index) =>
      unless(ACCOUNT.test(account), at(`accounts[${index}]`), `is not a 12-digit account id (${account})`),
    ),
    ...unless(
      organizationId !== '' || accounts.length <= 1,
      at('organizationId'),
      'is empty while pciQueryRunner.accounts names several: only an organization trail holds more than one account',
    ),
    ...unless(regions.length > 0, at('regions'), 'is empty'),
    ...unless(
      within(settings.reviewHourUtc, 0, 23),
      at('reviewHourUtc'),
      `is not an hour of the day (${settings.reviewHourUtc})`,
    ),
    ...unless(
      Number.isInteger(settings.listingCap) && settings.listingCap >= 1,
      at('listingCap'),
      `is not a whole number from 1 (${settings.listingCap})`,
    ),
    ...unless(
      settings.logRetentionDays === undefined || within(settings.logRetentionDays, 1, MOST_DAYS),
      at('logRetentionDays'),
      `is neither undefined nor a number of days from 1 (${settings.logRetentionDays ?? ''})`,
    ),
    ...unless(
      name !== 'prod' || (settings.logRetentionDays ?? PCI_RETENTION_DAYS) >= PCI_RETENTION_DAYS,
      at('logRetentionDays'),
      `keeps audit logs for less than ${PCI_RETENTION_DAYS} days in prod`,
    ),
    ...unless(
      name !== 'prod' || (data.evidenceLock?.days ?? 0) >= PCI_RETENTION_DAYS,
      'data.evidenceLock',
      `keeps evidence of the PCI DSS review for less than ${PCI_RETENTION_DAYS} days in prod`,
    ),
  ];
}

function reencryptionProblems(environment: Environment): Problem[] {
  const { account, region, reencryption: settings } = environment;
  const { buckets, tag, target, sourceKeyArns, metadataTables, copyTag, copyNoncurrent } = settings;
  const at = (part: string) => `reencryption.${part}`;
  const own = bucketsOf(dataLakeOf(environment));
  const usable = (key: string, arn: string) => keyArnProblems(at(key), arn, { account, region });
  return [
    ...unless(buckets.length > 0, at('buckets'), 'is empty'),
    ...buckets.flatMap((pattern, index) => [
      ...unless(
        BUCKET_PATTERN.test(pattern),
        at(`buckets[${index}]`),
        `is not the name of a bucket, or its beginning and * (${pattern})`,
      ),
      ...own
        .filter((bucket) => matchesPattern(pattern, bucket))
        .map((bucket) => ({
          key: at(`buckets[${index}]`),
          says: `takes in ${bucket}, which holds evidence or workings of Lakeward itself (${pattern})`,
        })),
    ]),
    ...unless(
      tag.key.length >= 1 && tag.key.length <= 128 && !tag.key.startsWith('aws:'),
      at('tag.key'),
      `is not the key of a tag (${tag.key})`,
    ),
    ...(target.algorithm === 'sse-kms' ? usable('target.keyArn', target.keyArn) : []),
    ...sourceKeyArns.flatMap((arn, index) => usable(`sourceKeyArns[${index}]`, arn)),
    ...(metadataTables === undefined
      ? []
      : unless(
          /^s3tablescatalog\/[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(metadataTables.catalog),
          at('metadataTables.catalog'),
          `is not s3tablescatalog/ and a table bucket (${metadataTables.catalog})`,
        )),
    ...(metadataTables?.keyArn === undefined ? [] : usable('metadataTables.keyArn', metadataTables.keyArn)),
    ...unless(
      /^([^=]{1,128}=.{0,256})?$/.test(copyTag),
      at('copyTag'),
      `is neither empty nor key=value (${copyTag})`,
    ),
    ...unless(
      !copyNoncurrent || copyTag !== '',
      at('copyTag'),
      'is empty, though old versions are copied: their copies are told by it alone',
    ),
    ...(
      [
        ['inventoryDays', 1, MOST_DAYS],
        ['confirmAboveObjects', 0, Number.MAX_SAFE_INTEGER],
        ['jobPriority', 0, MOST_PRIORITY],
        ['partsInParallel', 1, MOST_PARTS],
        ['reconcileHourUtc', 0, 23],
      ] as const
    ).flatMap(([key, least, most]) =>
      unless(
        within(settings[key], least, most),
        at(key),
        `is not between ${least} and ${most} (${settings[key]})`,
      ),
    ),
  ];
}

/** Objects are encrypted by keys of their own Region; those of another account cannot be checked from here. */
function keyArnProblems(key: string, arn: string, { account, region }: Place): Problem[] {
  const [, keyRegion, keyAccount] = /^arn:aws:kms:([^:]+):([^:]+):key\//.exec(arn) ?? [];
  if (!KEY_ARN.test(arn) || keyRegion === undefined || keyAccount === undefined) {
    return [{ key, says: `is not the ARN of a KMS key (${arn}); S3 takes neither an alias nor an id` }];
  }
  return [
    ...unless(
      keyRegion === region,
      key,
      `is a key of ${keyRegion}, not of the environment's Region (${arn})`,
    ),
    ...unless(
      keyAccount === account,
      key,
      `is a key of account ${keyAccount}, not of the environment's (${arn})`,
    ),
  ];
}

/** Whether a name is taken in by a pattern of names. */
function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern.replaceAll('.', String.raw`\.`).replaceAll('*', '.*');
  return new RegExp(`^${source}$`).test(name);
}

function within(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function unless(fine: boolean, key: string, says: string): Problem[] {
  return fine ? [] : [{ key, says }];
}
