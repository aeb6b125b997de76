import type { CatalogTable } from '@lakeward/glue';
import { literal } from '@lakeward/sql';
import { parseHiveType, pruningPredicates, toDuckDbType, type TableScan } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import type { Session } from '../duckdb/session';
import { EngineFailure } from '../engine-failure';
import type { StatementContext } from '../statement-context';
import { NULL_PARTITION } from '../tables/partition-folder';
import { injectedColumns } from '../tables/projection';
import type { PartitionPlace, TableObject } from '../tables/table-file';
import { isProjected, objectsOf, partitionPlaces } from '../tables/table-files';
import { bucketOfFile, wantedBuckets } from './bucket-filter';
import { HIDDEN_COLUMN_TYPES, hiddenValues } from './hidden-columns';

/** A column that files are chosen by. */
interface ChoiceColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * The objects of a table that the scans need: those for which the conditions of at least one scan may hold. What is left
 * out has no row for the query; what is kept may have none.
 */
export async function wantedObjects(
  table: CatalogTable,
  scans: readonly TableScan[],
  context: StatementContext,
): Promise<readonly TableObject[]> {
  const { session, store, signal } = context;
  requireInjected(table, scans);
  const keys = table.partitionKeys.map(({ name, type }) => ({
    name,
    type: toDuckDbType(parseHiveType(type)),
  }));
  const places: PartitionPlace[] = [];
  for await (const place of partitionPlaces(table, context)) places.push(place);
  const choose = async <T>(
    items: readonly T[],
    columns: readonly ChoiceColumn[],
    values: (item: T) => readonly (string | null)[],
  ): Promise<readonly T[]> => chosen(items, columns, values, scans, context);

  const objects: TableObject[] = [];
  for (const place of await choose(places, keys, ({ values }) => values)) {
    signal.throwIfAborted();
    for await (const object of objectsOf(table, place, store)) objects.push(object);
  }
  const hidden = Object.entries(HIDDEN_COLUMN_TYPES).map(([name, type]) => ({ name, type }));
  const names = hidden.map(({ name }) => name);
  const asksForHidden = scans.some((scan) =>
    scan.conjuncts.some(({ columns }) => columns.some((name) => names.includes(name))),
  );
  const kept = asksForHidden
    ? await choose(objects, [...keys, ...hidden], (object) => [
        ...object.partition,
        ...hiddenValues(table, object),
      ])
    : objects;
  return inWantedBuckets(table, kept, scans, session);
}

/** Where a bucket's number is missing or too large, nothing is known of any file. */
async function inWantedBuckets(
  table: CatalogTable,
  objects: readonly TableObject[],
  scans: readonly TableScan[],
  session: Session,
): Promise<readonly TableObject[]> {
  const count = table.storage?.bucketCount ?? 0;
  const isNumbered = ({ key }: TableObject): boolean => (bucketOfFile(key) ?? count) < count;
  const wanted = objects.every(isNumbered) ? await wantedBuckets(table, scans, session) : undefined;
  return wanted === undefined ? objects : objects.filter(({ key }) => wanted.has(bucketOfFile(key) ?? -1));
}

/** The items that some scan's conditions leave. They are decided by the engine itself, over a table of the items' values. */
async function chosen<T>(
  items: readonly T[],
  columns: readonly ChoiceColumn[],
  valuesOf: (item: T) => readonly (string | null)[],
  scans: readonly TableScan[],
  { session, signal }: StatementContext,
): Promise<readonly T[]> {
  const names = columns.map(({ name }) => name);
  const conditions = scans.map((scan) => pruningPredicates(scan, names));
  if (items.length === 0 || conditions.some((all) => all.length === 0)) return items;
  const stored = columns.map((_, index) => `v${index} VARCHAR`);
  await session.run(`CREATE TABLE lakeward_choice (item BIGINT, ${stored.join(', ')})`);
  try {
    await session.append('lakeward_choice', choiceRows(items, valuesOf));
    await requireValid(columns, session);
    const typed = columns.map(({ name, type }, index) => `CAST(v${index} AS ${type}) AS ${quoteName(name)}`);
    const any = conditions.map((all) => all.map((sql) => `(${sql})`).join(' AND ')).join(' OR ');
    const kept = await session
      .rows(
        `SELECT item FROM (SELECT item, ${typed.join(', ')} FROM lakeward_choice) WHERE ${any} ORDER BY item`,
      )
      .catch(() => {
        // A condition that fails for a file which others leave out must not fail the query: nothing is left out then.
        signal.throwIfAborted();
        return undefined;
      });
    return kept === undefined ? items : kept.map(([index]) => items[Number(index)] as T);
  } finally {
    if (!signal.aborted) await session.run('DROP TABLE lakeward_choice');
  }
}

function* choiceRows<T>(
  items: readonly T[],
  valuesOf: (item: T) => readonly (string | null)[],
): Iterable<(string | bigint | null)[]> {
  for (const [index, item] of items.entries()) {
    yield [BigInt(index), ...valuesOf(item).map((value) => (value === NULL_PARTITION ? null : value))];
  }
}

async function requireValid(columns: readonly ChoiceColumn[], session: Session): Promise<void> {
  for (const [index, { name, type }] of columns.entries()) {
    if (type === 'VARCHAR') continue;
    const bad = await session.value(
      `SELECT v${index} FROM lakeward_choice WHERE v${index} IS NOT NULL AND TRY_CAST(v${index} AS ${type}) IS NULL LIMIT 1`,
    );
    if (typeof bad === 'string') {
      throw new EngineFailure(
        'HIVE_INVALID_PARTITION_VALUE',
        `Invalid partition value ${literal(bad)} for ${type} partition key: ${name}`,
      );
    }
  }
}

/** Values of an injected column are known from the query alone ("Supported types for partition projection"). */
function requireInjected(table: CatalogTable, scans: readonly TableScan[]): void {
  if (!isProjected(table)) return;
  for (const name of injectedColumns(table)) {
    const isNamed = scans.every(({ conjuncts }) =>
      conjuncts.some(
        ({ columns, sql }) => columns.length === 1 && columns[0] === name && / (=|IN) /.test(sql),
      ),
    );
    if (!isNamed) {
      throw new EngineFailure(
        'CONSTRAINT_VIOLATION',
        `For the injected projected partition column ${name}, the WHERE clause must contain only static equality ` +
          'conditions, and at least one such condition must be present',
      );
    }
  }
}
