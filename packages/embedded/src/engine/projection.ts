import type { CatalogColumn, CatalogTable } from '@lakeward/glue';
import { parseS3Uri } from '@lakeward/s3';
import { dateFormat } from './date-format';
import { EngineFailure } from './engine-failure';
import { escapePattern } from './escape-pattern';
import type { LakeStore } from './lake-store';
import type { PartitionPlace } from './table-files';

/** How one column's values are written in folder names, and which of them the projection makes. */
interface Projection {
  /** Source of a regular expression for values; a date may hold slashes (`yyyy/MM/dd`), nothing else does. */
  readonly pattern: string;
  readonly admits: (value: string) => boolean;
}

/**
 * The partitions that partition projection describes and that have folders.
 *
 * Athena computes all combinations and asks S3 for each; here the folders that exist are matched against the template and
 * each value is checked against its projection, which finds the same files without walking an open-ended date range.
 * That a query must name every injected column is checked by Athena only.
 * Source: "Set up partition projection" and "Supported types for partition projection", Athena User Guide.
 */
export async function* projectedPartitions(
  table: CatalogTable,
  location: string,
  { store, now }: { store: LakeStore; now: Date },
): AsyncIterable<PartitionPlace> {
  const template = withSlash(
    table.parameters['storage.location.template'] ?? defaultTemplate(table, location),
  );
  const projections = new Map(table.partitionKeys.map((key) => [key.name, projectionOf(table, key, now)]));
  const { bucket, key } = parseS3Uri(template);
  const source = templatePattern(table, key, projections);
  const whole = new RegExp(`^${source}$`);
  // Every slash of the source is one of a path: escapePattern writes it as \/.
  const segments = source.split('\\/').slice(0, -1);
  for await (const folder of matchingFolders(bucket, segments, store)) {
    const groups = whole.exec(folder)?.groups;
    if (groups === undefined) continue;
    const values = table.partitionKeys.map(({ name }) => groups[name] ?? '');
    if (table.partitionKeys.every(({ name }, index) => projections.get(name)?.admits(values[index] ?? ''))) {
      yield { values, location: `s3://${bucket}/${folder}` };
    }
  }
}

/** Folders whose path matches `segments`, one pattern a level; levels without a column are not listed. */
async function* matchingFolders(
  bucket: string,
  segments: readonly string[],
  store: LakeStore,
  prefix = '',
): AsyncIterable<string> {
  const [segment, ...deeper] = segments;
  if (segment === undefined) {
    yield prefix;
  } else if (!segment.includes('(') && !segment.includes('\\d')) {
    yield* matchingFolders(bucket, deeper, store, `${prefix}${segment.replace(/\\(.)/g, '$1')}/`);
  } else {
    const pattern = new RegExp(`^${segment.replace(/\(\?<\w+>|(?<!\\)\)/g, '')}$`);
    for await (const folder of store.listFolders(bucket, prefix)) {
      if (pattern.test(folder.slice(prefix.length, -1)))
        yield* matchingFolders(bucket, deeper, store, folder);
    }
  }
}

function withSlash(location: string): string {
  return location.endsWith('/') ? location : `${location}/`;
}

function defaultTemplate(table: CatalogTable, location: string): string {
  return withSlash(location) + table.partitionKeys.map(({ name }) => `${name}=\${${name}}`).join('/');
}

/** The template as the source of a regular expression with one named group a column. */
function templatePattern(
  table: CatalogTable,
  key: string,
  projections: ReadonlyMap<string, Projection>,
): string {
  for (const { name } of table.partitionKeys) {
    if (!key.includes(`\${${name}}`)) {
      throw new EngineFailure(
        'INVALID_TABLE_PROPERTY',
        `storage.location.template of '${table.database}.${table.name}' lacks \${${name}}`,
      );
    }
  }
  return key
    .split(/(\$\{\w+\})/)
    .map((part) => {
      const name = /^\$\{(\w+)\}$/.exec(part)?.[1] ?? '';
      const projection = projections.get(name);
      return projection === undefined ? escapePattern(part) : `(?<${name}>${projection.pattern})`;
    })
    .join('');
}

function projectionOf(table: CatalogTable, { name }: CatalogColumn, now: Date): Projection {
  const required = (suffix: string): string => {
    const value = table.parameters[`projection.${name}.${suffix}`];
    if (value !== undefined) return value;
    throw new EngineFailure(
      'HIVE_METASTORE_ERROR',
      `Table ${table.database}.${table.name} is configured for partition projection, but the following partition ` +
        `columns are missing projection configuration: [${name}] (projection.${name}.${suffix})`,
    );
  };
  const kind = required('type').toLowerCase();
  switch (kind) {
    case 'enum': {
      const values = new Set(required('values').split(','));
      return { pattern: '[^/]+', admits: (value) => values.has(value) };
    }
    case 'integer': {
      const [min, max] = range(required('range'), name).map(Number) as [number, number];
      const digits = Number(table.parameters[`projection.${name}.digits`] ?? 0);
      const interval = Number(table.parameters[`projection.${name}.interval`] ?? 1);
      return {
        pattern: '-?\\d+',
        admits: (value) => {
          const number = Number(value);
          const written = `${number < 0 ? '-' : ''}${String(Math.abs(number)).padStart(digits, '0')}`;
          return value === written && number >= min && number <= max && (number - min) % interval === 0;
        },
      };
    }
    case 'date': {
      const [min, max] = range(required('range'), name);
      const format = dateFormat(required('format'), now);
      const first = format.parseBound(min);
      const last = format.parseBound(max);
      const admits = (value: string): boolean => {
        const at = format.parse(value);
        return at !== undefined && at >= first && at <= last;
      };
      return { pattern: format.pattern, admits };
    }
    case 'injected':
      return { pattern: '[^/]+', admits: () => true };
    default:
      throw new EngineFailure(
        'INVALID_TABLE_PROPERTY',
        `projection.${name}.type '${kind}' is not a projection type`,
      );
  }
}

function range(text: string, name: string): [string, string] {
  const [min, max, ...rest] = text.split(',').map((part) => part.trim());
  if (min === undefined || max === undefined || rest.length > 0) {
    throw new EngineFailure('INVALID_TABLE_PROPERTY', `projection.${name}.range '${text}' is not "min,max"`);
  }
  return [min, max];
}
