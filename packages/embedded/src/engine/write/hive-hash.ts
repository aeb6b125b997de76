import { formatHiveType, type HiveType } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import { EngineFailure } from '../engine-failure';

/** Hash codes are 32-bit numbers; DuckDB computes them in 64 bits, cut to the low 32. */
const LOW_32 = '4294967295';

/**
 * DuckDB expression for the number of the bucket of a row: Hive's first bucketing function, which Athena's CTAS uses.
 * Source: `HiveBucketingV1` of Trino and `ObjectInspectorUtils.hashCode` of Hive, whose rules these are.
 */
export function hiveBucket(columns: readonly { name: string; type: HiveType }[], count: number): string {
  const hash = columns
    .map(({ name, type }) => hiveHash(quoteName(name), type))
    .reduce((before, next) => `((${before} * 31 + ${next}) & ${LOW_32})`);
  return `CAST((${hash} & 2147483647) % ${count} AS INTEGER)`;
}

/** The hash code of a value as a number from 0 to 2^32 - 1; NULL has 0. */
function hiveHash(value: string, type: HiveType): string {
  return `coalesce(${hashOf(value, type)}, 0)`;
}

function hashOf(value: string, type: HiveType): string {
  switch (type.kind) {
    case 'varchar':
      return bytesHash(value, 1);
    case 'primitive':
      break;
    case 'decimal':
    case 'char':
    case 'array':
    case 'map':
    case 'struct':
      throw notSupported(type);
  }
  switch (type.name) {
    case 'string':
      return bytesHash(value, 0);
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
      return `(CAST(${value} AS BIGINT) & ${LOW_32})`;
    case 'bigint':
      return foldedHash(value);
    case 'date':
      return `(CAST(${value} - DATE '1970-01-01' AS BIGINT) & ${LOW_32})`;
    case 'double':
      return foldedHash(`CAST(CAST(${value} AS BIT) AS BIGINT)`);
    case 'float':
      return `(CAST(CAST(CAST(${value} AS BIT) AS INTEGER) AS BIGINT) & ${LOW_32})`;
    case 'binary':
    case 'timestamp':
      throw notSupported(type);
  }
}

/** Both halves of a 64-bit number, one over the other. */
function foldedHash(value: string): string {
  return `xor(${value} & ${LOW_32}, (${value} >> 32) & ${LOW_32})`;
}

/**
 * h = 31 * h + b over the UTF-8 bytes, each a signed byte. ASCII needs no look at the bytes, which are its characters; other
 * characters are taken apart.
 */
function bytesHash(value: string, initial: number): string {
  const characters = `list_transform(string_split(${value}, ''), lambda ch: CAST(unicode(ch) AS BIGINT))`;
  const step = (hash: string, byte: string): string => `(${hash} * 31 + ${byte})`;
  const tail = (shift: number): string => `(((c >> ${shift}) & 63) - 128)`;
  const encoded = `CASE
    WHEN c < 128 THEN ${step('h', 'c')}
    WHEN c < 2048 THEN ${step(step('h', '((c >> 6) - 64)'), tail(0))}
    WHEN c < 65536 THEN ${step(step(step('h', '((c >> 12) - 32)'), tail(6)), tail(0))}
    ELSE ${step(step(step(step('h', '((c >> 18) - 16)'), tail(12)), tail(6)), tail(0))} END`;
  return `CASE
    WHEN ${value} = '' THEN ${initial}
    WHEN strlen(${value}) = length(${value}) THEN list_reduce(${characters}, lambda h, c: (h * 31 + c) & ${LOW_32}, CAST(${initial} AS BIGINT))
    WHEN ${value} IS NOT NULL THEN list_reduce(${characters}, lambda h, c: (${encoded}) & ${LOW_32}, CAST(${initial} AS BIGINT)) END`;
}

function notSupported(type: HiveType): EngineFailure {
  return new EngineFailure(
    'NOT_SUPPORTED',
    `the embedded runtime cannot make buckets by a column of type ${formatHiveType(type)}; use text, numbers, boolean or date`,
  );
}
