import type { UtcDay } from '@lakeward/core';
import type { Catalog } from '@lakeward/glue';
import { trailRoot, type CloudTrailTableSettings } from './cloudtrail-table';
import { dayFolder } from './log-file-name';

/**
 * Makes the day's partitions known, one for each account and Region, where the table does not project them. Answers false
 * where the table is missing or has other partition keys.
 */
export async function ensurePartitions(
  settings: CloudTrailTableSettings,
  day: UtcDay,
  catalog: Catalog,
): Promise<boolean> {
  const table = await catalog.table(settings.database, settings.table);
  if (table?.partitionKeys.map(({ name }) => name).join() !== 'account,region,day') return false;
  if (settings.partitionMode === 'add-partition') {
    const partitions = settings.accounts.flatMap((account) =>
      settings.regions.map((region) => ({
        values: [account, region, `${day.year}/${day.month}/${day.day}`],
        location: trailRoot(settings) + dayFolder({ account, region, day }),
      })),
    );
    const errors = await catalog.createPartitions(settings.database, settings.table, partitions);
    return errors.every(({ code }) => code === 'AlreadyExistsException');
  }
  return true;
}
