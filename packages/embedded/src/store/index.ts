export type { BucketSettings } from './bucket-settings';
export { DirectoryObjectStore, type DirectoryObjectStoreOptions } from './directory-object-store';
