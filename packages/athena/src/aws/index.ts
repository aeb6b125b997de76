export { createAthenaQueryEngine, type AthenaQueryEngineOptions } from './athena-query-engine';
