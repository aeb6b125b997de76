import { parseStatement } from '../statement/parse-statement';
import { grammarErrors, withSamples } from './athena-grammar';

/**
 * Expects that Athena takes the statement: this package's own parser and an independent grammar both read it. Placeholders of
 * templates (`:name`, `{{name}}`) are filled with samples first.
 */
export function expectParsesInAthena(sql: string): void {
  const statement = withSamples(sql);
  expect(() => parseStatement(statement)).not.toThrow();
  expect(grammarErrors(statement)).toEqual([]);
}
