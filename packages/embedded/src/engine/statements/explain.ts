import type { AthenaStatement } from '../../dialect';
import { readyQuery, withLakeNames } from '../query/read-tables';
import { writeRows } from '../results/write-result';
import type { StatementContext, StatementResult } from '../statement-context';

/** Shows how DuckDB runs a query: a row of text a line. With ANALYZE the query is run and paid for. */
export async function explain(
  { query, analyze }: Extract<AthenaStatement, { kind: 'explain' }>,
  context: StatementContext,
): Promise<StatementResult> {
  const { session } = context;
  const { sql, files, bytesScanned } = await readyQuery(query, context);
  return withLakeNames(files, async () => {
    const answer = await session.rows(`EXPLAIN ${analyze ? 'ANALYZE ' : ''}${sql}`);
    const plan = answer.map(([, text]) => String(text)).join('\n');
    const lines = files.reduce((text, { file, uri }) => text.replaceAll(file, uri), plan).split('\n');
    await session.run('CREATE TABLE lakeward_plan ("Query Plan" VARCHAR)');
    await session.append(
      'lakeward_plan',
      lines.map((line) => [line]),
    );
    return writeRows(await session.stream('FROM lakeward_plan'), analyze ? bytesScanned : 0, context);
  });
}
