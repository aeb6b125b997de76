import { arns, type Place } from '../../arns';
import { viaService, type Statement } from './statement';

/**
 * A permission in the words of the product, expanded to exact statements. Grants are values: a stack lists them, tests
 * evaluate them, and a role is nothing but their sum.
 */
export interface Grant {
  readonly statements: readonly Statement[];
}

/** A bucket and the key its objects are encrypted with; none for SSE-S3. */
export interface BucketAccess {
  readonly bucket: string;
  readonly keyArn?: string | undefined;
}

/** Tables of one database. */
export interface TableAccess {
  readonly database: string;
  readonly table: string;
}

/** May run statements in the workgroup, read the tables' definitions, and read and write the statements' results. */
export function mayQuery(
  place: Place,
  {
    workgroup,
    tables,
    results,
  }: {
    workgroup: string;
    tables: readonly TableAccess[];
    /** Where the workgroup keeps results; `prefix` ends in a slash. */
    results: BucketAccess & { readonly prefix: string };
  },
): Grant {
  return {
    statements: [
      {
        sid: 'RunQueries',
        actions: [
          'athena:GetQueryExecution',
          'athena:GetQueryResults',
          'athena:StartQueryExecution',
          'athena:StopQueryExecution',
        ],
        resources: [arns.workgroup(place, workgroup)],
      },
      {
        sid: 'ReadTableDefinitions',
        actions: [
          'glue:BatchGetPartition',
          'glue:GetDatabase',
          'glue:GetPartition',
          'glue:GetPartitions',
          'glue:GetTable',
        ],
        resources: catalogResources(place, tables),
      },
      {
        sid: 'FindQueryResults',
        // Athena looks the bucket up and lists it with the caller's credentials. Source: "Access to Amazon S3" in Athena's guide.
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [arns.bucket(results.bucket)],
      },
      {
        sid: 'KeepQueryResults',
        actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
        resources: [arns.objects(results.bucket, results.prefix)],
      },
      ...keyStatements(place, 'QueryResults', results, ['kms:Decrypt', 'kms:GenerateDataKey']),
    ],
  };
}

/** May add partitions to the tables; existing ones stay as they are. */
export function mayAddPartitions(place: Place, tables: readonly TableAccess[]): Grant {
  return {
    statements: [
      {
        sid: 'AddPartitions',
        actions: ['glue:BatchCreatePartition'],
        resources: catalogResources(place, tables),
      },
    ],
  };
}

/** May add partitions to the tables and move those that are there. */
export function mayKeepPartitions(place: Place, tables: readonly TableAccess[]): Grant {
  return {
    statements: [
      {
        sid: 'KeepPartitions',
        actions: ['glue:BatchCreatePartition', 'glue:GetPartition', 'glue:GetTable', 'glue:UpdatePartition'],
        resources: catalogResources(place, tables),
      },
    ],
  };
}

/** May create tables of these names; `*` stands for any characters of one. */
export function mayCreateTables(place: Place, tables: readonly TableAccess[]): Grant {
  return {
    statements: [
      { sid: 'CreateTables', actions: ['glue:CreateTable'], resources: catalogResources(place, tables) },
    ],
  };
}

/** May list and read the objects below `prefix` of a bucket that somebody else writes. */
export function mayRead(place: Place, source: BucketAccess & { readonly prefix: string }): Grant {
  return {
    statements: [
      {
        sid: 'FindSource',
        actions: ['s3:GetBucketLocation'],
        resources: [arns.bucket(source.bucket)],
      },
      {
        sid: 'ListSource',
        actions: ['s3:ListBucket'],
        resources: [arns.bucket(source.bucket)],
        conditions: { StringLike: { 's3:prefix': `${source.prefix}*` } },
      },
      {
        sid: 'ReadSource',
        actions: ['s3:GetObject'],
        resources: [arns.objects(source.bucket, source.prefix)],
      },
      // The encryption context is the writer's (CloudTrail uses its own), so only the way through S3 is demanded.
      ...(source.keyArn === undefined
        ? []
        : [
            {
              sid: 'DecryptSource',
              actions: ['kms:Decrypt'],
              resources: [source.keyArn],
              conditions: viaService('s3', regionOf(source.keyArn) ?? place.region),
            },
          ]),
    ],
  };
}

/**
 * May write and read evidence and run records below the prefixes, never delete them. Listing is not narrowed to the
 * prefixes: without `s3:ListBucket` on the whole bucket S3 answers 403 where an object is absent, and the ledger needs
 * to tell absent from forbidden. Source: "GetObject", S3 API, on missing objects.
 */
export function mayWriteEvidence(
  place: Place,
  evidence: BucketAccess & {
    readonly prefixes: readonly string[];
    /** Keys that others write and that it reads. */
    readonly readKeys?: readonly string[];
    /** Prefixes whose objects it locks as it writes them. It may lengthen a lock, never shorten or lift it. */
    readonly lockedPrefixes?: readonly string[];
  },
): Grant {
  const { bucket, prefixes, readKeys = [], lockedPrefixes = [] } = evidence;
  return {
    statements: [
      {
        sid: 'ListEvidence',
        actions: ['s3:ListBucket'],
        resources: [arns.bucket(bucket)],
      },
      {
        sid: 'KeepEvidence',
        actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
        resources: prefixes.map((prefix) => arns.objects(bucket, prefix)),
      },
      ...optional(
        'ReadWhatOthersWrite',
        ['s3:GetObject'],
        readKeys.map((key) => arns.object(bucket, key)),
      ),
      ...optional(
        'LockEvidence',
        ['s3:PutObjectRetention'],
        lockedPrefixes.map((prefix) => arns.objects(bucket, prefix)),
      ),
      ...keyStatements(place, 'Evidence', evidence, ['kms:Decrypt', 'kms:GenerateDataKey']),
    ],
  };
}

/** May publish to an encrypted topic. */
export function mayPublish(place: Place, topic: { readonly arn: string; readonly keyArn: string }): Grant {
  return {
    statements: [
      { sid: 'PublishNotices', actions: ['sns:Publish'], resources: [topic.arn] },
      {
        sid: 'EncryptNotices',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [topic.keyArn],
        conditions: viaService('sns', place.region),
      },
    ],
  };
}

/** May sign digests with the key, and fetch its public half. */
export function maySign(keyArn: string): Grant {
  return {
    statements: [{ sid: 'Sign', actions: ['kms:GetPublicKey', 'kms:Sign'], resources: [keyArn] }],
  };
}

/** May put events of one source on the bus. */
export function mayPutEvents(
  place: Place,
  { bus, source }: { readonly bus: string; readonly source: string },
): Grant {
  return {
    statements: [
      {
        sid: 'TellEvents',
        actions: ['events:PutEvents'],
        resources: [arns.eventBus(place, bus)],
        conditions: { StringEquals: { 'events:source': source } },
      },
    ],
  };
}

/** May fetch the public keys of CloudTrail's digests. They belong to no resource. Source: "Service Authorization Reference", CloudTrail. */
export function mayFetchTrailKeys(): Grant {
  return {
    statements: [{ sid: 'FetchTrailKeys', actions: ['cloudtrail:ListPublicKeys'], resources: ['*'] }],
  };
}

/** May send to an encrypted queue. */
export function maySend(place: Place, queue: { readonly name: string; readonly keyArn: string }): Grant {
  return {
    statements: [
      {
        sid: 'KeepFailedEvents',
        actions: ['sqs:SendMessage'],
        resources: [arns.queue(place, queue.name)],
      },
      {
        sid: 'EncryptFailedEvents',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [queue.keyArn],
        conditions: viaService('sqs', place.region),
      },
    ],
  };
}

/** May take messages from an encrypted queue, and delete those that are done. Source: "Configuring permissions", Lambda with SQS. */
export function mayReceive(place: Place, queue: { readonly name: string; readonly keyArn: string }): Grant {
  return {
    statements: [
      {
        sid: 'TakeMessages',
        actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        resources: [arns.queue(place, queue.name)],
      },
      {
        sid: 'DecryptMessages',
        actions: ['kms:Decrypt'],
        resources: [queue.keyArn],
        conditions: viaService('sqs', place.region),
      },
    ],
  };
}

/** May write to its own log group, which exists already. */
export function mayLog(place: Place, logGroup: string): Grant {
  return {
    statements: [
      {
        sid: 'WriteLogs',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [`${arns.logGroup(place, logGroup)}:*`],
      },
    ],
  };
}

/** May send traces. X-Ray has no resources: `*` is the only form. Source: "Service Authorization Reference", AWS X-Ray. */
export function mayTrace(): Grant {
  return {
    statements: [
      {
        sid: 'SendTraces',
        actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
        resources: ['*'],
      },
    ],
  };
}

/** May decrypt its own environment variables. */
export function mayReadOwnEnvironment(place: Place, functionName: string, keyArn: string): Grant {
  return {
    statements: [
      {
        sid: 'DecryptEnvironment',
        actions: ['kms:Decrypt'],
        resources: [keyArn],
        conditions: {
          StringEquals: {
            'kms:EncryptionContext:aws:lambda:FunctionArn': arns.function(place, functionName),
          },
        },
      },
    ],
  };
}

/** May invoke the function. */
export function mayInvoke(place: Place, functionName: string): Grant {
  return {
    statements: [
      {
        sid: 'Invoke',
        actions: ['lambda:InvokeFunction'],
        resources: [arns.function(place, functionName)],
      },
    ],
  };
}

/**
 * Glue checks an action on a table against the table, its database and the catalog, each of which must be allowed.
 * Source: "Granting resource permissions", Glue's guide.
 */
function catalogResources(place: Place, tables: readonly TableAccess[]): string[] {
  return [
    arns.catalog(place),
    ...new Set(tables.map(({ database }) => arns.database(place, database))),
    ...tables.map(({ database, table }) => arns.table(place, database, table)),
  ];
}

/** The statement, or none where there is no resource for it. */
function optional(sid: string, actions: readonly string[], resources: readonly string[]): Statement[] {
  return resources.length === 0 ? [] : [{ sid, actions, resources }];
}

/** S3 encrypts under a Bucket Key in the context of the bucket; single objects of old in that of the object. */
function keyStatements(
  place: Place,
  what: string,
  { bucket, keyArn }: BucketAccess,
  actions: readonly string[],
): Statement[] {
  if (keyArn === undefined) return [];
  return [
    {
      sid: `Encrypt${what}`,
      actions,
      resources: [keyArn],
      conditions: {
        ...viaService('s3', place.region),
        StringLike: {
          'kms:EncryptionContext:aws:s3:arn': [arns.bucket(bucket), arns.objects(bucket)],
        },
      },
    },
  ];
}

function regionOf(keyArn: string): string | undefined {
  return /^arn:aws:kms:([a-z0-9-]+):/.exec(keyArn)?.[1];
}
