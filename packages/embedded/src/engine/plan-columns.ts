import type { Session } from './session';

interface PlanNode {
  readonly name: string;
  readonly children: readonly PlanNode[];
  readonly extra_info: Readonly<Record<string, unknown>>;
}

/**
 * Lower-case names of the columns that the plan's Parquet scans read, filters included. One set serves all scans, so two
 * tables with columns of the same name count the wider of the two.
 */
export async function columnsRead(sql: string, session: Session): Promise<ReadonlySet<string>> {
  const [row] = await session.rows(`EXPLAIN (FORMAT json) ${sql}`);
  const columns = new Set<string>();
  const visit = ({ name, children, extra_info: info }: PlanNode): void => {
    if (name.trim() === 'READ_PARQUET') {
      for (const projection of asList(info['Projections'])) columns.add(topLevel(projection));
      for (const filter of asList(info['Filters']))
        columns.add(topLevel(/^"?([^"<>=!\s(]+)/.exec(filter)?.[1] ?? ''));
    }
    children.forEach(visit);
  };
  (JSON.parse(String(row?.[1])) as PlanNode[]).forEach(visit);
  return columns;
}

function asList(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? [value] : [];
}

/** The column of a nested path such as `"a"."b"`. */
function topLevel(projection: string): string {
  return (projection.split('.')[0] ?? '').replaceAll('"', '').toLowerCase();
}
