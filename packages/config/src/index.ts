export {
  parseEnvironment,
  type ConfigurationOf,
  type EnvironmentOf,
  type EnvironmentSchema,
} from './parse-environment';
export { parseInput } from './parse-input';
export { list, matching, optionalList, text, wholeNumber } from './variables';
