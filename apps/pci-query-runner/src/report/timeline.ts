import type { Hours, Manifest } from '../evidence/manifest';
import { bySeverity, sumOf } from './counts';
import type { TimelineSlot } from './report-model';

const EARLIER = 'earlier';
const LATER = 'later';
const UNKNOWN = 'unknown';
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

/**
 * Events and findings by the hour in which they happened. A day's log files may hold events of minutes before it, which stand
 * in a slot of their own where there are any, as do events whose time is of no known form.
 */
export function timelineOf({ date, eventHours, rules }: Manifest): TimelineSlot[] {
  const inSlot = (hours: Hours, slot: string): number =>
    Object.entries(hours).reduce((sum, [hour, count]) => sum + (slotOf(hour, date) === slot ? count : 0), 0);
  const slots = [EARLIER, ...HOURS, LATER, UNKNOWN].map((slot) => ({
    slot,
    events: inSlot(eventHours, slot),
    findings: bySeverity(rules.map(({ severity, hours }) => ({ severity, count: inSlot(hours, slot) }))),
  }));
  return slots.filter(
    ({ slot, events, findings }) => HOURS.includes(slot) || events > 0 || sumOf(findings) > 0,
  );
}

/** Hours are `YYYY-MM-DDTHH`, whose order is that of their text. */
function slotOf(hour: string, date: string): string {
  if (hour.startsWith(`${date}T`)) return hour.slice(date.length + 1);
  if (!/^\d{4}-/.test(hour)) return UNKNOWN;
  return hour < date ? EARLIER : LATER;
}
