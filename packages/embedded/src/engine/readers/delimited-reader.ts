import { literal } from '@lakeward/sql';
import { toDuckDbType, type HiveType } from '../../dialect';
import { EngineFailure } from '../engine-failure';
import { perCompression } from './file-groups';
import { quoteName } from './json-columns';
import { FILE_COLUMN, type Reader, type ReadRequest } from './reader';

/** How a text table separates and quotes its values. */
interface TextFormat {
  readonly delimiter: string;
  /** Undefined: no quoting at all. */
  readonly quote: string | undefined;
  readonly escape: string | undefined;
  /** Text that stands for NULL; undefined: no text does. */
  readonly nullText: string | undefined;
  /** Separator of array items and struct fields, and of a map's key and value. */
  readonly collection: string;
  readonly mapKey: string;
  /** What an unparsable number is: LazySimpleSerDe makes it NULL, OpenCSVSerDe refuses it (HIVE_BAD_DATA). */
  readonly badValue: 'null' | 'error';
}

/**
 * Reads text tables of LazySimpleSerDe: Hive's default separators (\001, \002, \003), `\N` for NULL, no quotes, values that
 * do not fit their type are NULL. Source: "Lazy Simple SerDe for CSV, TSV, and custom-delimited files", Athena User Guide.
 */
export const readLazySimple: Reader = (request) => {
  const parameters = request.table.storage?.serdeParameters ?? {};
  const delimiter = parameters['field.delim'] ?? parameters['serialization.format'] ?? '\u0001';
  return textRelation(request, {
    delimiter: delimiter === '1' ? '\u0001' : delimiter,
    quote: undefined,
    escape: parameters['escape.delim'],
    nullText: parameters['serialization.null.format'] ?? '\\N',
    collection: parameters['collection.delim'] ?? parameters['colelction.delim'] ?? '\u0002',
    mapKey: parameters['mapkey.delim'] ?? '\u0003',
    badValue: 'null',
  });
};

/**
 * Reads text tables of OpenCSVSerDe: quoted values, every empty value an empty text (no NULLs in text columns), dates as
 * days since 1970 and timestamps as milliseconds since 1970. Source: "Open CSV SerDe for processing CSV", Athena User Guide.
 */
export const readOpenCsv: Reader = (request) => {
  const parameters = request.table.storage?.serdeParameters ?? {};
  return textRelation(request, {
    delimiter: parameters['separatorChar'] ?? ',',
    quote: parameters['quoteChar'] ?? '"',
    escape: parameters['escapeChar'] ?? '\\',
    nullText: undefined,
    collection: '\u0002',
    mapKey: '\u0003',
    badValue: 'error',
  });
};

function textRelation(request: ReadRequest, format: TextFormat): Promise<string> {
  if (format.delimiter.length !== 1) {
    throw new EngineFailure('INVALID_TABLE_PROPERTY', `the field separator must be one character`);
  }
  const skip = Number(request.table.parameters['skip.header.line.count'] ?? 0);
  const names = request.columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const text = perCompression(
    request,
    (files, compression) =>
      `SELECT * FROM read_csv(${files}, columns = {${names}}, auto_detect = false, header = false, skip = ${literal(skip)}, ` +
      `delim = ${literal(format.delimiter)}, quote = ${literal(format.quote ?? '')}, escape = ${literal(format.escape ?? '')}, ` +
      `nullstr = ${literal(format.nullText ?? NEVER)}, allow_quoted_nulls = false, null_padding = true, strict_mode = false, ` +
      `compression = ${compression}, filename = '${FILE_COLUMN}')`,
  );
  const list = request.columns.map(
    ({ name, type }, index) => `${typed(`c${index}`, type, format)} AS ${quoteName(name)}`,
  );
  return Promise.resolve(`SELECT ${[...list, FILE_COLUMN].join(', ')} FROM (${text})`);
}

/** A text that no file holds: DuckDB would otherwise read every empty value as NULL. */
const NEVER = '\u0001\u0002lakeward\u0002\u0001';

function typed(value: string, type: HiveType, format: TextFormat): string {
  const target = toDuckDbType(type);
  if (target === 'VARCHAR') return format.nullText === undefined ? `coalesce(${value}, '')` : value;
  if (type.kind === 'array') {
    return `list_transform(string_split(${value}, ${literal(format.collection)}), lambda item: ${typed('item', type.element, format)})`;
  }
  if (type.kind === 'map') {
    const entries = `list_transform(string_split(${value}, ${literal(format.collection)}), lambda item: string_split(item, ${literal(format.mapKey)}))`;
    const part = (at: number, of: HiveType): string =>
      `list_transform(${entries}, lambda entry: ${typed(`entry[${at}]`, of, format)})`;
    return `map(${part(1, type.key)}, ${part(2, type.value)})`;
  }
  if (type.kind === 'struct') {
    const fields = type.fields.map(
      (field, index) =>
        `${quoteName(field.name)} := ${typed(`string_split(${value}, ${literal(format.collection)})[${index + 1}]`, field.type, format)}`,
    );
    return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
  }
  if (format.badValue === 'error') {
    if (target === 'DATE') return `(DATE '1970-01-01' + CAST(NULLIF(${value}, '') AS INTEGER))`;
    if (target === 'TIMESTAMP') return `make_timestamp_ms(CAST(NULLIF(${value}, '') AS BIGINT))`;
    return `CAST(NULLIF(${value}, '') AS ${target})`;
  }
  return `TRY_CAST(${value} AS ${target})`;
}
