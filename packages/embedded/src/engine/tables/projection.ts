import type { CatalogTable } from '@lakeward/glue';
import { parseS3Uri } from '@lakeward/s3';
import { EngineFailure } from '../engine-failure';
import type { LakeStore } from '../lake-store';
import { dateRange } from './date-range';
import { escapePattern } from './escape-pattern';
import type { PartitionPlace } from './table-file';

/** How one column's values are written in folder names, and which of them the projection has. */
interface Projection {
  /** Source of a regular expression for values, without groups; a date may hold slashes (`yyyy/MM/dd`), nothing else does. */
  readonly pattern: string;
  readonly admits: (value: string) => boolean;
}

/** A piece of the location template: text as it is, or the name of a column. */
type TemplatePart = { readonly text: string } | { readonly column: string };

/**
 * The partitions that partition projection describes and that have folders.
 *
 * Athena computes all combinations and asks S3 for each; here the folders that exist are matched against the template and
 * each value is checked against its projection, which finds the same files without walking an open-ended date range.
 * Source: "Set up partition projection" and "Supported types for partition projection", Athena User Guide.
 */
export async function* projectedPartitions(
  table: CatalogTable,
  location: string,
  { store, now }: { store: LakeStore; now: Date },
): AsyncIterable<PartitionPlace> {
  const { bucket, key } = parseS3Uri(locationTemplate(table, location));
  const projections = new Map(table.partitionKeys.map(({ name }) => [name, projectionOf(table, name, now)]));
  const parts = templateParts(table, key);
  const pattern = (part: TemplatePart): string =>
    'text' in part ? escapePattern(part.text) : (projections.get(part.column)?.pattern ?? '');
  const seen = new Set<string>();
  const groups = parts.map((part) => {
    if ('text' in part) return pattern(part);
    const name = groupOf(table, part.column);
    // A column that is written twice has the same value in both places.
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return `(?<${name}>${pattern(part)})`;
  });
  const whole = new RegExp(`^${groups.join('')}$`, 'u');
  // escapePattern writes a slash as \/, and patterns of values hold slashes in the same form.
  const levels = parts.map(pattern).join('').split('\\/').slice(0, -1);
  for await (const folder of matchingFolders(bucket, levels, store)) {
    const found = whole.exec(folder)?.groups;
    if (found === undefined) continue;
    const values = table.partitionKeys.map(({ name }) => found[groupOf(table, name)] ?? '');
    if (table.partitionKeys.every(({ name }, index) => projections.get(name)?.admits(values[index] ?? ''))) {
      yield { values, location: `s3://${bucket}/${folder}` };
    }
  }
}

/** Where the partition with the given values lies. */
export function projectedLocation(table: CatalogTable, location: string, values: readonly string[]): string {
  const { bucket, key } = parseS3Uri(locationTemplate(table, location));
  const names = table.partitionKeys.map(({ name }) => name);
  const written = templateParts(table, key).map((part) =>
    'text' in part ? part.text : (values[names.indexOf(part.column)] ?? ''),
  );
  return `s3://${bucket}/${written.join('')}`;
}

/** Columns whose values a query must name, for nothing else knows them. */
export function injectedColumns({ partitionKeys, parameters }: CatalogTable): string[] {
  return partitionKeys
    .map(({ name }) => name)
    .filter((name) => parameters[`projection.${name}.type`]?.toLowerCase() === 'injected');
}

/** Folders whose path matches `levels`, one pattern a level; levels of plain text are not listed. */
async function* matchingFolders(
  bucket: string,
  levels: readonly string[],
  store: LakeStore,
  prefix = '',
): AsyncIterable<string> {
  const [level, ...deeper] = levels;
  if (level === undefined) {
    yield prefix;
    return;
  }
  const text = plainText(level);
  if (text !== undefined) {
    yield* matchingFolders(bucket, deeper, store, `${prefix}${text}/`);
    return;
  }
  const pattern = new RegExp(`^${level}/$`, 'u');
  for await (const folder of store.listFolders(bucket, prefix)) {
    if (pattern.test(folder)) yield* matchingFolders(bucket, deeper, store, `${prefix}${folder}`);
  }
}

/** The text that a pattern without any choice stands for. */
function plainText(pattern: string): string | undefined {
  const unescaped = pattern.replace(/\\([^a-zA-Z0-9])/g, '');
  return /[\\[\](){}*+?.|^$]/.test(unescaped) ? undefined : pattern.replace(/\\(.)/g, '$1');
}

function locationTemplate(table: CatalogTable, location: string): string {
  const template = table.parameters['storage.location.template'];
  if (template !== undefined) return withSlash(template);
  const folders = table.partitionKeys.map(({ name }) => `${name}=\${${name}}`);
  return withSlash(withSlash(location) + folders.join('/'));
}

function withSlash(location: string): string {
  return location.endsWith('/') ? location : `${location}/`;
}

function templateParts(table: CatalogTable, key: string): TemplatePart[] {
  const names = table.partitionKeys.map(({ name }) => name);
  const parts = key.split(/(\$\{[^}]*\})/).filter((part) => part !== '');
  const result = parts.map((part): TemplatePart => {
    const column = /^\$\{([^}]*)\}$/.exec(part)?.[1]?.toLowerCase();
    return column === undefined ? { text: part } : { column };
  });
  const used = result.flatMap((part) => ('column' in part ? [part.column] : []));
  const missing = names.filter((name) => !used.includes(name));
  const unknown = used.filter((name) => !names.includes(name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new EngineFailure(
      'INVALID_TABLE_PROPERTY',
      `storage.location.template of '${table.database}.${table.name}' ` +
        (missing.length > 0
          ? `lacks \${${missing[0] ?? ''}}`
          : `has \${${unknown[0] ?? ''}}, which is no partition column`),
    );
  }
  return result;
}

/** Names of columns may hold what names of groups may not. */
function groupOf(table: CatalogTable, column: string): string {
  return `c${table.partitionKeys.findIndex(({ name }) => name === column)}`;
}

function projectionOf(table: CatalogTable, name: string, now: Date): Projection {
  const property = (suffix: string): string | undefined => table.parameters[`projection.${name}.${suffix}`];
  const required = (suffix: string): string => {
    const value = property(suffix);
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
      // White space is part of a value.
      const values = new Set(required('values').split(','));
      return { pattern: '[^/]+', admits: (value) => values.has(value) };
    }
    case 'integer': {
      const [min, max] = range(required('range'), name).map(Number) as [number, number];
      const width = Number(property('digits') ?? 0);
      const interval = Number(property('interval') ?? 1);
      return {
        pattern: '-?\\d+',
        admits: (value) => {
          const number = Number(value);
          const written = `${number < 0 ? '-' : ''}${String(Math.abs(number)).padStart(width, '0')}`;
          return value === written && number >= min && number <= max && (number - min) % interval === 0;
        },
      };
    }
    case 'date': {
      const [min, max] = range(required('range'), name);
      const interval = property('interval');
      const unit = property('interval.unit');
      const { format, admits } = dateRange(
        {
          format: required('format'),
          min,
          max,
          ...(interval === undefined ? {} : { interval: Number(interval) }),
          ...(unit === undefined ? {} : { unit }),
        },
        now,
      );
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
  const [min, max, ...rest] = text.split(',');
  if (min === undefined || max === undefined || rest.length > 0) {
    throw new EngineFailure('INVALID_TABLE_PROPERTY', `projection.${name}.range '${text}' is not "min,max"`);
  }
  return [min, max];
}
