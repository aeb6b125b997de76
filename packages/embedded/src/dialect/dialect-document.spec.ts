import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AGGREGATE_CHECKS } from './testing/checks/aggregates';
import { asQuery } from './testing/checks/check';
import { COLLECTION_CHECKS } from './testing/checks/collections';
import { DATE_TIME_CHECKS } from './testing/checks/date-time';
import { KNOWN_DIFFERENCES } from './testing/checks/known-differences';
import { NUMBER_CHECKS } from './testing/checks/numbers';
import { OPERATOR_CHECKS } from './testing/checks/operators';
import { TEXT_CHECKS } from './testing/checks/text';
import { dialectDocument, type ObservedDifference } from './testing/dialect-document';
import { DialectEngine } from './testing/dialect-engine';

const FILE = path.join(__dirname, '../../DIALECT.md');

const CHECKS = [
  OPERATOR_CHECKS,
  TEXT_CHECKS,
  NUMBER_CHECKS,
  DATE_TIME_CHECKS,
  COLLECTION_CHECKS,
  AGGREGATE_CHECKS,
];

test('DIALECT.md says what the code does', async () => {
  const engine = await DialectEngine.open();
  const differences: ObservedDifference[] = [];
  for (const known of KNOWN_DIFFERENCES) {
    differences.push({ known, here: await engine.outcome(asQuery(known.sql)) });
  }
  engine.close();
  const text = dialectDocument(differences, CHECKS.flat().length);
  if (process.env['LAKEWARD_WRITE_DIALECT'] === '1') writeFileSync(FILE, text);
  expect(withoutLayout(readFileSync(FILE, 'utf8'))).toBe(withoutLayout(text));
});

/** Tables are laid out by the formatter of the repository. */
function withoutLayout(text: string): string {
  return text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
}
