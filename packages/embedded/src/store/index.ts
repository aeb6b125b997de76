export type { BucketSettings } from './bucket-settings';
export { DirectoryKeys, type DirectoryKeysOptions } from './directory-keys';
export { DirectoryObjectStore } from './directory-object-store';
