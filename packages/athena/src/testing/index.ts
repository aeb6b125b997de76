export { InMemoryQueryEngine, type QueryMatch, type ScriptedQuery } from './in-memory-query-engine';
export {
  contractStatements,
  missingTableFailure,
  queryEngineContract,
  type QueryEngineBehaviour,
  type QueryEngineContractOptions,
  type QueryEngineUnderContract,
} from './query-engine-contract';
