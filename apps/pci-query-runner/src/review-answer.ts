import type { QueryEngine } from '@lakeward/athena';
import { parseInput } from '@lakeward/config';
import * as v from 'valibot';
import { unexpectedAnswer } from './errors';
import type { RulePack } from './rule';

const findingFields = v.record(v.string(), v.nullable(v.string()));

/** An event that a rule matched, as evidence lists it. */
export type Finding = { readonly rule: string } & Readonly<Record<string, string | null>>;

/** What the one statement answered. */
export interface ReviewAnswer {
  readonly eventsRead: number;
  /** Findings by rule id; rules without a finding are absent. */
  readonly counts: ReadonlyMap<string, number>;
  /** By rule in the pack's order, then by time. */
  readonly findings: readonly Finding[];
}

/** Reads the answer of `review-day.sql`; anything but rules of the pack is `PCI_UNEXPECTED_ANSWER`. */
export async function readAnswer(
  queryId: string,
  pack: RulePack,
  engine: QueryEngine,
): Promise<ReviewAnswer> {
  const { rows } = await engine.results(queryId);
  let eventsRead = 0;
  const counts = new Map<string, number>();
  const listings = new Map<string, Finding[]>();
  for await (const [rule, events, findings, listing] of rows) {
    if (rule === '') {
      eventsRead = wholeNumber(events, queryId);
    } else if (rule != null && pack.rules.some(({ id }) => id === rule)) {
      counts.set(rule, wholeNumber(findings, queryId));
      listings.set(rule, listedFindings(rule, listing ?? '[]'));
    } else {
      throw unexpectedAnswer(queryId, `a rule that the pack does not have`);
    }
  }
  return { eventsRead, counts, findings: pack.rules.flatMap(({ id }) => listings.get(id) ?? []) };
}

function wholeNumber(text: string | null | undefined, queryId: string): number {
  if (text == null || !/^\d+$/.test(text)) throw unexpectedAnswer(queryId, 'a count that is not a number');
  return Number(text);
}

/** An event that was delivered twice is one finding. */
function listedFindings(rule: string, listing: string): Finding[] {
  const seen = new Set<string>();
  return parseInput(v.array(findingFields), JSON.parse(listing), 'The listing of findings')
    .filter(({ eventId }) => eventId == null || (!seen.has(eventId) && seen.add(eventId)))
    .map((finding) => ({ ...finding, rule }));
}
