export { DirectoryKeys, plantObject, type PlantedObject } from '../store';
