export { listPriceIn, MINIMUM_BILLED_BYTES, scanPrice, type ListPrice } from './athena-billing';
export { checkQueryRequest } from './check-query-request';
export type {
  QueryEngine,
  QueryFailure,
  QueryId,
  QueryOutcome,
  QueryRequest,
  QueryResults,
  QueryStatistics,
  QueryStatus,
  ResultColumn,
  ResultRow,
} from './query-engine';
export { failureName, queryFailure } from './query-failure';
export { awaitQuery, runQuery, type QueryDependencies } from './run-query';
