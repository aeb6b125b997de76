import type { QueryEngine } from '@lakeward/athena';
import { parseInput } from '@lakeward/config';
import * as v from 'valibot';
import { unexpectedAnswer } from '../errors';
import type { ReviewException } from '../review/exceptions';
import type { Hours } from '../evidence/manifest';
import type { RulePack } from './rule';

const findingFields = v.record(v.string(), v.nullable(v.string()));
const hourCounts = v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(1)));

/** An event that a rule matched, as evidence lists it. */
export type Finding = { readonly rule: string } & Readonly<Record<string, string | null>>;

/** What was found by one rule. */
export interface RuleAnswer {
  /** Open findings. */
  readonly count: number;
  /** Open findings by the hour of their event, as delivered. */
  readonly hours: Hours;
  /** Findings that each exception took, by its id. */
  readonly excepted: ReadonlyMap<string, number>;
  /** Open findings by time, up to the listing cap. */
  readonly findings: readonly Finding[];
}

/** What the one statement answered. */
export interface ReviewAnswer {
  readonly eventsRead: number;
  readonly eventHours: Hours;
  /** By rule id; rules without a finding are absent. */
  readonly rules: ReadonlyMap<string, RuleAnswer>;
}

/** Hour of an event whose time is not of CloudTrail's form. */
export const UNKNOWN_HOUR = 'unknown';

/** What was asked: answers about anything else are refused. */
export interface Asked {
  readonly pack: RulePack;
  readonly exceptions: readonly ReviewException[];
}

/** Reads the answer of `review-day.sql`; anything but rules of the pack and their exceptions is `PCI_UNEXPECTED_ANSWER`. */
export async function readAnswer(
  queryId: string,
  { pack, exceptions }: Asked,
  engine: QueryEngine,
): Promise<ReviewAnswer> {
  const { rows } = await engine.results(queryId);
  let eventsRead = 0;
  let eventHours: Hours = {};
  const rules = new Map<string, RuleAnswer>();
  for await (const [rule, exception, events, findings, hours, listing] of rows) {
    if (rule === '') {
      eventsRead = wholeNumber(events, queryId);
      eventHours = hoursOf(hours);
      continue;
    }
    if (rule == null || !pack.rules.some(({ id }) => id === rule)) {
      throw unexpectedAnswer(queryId, 'a rule that the pack does not have');
    }
    const known = rules.get(rule) ?? { count: 0, hours: {}, excepted: new Map(), findings: [] };
    const count = wholeNumber(findings, queryId);
    if (exception == null) {
      rules.set(rule, { ...known, count, hours: hoursOf(hours), findings: listed(rule, listing ?? '[]') });
    } else if (exceptions.some((other) => other.id === exception && other.rule === rule)) {
      rules.set(rule, { ...known, excepted: new Map([...known.excepted, [exception, count]]) });
    } else {
      throw unexpectedAnswer(queryId, 'an exception that was not asked for');
    }
  }
  return { eventsRead, eventHours, rules };
}

function wholeNumber(text: string | null | undefined, queryId: string): number {
  if (text == null || !/^\d+$/.test(text)) throw unexpectedAnswer(queryId, 'a count that is not a number');
  return Number(text);
}

function hoursOf(json: string | null | undefined): Hours {
  const counts = parseInput(hourCounts, JSON.parse(json ?? '{}'), 'The list of hours');
  const hours: Record<string, number> = {};
  for (const [key, count] of Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const hour = /^\d{4}-\d{2}-\d{2}T\d{2}$/.test(key) ? key : UNKNOWN_HOUR;
    hours[hour] = (hours[hour] ?? 0) + count;
  }
  return hours;
}

/** An event that was delivered twice is one finding. */
function listed(rule: string, listing: string): Finding[] {
  const seen = new Set<string>();
  return parseInput(v.array(findingFields), JSON.parse(listing), 'The listing of findings')
    .filter(({ eventId }) => eventId == null || (!seen.has(eventId) && seen.add(eventId)))
    .map((finding) => ({ ...finding, rule }));
}
