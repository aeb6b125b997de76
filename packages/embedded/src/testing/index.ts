export { expectParsesInAthena } from '../dialect/testing/expect-parses-in-athena';
export { DirectoryKeys, DirectoryObjectStore, plantObject, type PlantedObject } from '../store';
