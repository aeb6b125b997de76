import type { UtcDay } from '@lakeward/core';
import type { DayFile } from './day-files';

/** What proves that nothing was left out. `keys-missing`: digests are there, but not the keys that check them. */
export type DigestState = 'verified' | 'broken' | 'absent' | 'keys-missing';

/** A span of time from one instant up to another, both ISO 8601 in UTC. */
export interface TimeSpan {
  readonly from: string;
  readonly to: string;
}

/** What one account's trail delivered of one Region. */
export interface CompletenessCell {
  readonly account: string;
  readonly region: string;
  readonly files: number;
  readonly events: number;
  /** Files by hour of delivery, UTC: 24 numbers. Files whose name tells no time are in none. */
  readonly hours: readonly number[];
  /** Spans of the day that verified digests cover. */
  readonly covered: readonly TimeSpan[];
  /** Spans of the day that no verified digest covers. */
  readonly gaps: readonly TimeSpan[];
  /** Codes of problems. */
  readonly problems: readonly string[];
}

/** What was delivered of what was expected, by account and Region. */
export interface Completeness {
  readonly digests: DigestState;
  readonly cells: readonly CompletenessCell[];
}

/** What was to be delivered: every account in every Region. */
export interface ExpectedCells {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

const DELIVERY_HOUR = /_\d{8}T(\d{2})\d{2}Z/;

/** What was delivered of a day where no digests say what should have been. */
export function completenessWithoutDigests(
  day: UtcDay,
  { accounts, regions }: ExpectedCells,
  files: readonly DayFile[],
): Completeness {
  const wholeDay = { from: day.start().toISOString(), to: day.plus(1).start().toISOString() };
  const cells = accounts.flatMap((account) =>
    regions.map((region) => {
      const delivered = files.filter((file) => file.account === account && file.region === region);
      const hours = new Array<number>(24).fill(0);
      for (const { file } of delivered) {
        const hour = Number(DELIVERY_HOUR.exec(file.slice(file.lastIndexOf('/')))?.[1]);
        if (hour < 24) hours[hour] = (hours[hour] ?? 0) + 1;
      }
      return {
        account,
        region,
        files: delivered.length,
        events: delivered.reduce((sum, { events }) => sum + events, 0),
        hours,
        covered: [],
        gaps: [wholeDay],
        problems: [...new Set(delivered.flatMap(({ problem }) => problem ?? []))],
      };
    }),
  );
  return { digests: 'absent', cells };
}
