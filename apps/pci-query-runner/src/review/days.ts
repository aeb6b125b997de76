import { AppError, DAY_MS, type UtcDay } from '@lakeward/core';
import { dayNotOver } from '../errors';

/** Longest range of days that is reviewed at once. */
const LONGEST_RANGE = 366;

/** CloudTrail began to deliver in November 2013. */
const FIRST_DAY = '2013-11-01';

/** The days from one to another, both included, in order; `PCI_INVALID_RANGE` where the first comes after the last. */
export function daysOf(from: UtcDay, to: UtcDay): UtcDay[] {
  if (from.date > to.date) throw invalidRange(from, to, 'begins after it ends');
  const days: UtcDay[] = [];
  for (let day = from; day.date <= to.date; day = day.plus(1)) {
    if (days.length === LONGEST_RANGE) throw invalidRange(from, to, `has more than ${LONGEST_RANGE} days`);
    days.push(day);
  }
  return days;
}

/**
 * Throws for a day that cannot be reviewed at that instant: `PCI_DAY_NOT_OVER`, `PCI_DAY_OUTSIDE_RETENTION`.
 * `retentionDays` is how long log files are kept, 0 for ever.
 */
export function checkDay(day: UtcDay, now: Date, retentionDays: number): void {
  if (!day.isOver(now)) throw dayNotOver(day);
  const ageDays = Math.floor((now.getTime() - day.start().getTime()) / DAY_MS);
  if (day.date < FIRST_DAY) throw outsideRetention(day, `CloudTrail delivers since ${FIRST_DAY}`);
  if (retentionDays > 0 && ageDays > retentionDays) {
    throw outsideRetention(day, `log files are kept for ${retentionDays} days`);
  }
}

function invalidRange(from: UtcDay, to: UtcDay, what: string): AppError {
  return new AppError({
    code: 'PCI_INVALID_RANGE',
    message: `The range from ${from.date} to ${to.date} ${what}.`,
    remedy: 'Give the first and the last day to review, at most a year apart.',
  });
}

function outsideRetention(day: UtcDay, why: string): AppError {
  return new AppError({
    code: 'PCI_DAY_OUTSIDE_RETENTION',
    message: `${day.date} cannot be reviewed: ${why}.`,
    remedy: 'Choose a later day, or restore the log files and raise LOG_RETENTION_DAYS.',
  });
}
