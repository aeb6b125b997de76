import type { QueryText } from '../../dialect';
import { readyQuery, withLakeNames } from '../query/read-tables';
import { writeRows } from '../results/write-result';
import type { StatementContext, StatementResult } from '../statement-context';

/** Runs a query and keeps its rows. */
export async function runSelect(query: QueryText, context: StatementContext): Promise<StatementResult> {
  const { sql, files, bytesScanned } = await readyQuery(query, context);
  return withLakeNames(files, async () =>
    writeRows(await context.session.stream(sql), bytesScanned, context),
  );
}
