export { expectParsesInAthena } from '../dialect/testing/expect-parses-in-athena';
export { DirectoryKeys, plantObject, type PlantedObject } from '../store';
