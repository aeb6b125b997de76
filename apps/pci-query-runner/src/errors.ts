import { AppError, type UtcDay } from '@lakeward/core';

/** The day asked for has not ended: events of it are still being delivered. */
export function dayNotOver(day: UtcDay): AppError {
  return new AppError({
    code: 'PCI_DAY_NOT_OVER',
    message: `${day.date} is not over in UTC, so its logs are not complete.`,
    remedy: 'Review it from the next day on; CloudTrail delivers within about five minutes on average.',
  });
}

/** The trail's folders hold nothing of the day at all. */
export function noLogFiles(day: UtcDay, trail: string): AppError {
  return new AppError({
    code: 'PCI_NO_LOG_FILES',
    message: `There is no log file of ${day.date} under ${trail}.`,
    remedy:
      'Check the date and the place of the logs. A day without any log is a stopped or misplaced trail, not a quiet day.',
  });
}

/** The query goes on after the invocation's time: the same event finds it again. */
export function queryStillRunning(queryId: string): AppError {
  return new AppError({
    code: 'PCI_QUERY_STILL_RUNNING',
    message: `Query ${queryId} was still running when the invocation's time was over.`,
    remedy: 'Nothing to do: the next delivery of the same event takes up the same query.',
    retryable: true,
  });
}

/** The table is not there, or is another one. */
export function tableMismatch(database: string, table: string): AppError {
  return new AppError({
    code: 'PCI_TABLE_MISSING',
    message: `The catalog has no table ${database}.${table} with the partition keys account, region, day.`,
    remedy: 'Deploy the data-lake stack, which declares it.',
  });
}

/** The statement answered something else than the rules of the pack. */
export function unexpectedAnswer(queryId: string, what: string): AppError {
  return new AppError({
    code: 'PCI_UNEXPECTED_ANSWER',
    message: `Query ${queryId} answered ${what}.`,
    remedy:
      'This is a defect of the pack or the engine: the day counts as not reviewed. Report it with the manifest of another day.',
  });
}

/** So many others publish evidence of the same pack that no place could be had. */
export function chainBusy(chain: string): AppError {
  return new AppError({
    code: 'PCI_CHAIN_BUSY',
    message: `Every place in ${chain} that this run asked for was given to another run.`,
    remedy: 'Nothing to do: the next delivery of the same event asks again.',
    retryable: true,
  });
}

/** The chain of evidence is not as it was written, so nothing can be added to it. */
export function chainDamaged(place: string, what: string): AppError {
  return new AppError({
    code: 'PCI_CHAIN_DAMAGED',
    message: `The chain of evidence cannot be continued at ${place}. ${what}`,
    remedy:
      'Run "lakeward pci verify": it names what was changed. Restore that from its earlier version in the bucket, then invoke again.',
  });
}

/** The day's files are larger than the settings allow to scan: nothing was started. */
export function byteLimitOfDay(day: UtcDay, bytes: number, limit: number): AppError {
  return new AppError({
    code: 'PCI_BYTE_LIMIT',
    message: `The log files of ${day.date} have ${bytes} bytes; BYTE_LIMIT allows to scan ${limit}. No query was started.`,
    remedy:
      'Raise BYTE_LIMIT and the byte limit of the workgroup, or review fewer accounts or Regions at a time.',
  });
}

/** The workgroup's own limit ended the query. */
export function byteLimitOfWorkgroup(queryId: string, cause: AppError): AppError {
  return new AppError({
    code: 'PCI_BYTE_LIMIT',
    message: `Query ${queryId} was ended by the byte limit of its workgroup: ${cause.message}`,
    remedy: "Raise the workgroup's byte limit above BYTE_LIMIT, and invoke again for the day.",
    cause,
  });
}
