export { AppError, isAppError, toAppError, type AppErrorDetails } from './app-error';
export { ManualClock, systemClock, type Clock } from './clock';
export { Deadline } from './deadline';
export { deterministicId } from './deterministic-id';
export { inParallel } from './in-parallel';
export { backoffDelay, defaultBackoff, retry, type Backoff } from './retry';
export { DAY_MS, UtcDay } from './utc-day';
