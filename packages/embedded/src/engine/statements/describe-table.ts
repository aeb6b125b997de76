import type { CatalogColumn, CatalogTable } from '@lakeward/glue';
import type { AthenaStatement } from '../../dialect';
import { EngineFailure } from '../engine-failure';
import { writeLines } from '../results/write-result';
import type { StatementContext, StatementResult } from '../statement-context';
import { existingTable } from './lookup';

const COLUMNS = ['col_name', 'data_type', 'comment'].map((name) => ({ name, type: 'string' }));

/** Between the columns and what follows them. */
const GAP = '\t \t ';

/** DESCRIBE: name, type and comment of each column, padded to twenty characters with tabs between, as Hive prints them. */
export async function describeTable(
  { name, detail, column }: Extract<AthenaStatement, { kind: 'describe' }>,
  context: StatementContext,
): Promise<StatementResult> {
  const table = await existingTable(name, context);
  const { columns, partitionKeys } = table;
  if (column !== undefined) {
    const found = [...columns, ...partitionKeys].filter((candidate) => candidate.name === column);
    if (found.length === 0) {
      throw new EngineFailure(
        'COLUMN_NOT_FOUND',
        `Column '${column}' of '${table.database}.${table.name}' does not exist`,
      );
    }
    return writeLines(found.map(columnLine), COLUMNS, context);
  }
  const lines = [...columns, ...partitionKeys].map(columnLine);
  if (partitionKeys.length > 0) {
    const header = row('# col_name', 'data_type', 'comment');
    lines.push(GAP, '# Partition Information\t \t ', header, GAP, ...partitionKeys.map(columnLine));
  }
  if (detail !== 'columns') lines.push(GAP, '# Detailed Table Information\t \t ', ...detailLines(table));
  return writeLines(lines, COLUMNS, context);
}

/** The text in at least twenty characters. */
export function padded(text: string): string {
  return text.padEnd(20);
}

function columnLine({ name, type, comment = '' }: CatalogColumn): string {
  return row(name, type, comment);
}

function row(...cells: readonly string[]): string {
  return cells.map(padded).join('\t');
}

function detailLines({ database, type, storage, parameters, comment }: CatalogTable): string[] {
  const facts: (readonly [string, string | undefined])[] = [
    ['Database:', database],
    ['Table Type:', type],
    ['Comment:', comment],
    ['Location:', storage?.location],
    ['SerDe Library:', storage?.serde],
    ['InputFormat:', storage?.inputFormat],
    ['OutputFormat:', storage?.outputFormat],
    ['Num Buckets:', storage?.bucketCount?.toString()],
    ['Bucket Columns:', storage?.bucketedBy && `[${storage.bucketedBy.join(', ')}]`],
    ...Object.entries(parameters).map(([key, value]) => [`Parameter ${key}:`, value] as const),
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [row(label, value, '')]));
}
