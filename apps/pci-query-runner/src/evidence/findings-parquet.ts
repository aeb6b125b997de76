import type { Finding } from '../query/review-answer';
import type { RulePack } from '../query/rule';
import { EVENT_COLUMNS, RULE_COLUMNS, ruleCells } from './evidence-tables';

/** An instant of the log, as CloudTrail writes it; anything else has no place in a timestamp column. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;

/**
 * `findings.parquet`: the findings of `findings.csv` in the same order, as flat columns of exact text, `event_time` as a
 * timestamp in UTC (null where the log says something that is none). The same findings are the same bytes.
 */
export async function findingsParquet(findings: readonly Finding[], pack: RulePack): Promise<Buffer> {
  // Loaded when it is needed: a cold start does not pay for it.
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const cells = findings.map(ruleCells(pack));
  const bytes = parquetWriteBuffer({
    columnData: [
      ...RULE_COLUMNS.map((name, index) => ({
        name,
        type: 'STRING' as const,
        data: cells.map((row) => row[index] ?? ''),
      })),
      ...EVENT_COLUMNS.map(({ name, field }) =>
        field === 'eventTime'
          ? { name, type: 'TIMESTAMP' as const, data: findings.map((finding) => instantOf(finding[field])) }
          : { name, type: 'STRING' as const, data: findings.map((finding) => finding[field] ?? null) },
      ),
    ],
    createdBy: 'lakeward',
    kvMetadata: [{ key: 'pack', value: pack.id }],
  });
  return Buffer.from(bytes);
}

function instantOf(text: string | null | undefined): Date | null {
  if (text == null || !INSTANT.test(text)) return null;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
