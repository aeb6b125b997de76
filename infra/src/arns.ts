import type { Environment } from './environments/environment';

/** Account and Region that a resource belongs to. */
export type Place = Pick<Environment, 'account' | 'region'>;

const inPlace = (service: string, { account, region }: Place, resource: string) =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

/** ARNs of named resources, as the "Service Authorization Reference" spells them. */
export const arns = {
  bucket: (name: string) => `arn:aws:s3:::${name}`,
  objects: (bucket: string, prefix = '') => `arn:aws:s3:::${bucket}/${prefix}*`,
  object: (bucket: string, key: string) => `arn:aws:s3:::${bucket}/${key}`,
  catalog: (place: Place) => inPlace('glue', place, 'catalog'),
  /** `s3tablescatalog`, or one table bucket of it: `s3tablescatalog/<table bucket>`. */
  federatedCatalog: (place: Place, name: string) => inPlace('glue', place, `catalog/${name}`),
  tableBucket: (place: Place, name: string) => inPlace('s3tables', place, `bucket/${name}`),
  /** All tables of a table bucket: their names in ARNs are ids that S3 gives. */
  tablesOf: (place: Place, tableBucket: string) =>
    inPlace('s3tables', place, `bucket/${tableBucket}/table/*`),
  database: (place: Place, name: string) => inPlace('glue', place, `database/${name}`),
  table: (place: Place, database: string, name: string) =>
    inPlace('glue', place, `table/${database}/${name}`),
  workgroup: (place: Place, name: string) => inPlace('athena', place, `workgroup/${name}`),
  topic: (place: Place, name: string) => inPlace('sns', place, name),
  queue: (place: Place, name: string) => inPlace('sqs', place, name),
  function: (place: Place, name: string) => inPlace('lambda', place, `function:${name}`),
  logGroup: (place: Place, name: string) => inPlace('logs', place, `log-group:${name}`),
  schedule: (place: Place, group: string, name: string) =>
    inPlace('scheduler', place, `schedule/${group}/${name}`),
  eventBus: (place: Place, name: string) => inPlace('events', place, `event-bus/${name}`),
  /** A rule of the default event bus. */
  rule: (place: Place, name: string) => inPlace('events', place, `rule/${name}`),
  role: ({ account }: Pick<Place, 'account'>, name: string) => `arn:aws:iam::${account}:role/${name}`,
  /** All jobs of S3 Batch Operations: their names are random. */
  batchJobs: (place: Place) => inPlace('s3', place, 'job/*'),
  accountRoot: ({ account }: Pick<Place, 'account'>) => `arn:aws:iam::${account}:root`,
} as const;
