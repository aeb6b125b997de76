import type { QueryFailure } from './query-engine';

/**
 * The name at the head of an engine's message, as in `TABLE_NOT_FOUND: line 1:15: Table ...`; `UNKNOWN` where there is none. Hive DDL
 * says `FAILED: SemanticException ...`, which names nothing either.
 */
export function failureName(message: string): string {
  const name = /^([A-Z][A-Z0-9_]+): /.exec(message)?.[1];
  return name === undefined || name === 'FAILED' ? 'UNKNOWN' : name;
}

/** A failure by its message; what the engine does not tell is `other`, without a number and not worth a retry. */
export function queryFailure(
  message: string,
  told: Partial<Omit<QueryFailure, 'name' | 'message'>>,
): QueryFailure {
  return { name: failureName(message), message, category: 3, type: -1, retryable: false, ...told };
}
