export { byFingerprint, checkPeriod, isValidWithin } from './check-period';
export type { KeyPeriod, TrailKey, TrailKeys } from './trail-keys';
