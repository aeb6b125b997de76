import { CloudwatchEventBus } from '@cdktf/provider-aws/lib/cloudwatch-event-bus';
import { GlueCatalogDatabase } from '@cdktf/provider-aws/lib/glue-catalog-database';
import { APP as PCI_QUERY_RUNNER, cloudTrailTable } from '@lakeward/pci-query-runner/contract';
import {
  BATCH_REPORT_TABLE,
  batchReportTable,
  REPORT_PREFIX,
  SNAPSHOT_PREFIX,
  standardInventoryTable,
  UNLOAD_PREFIX,
} from '@lakeward/reencryption/contract';
import type { Construct } from 'constructs';
import { arns } from '../arns';
import { Workgroup } from '../constructs/athena/workgroup';
import { CatalogTable } from '../constructs/glue/catalog-table';
import type { ResourceStatement } from '../constructs/iam/statement';
import { EncryptionKey } from '../constructs/kms/encryption-key';
import { SigningKey } from '../constructs/kms/signing-key';
import { EncryptedBucket } from '../constructs/s3/encrypted-bucket';
import { EncryptedTopic } from '../constructs/sns/encrypted-topic';
import { bucketsOf, resultsPrefix } from '../data-lake';
import type { Environment } from '../environments/environment';
import { BaseStack } from './base-stack';

/**
 * Everything that must outlive a deployment: keys, evidence, results, the catalog, workgroups and topics. Apps come and go
 * in stacks of their own. A test freezes the ids of its stateful resources, since a changed id means a new, empty resource.
 */
export class DataLakeStack extends BaseStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, 'data-lake', environment);
    const dataKey = this.#key('data-key', {
      alias: this.lake.dataKey,
      description: 'Evidence and query results',
      usedThrough: ['s3'],
    });
    const operationsKey = this.#key('operations-key', {
      alias: this.lake.operationsKey,
      description: 'Logs, failed events, notices and the environments of functions',
      usedThrough: ['lambda', 'sns', 'sqs'],
      serviceStatements: operationsServices(environment),
    });
    this.#addSigningKey();
    this.#addBuckets(dataKey.arn);
    this.#addCatalog();
    this.#addWorkgroup('review-workgroup', {
      name: this.lake.reviewWorkgroup,
      description: 'Queries of pci-query-runner',
      enforced: true,
      keyArn: dataKey.arn,
    });
    this.#addWorkgroup('reencryption-workgroup', {
      name: this.lake.reencryptionWorkgroup,
      description: 'Queries of reencryption, and UNLOAD into locations of its own',
      enforced: false,
      keyArn: dataKey.arn,
    });
    this.#addWorkgroup('rewrite-workgroup', {
      name: this.lake.rewriteWorkgroup,
      description: 'CREATE TABLE AS into locations of its own',
      enforced: false,
      keyArn: dataKey.arn,
    });
    this.#addTopics(operationsKey.arn);
    new CloudwatchEventBus(this, 'events', {
      name: this.lake.eventBus,
      description: `What Lakeward tells others, ${environment.name}`,
    });
  }

  #key(
    id: string,
    props: {
      alias: string;
      description: string;
      usedThrough: readonly string[];
      serviceStatements?: readonly ResourceStatement[];
    },
  ): EncryptionKey {
    const { keys, data } = this.environment;
    return new EncryptionKey(this, id, {
      ...props,
      ...keys,
      place: this.environment,
      protected: data.protected,
    });
  }

  #addSigningKey(): void {
    const { keys, data, account } = this.environment;
    new SigningKey(this, 'signing-key', {
      ...keys,
      place: this.environment,
      alias: this.lake.signingKey,
      description: 'Signs evidence',
      protected: data.protected,
      signers: `${arns.role({ account }, this.name('role', PCI_QUERY_RUNNER))}-*`,
    });
  }

  #addBuckets(keyArn: string): void {
    const { data, reencryption } = this.environment;
    const kept = { protected: data.protected };
    const accessLogs = new EncryptedBucket(this, 'access-logs', {
      ...kept,
      name: this.lake.accessLogBucket,
      keyArn: undefined,
      expireAfterDays: data.accessLogDays,
      statements: [this.#accessLogDelivery()],
    });
    const logged = { accessLogs };
    new EncryptedBucket(this, 'evidence', {
      ...kept,
      ...logged,
      name: this.lake.evidenceBucket,
      keyArn,
      objectLock: { defaultRetention: data.evidenceLock },
    });
    new EncryptedBucket(this, 'results', {
      ...kept,
      ...logged,
      name: this.lake.resultsBucket,
      keyArn,
      expireAfterDays: data.queryResultDays,
    });
    new EncryptedBucket(this, 'inventory', {
      ...kept,
      ...logged,
      name: this.lake.inventoryBucket,
      keyArn: undefined,
      expireAfterDays: reencryption.inventoryDays,
      tellsEvents: true,
      // Reconciliation of reencryption lets exactly the tagged buckets deliver.
      policyGrows: true,
    });
    new EncryptedBucket(this, 'batch', {
      ...kept,
      ...logged,
      name: this.lake.batchBucket,
      keyArn: undefined,
      expirePrefixesAfterDays: { [UNLOAD_PREFIX]: 1 },
      tellsEvents: true,
    });
  }

  /** S3 delivers access logs as a service; only for buckets of this account. */
  #accessLogDelivery(): ResourceStatement {
    const { account } = this.environment;
    const { accessLogBucket } = this.lake;
    const logged = bucketsOf(this.lake).filter((bucket) => bucket !== accessLogBucket);
    return {
      sid: 'DeliverAccessLogs',
      effect: 'Allow',
      principal: { Service: 'logging.s3.amazonaws.com' },
      actions: ['s3:PutObject'],
      resources: [arns.objects(accessLogBucket)],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnEquals: { 'aws:SourceArn': logged.map(arns.bucket) },
      },
    };
  }

  #addCatalog(): void {
    const { data, pciQueryRunner: settings } = this.environment;
    const database = new GlueCatalogDatabase(this, 'database', {
      name: this.lake.database,
      description: `Tables of the data lake, ${this.environment.name}`,
      lifecycle: { preventDestroy: data.protected },
    });
    const tables = { databaseName: database.name, protected: data.protected };
    new CatalogTable(this, 'inventory-table', {
      ...tables,
      table: standardInventoryTable({
        database: this.lake.database,
        bucket: this.lake.batchBucket,
        prefix: SNAPSHOT_PREFIX,
      }),
    });
    new CatalogTable(this, 'batch-report-table', {
      ...tables,
      table: batchReportTable({
        database: this.lake.database,
        table: BATCH_REPORT_TABLE,
        bucket: this.lake.batchBucket,
        prefix: REPORT_PREFIX,
      }),
    });
    new CatalogTable(this, 'cloudtrail-table', {
      ...tables,
      table: cloudTrailTable({
        database: this.lake.database,
        table: this.lake.cloudTrailTable,
        bucket: settings.logBucket,
        prefix: settings.logPrefix,
        organizationId: settings.organizationId,
        accounts: settings.accounts,
        regions: settings.regions,
        partitionMode: settings.partitionMode,
      }),
    });
  }

  #addWorkgroup(
    id: string,
    props: { name: string; description: string; enforced: boolean; keyArn: string },
  ): void {
    const { account, athena, data } = this.environment;
    new Workgroup(this, id, {
      ...props,
      ...athena,
      account,
      resultsBucket: this.lake.resultsBucket,
      resultsPrefix: resultsPrefix(props.name),
      protected: data.protected,
    });
  }

  #addTopics(keyArn: string): void {
    const { account, region, operations } = this.environment;
    const alarmTopic = arns.topic(this.environment, this.lake.alarmTopic);
    new EncryptedTopic(this, 'notices', {
      name: this.lake.noticeTopic,
      arn: arns.topic(this.environment, this.lake.noticeTopic),
      keyArn,
      emails: operations.noticeEmails,
    });
    new EncryptedTopic(this, 'alarms', {
      name: this.lake.alarmTopic,
      arn: alarmTopic,
      keyArn,
      emails: operations.alarmEmails,
      statements: [
        {
          sid: 'AlarmsOfThisAccount',
          effect: 'Allow',
          principal: { Service: 'cloudwatch.amazonaws.com' },
          actions: ['sns:Publish'],
          resources: [alarmTopic],
          conditions: {
            ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${region}:${account}:alarm:lakeward-*` },
          },
        },
      ],
    });
  }
}

/** What services do with the operations key on their own account. */
function operationsServices({ name, account, region }: Environment): ResourceStatement[] {
  return [
    {
      sid: 'FunctionLogs',
      effect: 'Allow',
      principal: { Service: `logs.${region}.amazonaws.com` },
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': arns.logGroup(
            { account, region },
            `/aws/lambda/lakeward-${name}-*`,
          ),
        },
      },
    },
    {
      // AWS documents no condition for this principal on the key; the alarm topic's policy says whose alarms may publish.
      sid: 'AlarmNotices',
      effect: 'Allow',
      principal: { Service: 'cloudwatch.amazonaws.com' },
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
    },
    {
      // AWS documents no condition for this principal either; the queues' policies say whose rules may lay down events.
      sid: 'UndeliveredEvents',
      effect: 'Allow',
      principal: { Service: 'events.amazonaws.com' },
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
    },
    {
      // Lambda takes a grant for the function's role when somebody deploys a function with an encrypted environment.
      sid: 'GrantsForFunctions',
      effect: 'Allow',
      principal: { AWS: [arns.accountRoot({ account })] },
      actions: ['kms:CreateGrant'],
      resources: ['*'],
      conditions: {
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
        StringEquals: {
          'kms:CallerAccount': account,
          'kms:ViaService': `lambda.${region}.amazonaws.com`,
        },
      },
    },
  ];
}
