import type { CatalogColumn, CatalogTable } from '@lakeward/glue';
import { literal } from '@lakeward/sql';
import { EngineFailure } from '../engine-failure';
import { storageOf } from './lookup';

/** The CREATE EXTERNAL TABLE that makes the table, laid out as Hive does. */
export function createTableLines(table: CatalogTable): string[] {
  if (table.type === 'VIRTUAL_VIEW') {
    throw new EngineFailure(
      'NOT_SUPPORTED',
      `'${table.database}.${table.name}' is a view: use SHOW CREATE VIEW`,
    );
  }
  const { database, name, columns, partitionKeys, comment, parameters } = table;
  const { location, serde, serdeParameters, inputFormat, outputFormat, bucketedBy, bucketCount } =
    storageOf(table);
  // EXTERNAL is said by the statement itself.
  const properties = Object.entries(parameters).filter(([key]) => key !== 'EXTERNAL');
  return [
    `CREATE EXTERNAL TABLE ${quoted(`${database}.${name}`)}(`,
    ...listed(columns.map(definition), ')'),
    ...(comment === undefined ? [] : ['COMMENT ' + text(comment)]),
    ...(partitionKeys.length === 0
      ? []
      : ['PARTITIONED BY ( ', ...listed(partitionKeys.map(definition), ')')]),
    ...(bucketedBy === undefined || bucketCount === undefined
      ? []
      : ['CLUSTERED BY ( ', ...listed(bucketedBy.map(quoted), ') '), `INTO ${bucketCount} BUCKETS`]),
    'ROW FORMAT SERDE ',
    `  ${text(serde)} `,
    ...propertyLines('WITH SERDEPROPERTIES ( ', Object.entries(serdeParameters)),
    'STORED AS INPUTFORMAT ',
    `  ${text(inputFormat)} `,
    'OUTPUTFORMAT ',
    `  ${text(outputFormat)}`,
    'LOCATION',
    `  ${text(location)}`,
    ...propertyLines('TBLPROPERTIES (', properties),
  ];
}

function definition({ name, type, comment }: CatalogColumn): string {
  return `${quoted(name)} ${type}${comment === undefined ? '' : ` COMMENT ${text(comment)}`}`;
}

function propertyLines(head: string, properties: readonly (readonly [string, string])[]): string[] {
  if (properties.length === 0) return [];
  return [
    head,
    ...listed(
      properties.map(([key, value]) => `${text(key)}=${text(value)}`),
      ')',
    ),
  ];
}

/** Two spaces in front of each item, a comma behind all but the last, which has the end. */
function listed(items: readonly string[], end: string): string[] {
  return items.map((item, index) => `  ${item}${index === items.length - 1 ? end : ', '}`);
}

function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => `\`${part}\``)
    .join('.');
}

function text(value: string): string {
  return literal(value, 'hive');
}
