import { ACTIONS, REMEDIES } from '../contract';

/** What is to be done with an object. */
export type Remedy = (typeof REMEDIES)[number];

/** A remedy that a job carries out. */
export type Action = (typeof ACTIONS)[number];

/** True for a remedy that a job carries out. */
export function isAction(remedy: string): remedy is Action {
  return ACTIONS.some((action) => action === remedy);
}

/** True for one of the remedies. */
export function isRemedy(text: string): text is Remedy {
  return REMEDIES.some((remedy) => remedy === text);
}

/**
 * Versions that one job works on: those of a remedy that also share what the job sets for all of them (storage class, days of a
 * restore) and the turn they are copied in.
 */
export interface Lot {
  /** As `versions.sql` makes it: `copy.STANDARD_IA.noncurrent`. */
  readonly id: string;
  readonly remedy: Action;
  /** Class that copies are written in; absent where nothing is copied by S3 Batch itself. */
  readonly storageClass?: string;
  /** Over 5 GiB: for what has to be copied after its restore. */
  readonly isLarge: boolean;
  /** Old versions are copied before the current ones, or they would become the current ones. */
  readonly isNoncurrent: boolean;
}

/** Reads the id of a lot; undefined where it is none. */
export function parseLot(id: string): Lot | undefined {
  const [remedy = '', ...rest] = id.split('.');
  if (!isAction(remedy)) return undefined;
  const storageClass = rest.find((part) => part !== 'large' && part !== 'noncurrent');
  return {
    id,
    remedy,
    isLarge: rest.includes('large'),
    isNoncurrent: rest.includes('noncurrent'),
    ...(storageClass === undefined ? {} : { storageClass }),
  };
}

/** Old versions first; else by name. */
export function compareLots(a: Lot, b: Lot): number {
  if (a.isNoncurrent !== b.isNoncurrent) return a.isNoncurrent ? -1 : 1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
