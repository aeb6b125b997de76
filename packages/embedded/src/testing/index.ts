export { DirectoryKeys, DirectoryObjectStore, plantObject, type PlantedObject } from '../store';
