/**
 * DuckDB expression for a DOUBLE or REAL as Java prints it: `12.5`, `1.0E10`. Between a thousandth and ten million that is what
 * DuckDB prints, which saves most values a macro that takes their digits apart.
 */
export function javaText(value: string): string {
  const isPlain = `${value} = 0 OR (abs(${value}) >= 1e-3 AND abs(${value}) < 1e7)`;
  return `CASE WHEN ${isPlain} THEN CAST(${value} AS VARCHAR) ELSE athena_java_text(${value}) END`;
}
