import { readFile } from 'node:fs/promises';
import { AppError } from '@lakeward/core';
import * as v from 'valibot';
import { SEVERITIES, type Rule, type RulePack } from '../query/rule';
import { PACKS } from './packs';

const filled = v.pipe(v.string(), v.trim(), v.minLength(1, 'text'));
const id = v.pipe(
  v.string(),
  v.regex(/^[0-9a-z][0-9a-z.-]{0,63}$/, 'lower-case letters, digits, dots, hyphens'),
);

const rule = v.strictObject({
  id,
  title: filled,
  severity: v.picklist(SEVERITIES, `one of ${SEVERITIES.join(', ')}`),
  requirements: v.record(v.string(), v.array(filled)),
  predicate: filled,
  why: filled,
  action: filled,
  falsePositives: filled,
});

const rulePack = v.strictObject({
  id,
  standard: filled,
  version: filled,
  rules: v.pipe(v.array(rule), v.minLength(1, 'at least one rule')),
});

/**
 * Reads a rule pack of one's own: JSON of the form of {@link RulePack}. What its conditions name is checked by the engine,
 * see `checkRules`.
 *
 * Errors: `PCI_PACK_NOT_FOUND`, `PCI_PACK_INVALID` with every wrong place at once.
 */
export async function readPackFile(file: string): Promise<RulePack> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw invalid(file, [`it is not JSON: ${cause.message}`]);
    throw new AppError({
      code: 'PCI_PACK_NOT_FOUND',
      message: `The rule pack "${file}" cannot be read.`,
      remedy: 'Give the path of a file that is there.',
      cause,
    });
  }
  const result = v.safeParse(rulePack, content);
  if (!result.success) {
    throw invalid(
      file,
      result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the whole'}: expected ${expectedBy(issue)}`),
    );
  }
  const pack = result.output;
  const problems = [
    ...(pack.id in PACKS ? [`the id "${pack.id}" is that of a pack that comes with the app`] : []),
    ...pack.rules.flatMap((one, index) => {
      const taken = pack.rules.slice(0, index).some((other) => other.id === one.id);
      return problemsOf(one, pack.standard, taken).map(
        (problem) => `rules.${index} ("${one.id}"): ${problem}`,
      );
    }),
  ];
  if (problems.length > 0) throw invalid(file, problems);
  return pack;
}

function expectedBy(issue: v.BaseIssue<unknown>): string {
  if (issue.kind !== 'schema' || issue.type === 'picklist') return issue.message;
  return issue.expected === 'never' ? 'no such field' : (issue.expected ?? issue.message);
}

function problemsOf({ predicate, requirements }: Rule, standard: string, taken: boolean): string[] {
  const text = withoutTexts(predicate);
  const parameters = [...text.matchAll(/(?<!:):([a-z_]\w*)/gi)].flatMap(([, name]) => name ?? []);
  return [
    ...(taken ? ['the id is taken by a rule before'] : []),
    ...((requirements[standard] ?? []).length === 0 ? [`it has no requirement of "${standard}"`] : []),
    ...(/\bselect\b/i.test(text) ? ['its condition reads a table: conditions are about one event'] : []),
    ...(/--|\/\*/.test(text) ? ['its condition has a comment, which would swallow what follows'] : []),
    ...(isOneExpression(text)
      ? []
      : ['its condition is not one expression: parentheses do not match, or it has a ";"']),
    ...parameters
      .filter((name) => name !== 'guarded_buckets')
      .map((name) => `its condition has a parameter ":${name}"; there is only :guarded_buckets`),
  ];
}

/** The condition without texts and quoted names: what is left is names, signs and numbers. */
function withoutTexts(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, ' ');
}

function isOneExpression(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (sign === '(') depth += 1;
    if (sign === ')') depth -= 1;
    if (depth < 0 || sign === ';' || sign === "'" || sign === '"') return false;
  }
  return depth === 0;
}

function invalid(file: string, problems: readonly string[]): AppError {
  return new AppError({
    code: 'PCI_PACK_INVALID',
    message: `The rule pack ${file} is wrong: ${problems.join('; ')}.`,
    remedy: 'Correct what is named; see "Packs of your own" in the README.',
  });
}
