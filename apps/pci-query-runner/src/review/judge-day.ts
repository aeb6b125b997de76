import type { UtcDay } from '@lakeward/core';
import { trailRoot } from '../logs/cloudtrail-table';
import { judgeCompleteness, type Judgement } from './completeness';
import type { DayFile } from '../logs/day-files';
import { checkDigests } from '../digests/check-digests';
import type { ReviewDependencies } from './review';

/** Verifies the day's digests and judges how much of what was to be delivered is there. */
export async function judgeDay(
  day: UtcDay,
  files: readonly DayFile[],
  { settings, store, trailKeys, clock, progress }: ReviewDependencies,
): Promise<Judgement> {
  const cells =
    settings.expected ??
    settings.accounts.flatMap((account) => settings.regions.map((region) => ({ account, region })));
  const digests = await checkDigests(
    { day, trail: trailRoot(settings), cells, files },
    {
      store,
      trailKeys,
      clock,
      progress: (read) => progress?.({ step: 'checking-digests', digests: read }),
    },
  );
  return judgeCompleteness({ day, files, digests, isCopy: settings.isCopy === true });
}
