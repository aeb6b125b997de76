import { checkEnvironment } from './check-environment';
import { dev } from './dev';
import type { Environment } from './environment';
import { chooseEnvironments, ENVIRONMENTS } from './environments';
import { prod } from './prod';
import { staging } from './staging';

const messageOf = (environment: Environment): string => {
  try {
    checkEnvironment(environment);
  } catch (error) {
    expect(error).toMatchObject({
      code: 'INFRA_INVALID_ENVIRONMENT',
      retryable: false,
      remedy: expect.stringMatching(/^Correct (this key|these keys) in the file and synthesize again\.$/),
    });
    return (error as Error).message;
  }
  return 'fine';
};

describe('checkEnvironment', () => {
  test.each(Object.values(ENVIRONMENTS))('$name is fine', (environment) => {
    expect(messageOf(environment)).toBe('fine');
  });

  const pci = (settings: Partial<Environment['pciQueryRunner']>): Environment => ({
    ...staging,
    pciQueryRunner: { ...staging.pciQueryRunner, ...settings },
  });

  /** Names no key, which would have to be of the account and Region. */
  const keyless: Environment = {
    ...dev,
    reencryption: { ...dev.reencryption, target: { algorithm: 'sse-s3' } },
  };
  const reencryption = (settings: Partial<Environment['reencryption']>): Environment => ({
    ...staging,
    reencryption: { ...staging.reencryption, ...settings },
  });
  const target = (keyArn: string) =>
    reencryption({ target: { algorithm: 'sse-kms', keyArn, bucketKeys: true } });

  test.each<[string, Environment, string]>([
    [
      'an account of 11 digits',
      { ...keyless, account: '11112222333' },
      'account is not a 12-digit account id (11112222333)',
    ],
    [
      'a Region without S3 Batch Operations',
      { ...keyless, region: 'mx-central-1' as Environment['region'] },
      'region does not offer every service that Lakeward deploys, or is no Region (mx-central-1); infra/src/environments/region.ts lists those that do',
    ],
    [
      'a bucket name with capitals',
      { ...dev, stateBucket: 'State' },
      'stateBucket is not the name of a bucket (State)',
    ],
    [
      'a deletion window that KMS refuses',
      { ...dev, keys: { administrators: [], deletionWindowDays: 6 } },
      'keys.deletionWindowDays is not between 7 and 30 (6)',
    ],
    [
      'an administrator of another account, who would lock this account out of its own keys',
      { ...dev, keys: { ...dev.keys, administrators: ['arn:aws:iam::999988887777:role/admin'] } },
      'keys.administrators[0] is not a role of account 111122223333 (arn:aws:iam::999988887777:role/admin)',
    ],
    [
      'a lock that nobody can lift on data called disposable',
      { ...dev, data: { ...dev.data, evidenceLock: { mode: 'COMPLIANCE', days: 1 } } },
      'data.evidenceLock.mode is COMPLIANCE while data.protected is false: what nobody can delete cannot be disposable',
    ],
    [
      'a lock of no days',
      { ...dev, data: { ...dev.data, evidenceLock: { mode: 'GOVERNANCE', days: 0 } } },
      'data.evidenceLock.days is not a number of days from 1 (0)',
    ],
    [
      'results that expire at once',
      { ...dev, data: { ...dev.data, queryResultDays: 0, accessLogDays: 0 } },
      'data.queryResultDays is below 1 (0); data.accessLogDays is below 1 (0)',
    ],
    [
      "a cutoff below Athena's minimum",
      { ...dev, athena: { bytesScannedCutoff: 9_999_999 } },
      "athena.bytesScannedCutoff is below Athena's minimum of 10000000 (9999999)",
    ],
    [
      'an address without a domain',
      { ...dev, operations: { ...dev.operations, alarmEmails: ['ops@example.com', 'ops'] } },
      'operations.alarmEmails[1] is not an e-mail address (ops)',
    ],
    [
      'an alias where policies need a key',
      pci({ logBucketKeyArn: 'arn:aws:kms:eu-west-1:444455556666:alias/logs' }),
      'pciQueryRunner.logBucketKeyArn is not the ARN of a KMS key (arn:aws:kms:eu-west-1:444455556666:alias/logs); an alias cannot stand in a policy',
    ],
    [
      'a prefix without its slash',
      pci({ logPrefix: 'trail' }),
      'pciQueryRunner.logPrefix neither is empty nor ends in one slash (trail)',
    ],
    [
      'several accounts in a trail of one',
      pci({ accounts: ['444455556666', '111122223333'] }),
      'pciQueryRunner.organizationId is empty while pciQueryRunner.accounts names several: only an organization trail holds more than one account',
    ],
    ['no Regions', pci({ regions: [] }), 'pciQueryRunner.regions is empty'],
    ['hour 24', pci({ reviewHourUtc: 24 }), 'pciQueryRunner.reviewHourUtc is not an hour of the day (24)'],
    [
      'logs that are kept for no days',
      pci({ logRetentionDays: 0 }),
      'pciQueryRunner.logRetentionDays is neither undefined nor a number of days from 1 (0)',
    ],
    [
      'half a finding',
      pci({ listingCap: 0.5 }),
      'pciQueryRunner.listingCap is not a whole number from 1 (0.5)',
    ],
    [
      'every bucket of the account',
      reencryption({ buckets: ['*'] }),
      'reencryption.buckets[0] is not the name of a bucket, or its beginning and * (*); ' +
        ['evidence', 'results', 'access-logs', 'inventory', 'batch']
          .map(
            (name) =>
              `reencryption.buckets[0] takes in lakeward-staging-${name}-444455556666-eu-west-1, ` +
              'which holds evidence or workings of Lakeward itself (*)',
          )
          .join('; '),
    ],
    [
      'a pattern that takes in the evidence',
      reencryption({ buckets: ['example-*', 'lakeward-staging-e*'] }),
      'reencryption.buckets[1] takes in lakeward-staging-evidence-444455556666-eu-west-1, which holds evidence or workings of Lakeward itself (lakeward-staging-e*)',
    ],
    ['no buckets', reencryption({ buckets: [] }), 'reencryption.buckets is empty'],
    [
      'a tag of AWS',
      reencryption({ tag: { key: 'aws:x', value: '' } }),
      'reencryption.tag.key is not the key of a tag (aws:x)',
    ],
    [
      'an alias as target',
      target('arn:aws:kms:eu-west-1:444455556666:alias/data'),
      'reencryption.target.keyArn is not the ARN of a KMS key (arn:aws:kms:eu-west-1:444455556666:alias/data); S3 takes neither an alias nor an id',
    ],
    [
      'a key of another Region',
      target('arn:aws:kms:us-east-1:444455556666:key/1'),
      "reencryption.target.keyArn is a key of us-east-1, not of the environment's Region (arn:aws:kms:us-east-1:444455556666:key/1)",
    ],
    [
      'a key of another account',
      reencryption({ sourceKeyArns: ['arn:aws:kms:eu-west-1:999988887777:key/1'] }),
      "reencryption.sourceKeyArns[0] is a key of account 999988887777, not of the environment's (arn:aws:kms:eu-west-1:999988887777:key/1)",
    ],
    [
      "an environment that moved to another account and kept the old one's key",
      { ...dev, account: '999988887777' },
      `reencryption.target.keyArn is a key of account 111122223333, not of the environment's (${dev.reencryption.target.keyArn})`,
    ],
    [
      'metadata tables that no federated catalog has, under a key of another Region',
      reencryption({
        metadataTables: { catalog: 'aws-s3', keyArn: 'arn:aws:kms:us-east-1:444455556666:key/1' },
      }),
      "reencryption.metadataTables.catalog is not s3tablescatalog/ and a table bucket (aws-s3); reencryption.metadataTables.keyArn is a key of us-east-1, not of the environment's Region (arn:aws:kms:us-east-1:444455556666:key/1)",
    ],
    [
      'a tag without a value sign',
      reencryption({ copyTag: 'encrypted' }),
      'reencryption.copyTag is neither empty nor key=value (encrypted)',
    ],
    [
      'copies of old versions without a tag',
      reencryption({ copyNoncurrent: true, copyTag: '' }),
      'reencryption.copyTag is empty, though old versions are copied: their copies are told by it alone',
    ],
    [
      'a priority that S3 does not know',
      reencryption({ jobPriority: -1 }),
      'reencryption.jobPriority is not between 0 and 2147483647 (-1)',
    ],
    [
      'no parts',
      reencryption({ partsInParallel: 0, reconcileHourUtc: 24 }),
      'reencryption.partsInParallel is not between 1 and 50 (0); reencryption.reconcileHourUtc is not between 0 and 23 (24)',
    ],
  ])('%s', (_, environment, problem) => {
    expect(messageOf(environment)).toBe(`infra/src/environments/${environment.name}.ts: ${problem}.`);
  });

  test('prod keeps evidence for the year that PCI DSS asks for', () => {
    const short = {
      ...prod,
      data: { ...prod.data, evidenceLock: { mode: 'COMPLIANCE', days: 364 } as const },
    };
    expect(messageOf(short)).toBe(
      'infra/src/environments/prod.ts: data.evidenceLock keeps evidence of the PCI DSS review for less than 365 days in prod.',
    );
    expect(messageOf({ ...prod, data: { ...prod.data, evidenceLock: undefined } })).toContain('365 days');
  });

  test('prod keeps the logs themselves for that year, too', () => {
    const short = { ...prod, pciQueryRunner: { ...prod.pciQueryRunner, logRetentionDays: 364 } };
    expect(messageOf(short)).toBe(
      'infra/src/environments/prod.ts: pciQueryRunner.logRetentionDays keeps audit logs for less than 365 days in prod.',
    );
  });

  test('all problems are named at once', () => {
    expect(messageOf({ ...keyless, account: '1', stateBucket: 'X' })).toBe(
      'infra/src/environments/dev.ts: account is not a 12-digit account id (1); stateBucket is not the name of a bucket (X).',
    );
  });
});

describe('chooseEnvironments', () => {
  test('is one by its name, or all', () => {
    expect(chooseEnvironments('prod')).toEqual([prod]);
    expect(chooseEnvironments(undefined)).toEqual([dev, staging, prod]);
  });

  test('an unknown one is an error that lists those there are', () => {
    expect(() => chooseEnvironments('qa')).toThrow(
      expect.objectContaining({
        code: 'INFRA_UNKNOWN_ENVIRONMENT',
        remedy: expect.stringContaining('dev, staging, prod'),
      }),
    );
    // A property of every object is no environment.
    expect(() => chooseEnvironments('constructor')).toThrow('There is no environment called constructor.');
  });
});
