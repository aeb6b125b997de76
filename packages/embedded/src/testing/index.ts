export { expectParsesInAthena } from '../dialect/testing/expect-parses-in-athena';
